"""A comparison with history that can show itself."""

from dataclasses import fields
from typing import Self

from sim.history import comparison as history
from sim.report.comparison_page import page
from sim.report.comparison_table import comparison_parts, judgement_parts
from sim.report.console import plain_text
from sim.world.words import count


class Comparison(history.Comparison):
    """A comparison with its tables."""

    @classmethod
    def of(cls, found: history.Comparison) -> Self:
        """The same comparison."""
        return cls(**{one.name: getattr(found, one.name) for one in fields(found)})

    def __str__(self) -> str:
        definition = self.batch.document.definition
        parts = comparison_parts(self, definition), judgement_parts(self, definition)
        heading = f"{self.title}: {count(self.runs, 'run')}, seed {self.batch.seed}"
        return plain_text(heading, *parts[0], *(parts[1] if self.runs else ()))

    def _repr_html_(self) -> str:
        return page(self)
