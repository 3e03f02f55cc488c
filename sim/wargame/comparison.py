"""A comparison with history that can show itself."""

from sim.history import comparison as history
from sim.report.comparison_page import page
from sim.report.comparison_table import comparison_parts, judgement_parts
from sim.report.console import plain_text
from sim.wargame.same import Same
from sim.world.words import count


class Comparison(Same, history.Comparison):
    """A comparison with its tables."""

    def __str__(self) -> str:
        definition = self.batch.document.definition
        parts = comparison_parts(self, definition), judgement_parts(self, definition)
        heading = f"{self.title}: {count(self.runs, 'run')}, seed {self.batch.seed}"
        return plain_text(heading, *parts[0], *(parts[1] if self.runs else ()))

    def _repr_html_(self) -> str:
        return page(self)
