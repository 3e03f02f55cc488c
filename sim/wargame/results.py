"""Results: a batch that can show itself."""

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sim.results.batch import Batch
from sim.wargame.failed import told
from sim.wargame.pictures import Pictures

if TYPE_CHECKING:
    from sim.history.nearest import Nearest
    from sim.wargame.comparison import Comparison

LONGEST = 20
"""Measures that a notebook shows of a scenario without claims."""


class Results(Batch):
    """Outcomes and series of a batch, its summary, comparison with history, and pictures."""

    @classmethod
    def of(cls, batch: Batch) -> Self:
        """The results of a batch."""
        return cls(batch.document, batch.seed, batch.source)

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """The batch that was saved; read when it is asked for.

        Raises `UserError`, also for a sweep or a what-if: their points are no one batch.
        """
        from sim.results.errors import UserError
        from sim.results.store import Store

        store = Store.open(folder)
        if (holds := store.manifest.holds) != "batch":
            names = {"sweep": "Sweep", "what-if": "WhatIf", "futures": "Futures"}
            points = f"{len(store.manifest.points):,} points"
            what = f"{holds if holds == 'futures' else f'a {holds}'} of {points}"
            raise UserError(f"{folder} holds {what}; sim.{names[holds]}.open reads it")
        return cls(store.document, store.manifest.seed, store)

    def save(self, folder: str | Path, *, overwrite: bool = False) -> Path:
        """Write a results folder.

        Raises `UserError` if it is not empty; with `overwrite`, results in it are replaced.
        """
        from sim.results.saving import save

        save(self, folder, overwrite=overwrite)
        return Path(folder)

    def report(
        self,
        path: str | Path = "report.html",
        *,
        by: str | None = None,
        futures: int | None = None,
        overwrite: bool = False,
    ) -> Path:
        """Write an after-action report: one HTML file, or Markdown if the name ends in ``.md``.

        The median, best and worst run by the measure `by`, a side's casualties unless named, are
        told in full, with their outlook from so many `futures` at each turn; 0 leaves it out.
        Raises `UserError` if the file exists, unless `overwrite`.
        """
        from sim.report.after_action.outlook import FUTURES
        from sim.report.after_action.writing import write_report

        count = FUTURES if futures is None else futures
        return write_report(self, path, by=by, futures=count, overwrite=overwrite)

    def compare(self) -> "Comparison":
        """Every claim of history beside what was simulated."""
        from sim.history.comparison import compare
        from sim.wargame.comparison import Comparison

        return Comparison.of(compare(self))

    def nearest_history(self) -> "Nearest":
        """The run that lies nearest to all claims of history. Raises `UserError` without claims."""
        from sim.history.nearest import nearest_history

        return nearest_history(self)

    @property
    def plot(self) -> Pictures:
        """Pictures, such as `strengths`, `map`, `timeline`, `histogram(measure)`, `forest`."""
        return Pictures("batch", self)

    def __str__(self) -> str:
        from sim.report.console import plain_text
        from sim.report.summary_table import summary_parts

        heading = f"{self.document.definition.title}: {self.runs:,} runs, seed {self.seed}"
        parts = summary_parts(self.summaries, self.document.definition)
        return plain_text(heading, *parts, *filter(None, [told(self)]))

    def __repr__(self) -> str:
        return f"<Results of {self.document.name!r}: {self.runs:,} runs, seed {self.seed}>"

    def _repr_html_(self) -> str:
        from sim.history.comparison import compare
        from sim.report.summary_table import HEADINGS, summary_cells
        from sim.report.table import Table

        definition = self.document.definition
        names = [name for name in definition.claims if name in self.summaries]
        names = names or list(self.summaries)[:LONGEST]
        rows = summary_cells({name: self.summaries[name] for name in names}, definition)
        table = Table.of("Measure", ["", *HEADINGS], rows, *range(1, len(HEADINGS) + 1))
        return (
            f"<h4>{escape(definition.title)}</h4>"
            f"<p>{self.runs:,} runs, seed {self.seed}. {escape(compare(self).sentence)}.</p>"
            f"{table.html()}"
        )
