"""What is explored of a results folder: its measures, the rows that fit a filter, its runs."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from io import BytesIO
from threading import Lock
from typing import Any

import numpy as np

from sim.experiments.kept import kept_sweep
from sim.experiments.replayed import play_row
from sim.plots.histograms import histogram
from sim.plots.map.picture import battle_map, located
from sim.plots.response import response
from sim.report.after_action.html import html
from sim.report.after_action.report import Report
from sim.report.summary_table import summary_parts
from sim.report.table import Table
from sim.results.batch import Batch, Memory
from sim.results.condition import parse
from sim.results.errors import UserError
from sim.results.labels import label
from sim.results.search import row_of
from sim.results.store import Store
from sim.results.summary import json_value
from sim.wargame.run import Run
from sim.world.clock import Clock

_drawing = Lock()
"""Pictures are drawn one at a time: pyplot has one state."""


class Explorer:
    """A results folder, and what can be asked of it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.store = Store.open(address)
        self.document = self.store.document
        if not len(self._columns["run"]):
            raise UserError(f"no run of {address} came to its end, so there is nothing to explore")

    @cached_property
    def _columns(self) -> dict[str, np.ndarray]:
        return self.store.columns()

    @cached_property
    def measures(self) -> dict[str, str]:
        """The measures with their names in words; those that differ between rows come first."""
        names = self.store.measures()
        same = {name for name in names if _is_constant(self._columns[name])}
        ordered = sorted(names, key=lambda name: name in same)
        return {name: label(name, self.document.definition) for name in ordered}

    @property
    def parameters(self) -> list[str]:
        """Paths of the parameters that points of a sweep change."""
        if self.store.manifest.holds != "sweep":
            return []
        return [*dict.fromkeys(path for point in self.store.points for path in point)]

    # rows -----------------------------------------------------------------------------------

    def rows(self, condition: str) -> dict[str, np.ndarray]:
        """The columns of the rows that satisfy a condition; all of them if it is empty.

        Raises `UserError` for a condition that cannot be read.
        """
        if not condition.strip():
            return self._columns
        sides = self.document.definition.sides
        test = parse(condition, self.store.manifest.measures, sides, "the filter")
        fits = test.holds(self._columns)
        return {name: column[fits] for name, column in self._columns.items()}

    def batch(self, rows: Mapping[str, np.ndarray]) -> Batch:
        """Some rows as a batch."""
        columns = {name: column for name, column in rows.items() if name != "point"}
        return Batch(self.document, self.store.manifest.seed, Memory(columns))

    def summary(self, rows: Mapping[str, np.ndarray], measure: str) -> list[Table | str]:
        """What a measure comes to in some rows."""
        found = {measure: self.batch(rows).summaries[measure]}
        parts = summary_parts(found, self.document.definition)
        return [part if isinstance(part, Table) else str(part).strip() for part in parts]

    def listed(self, rows: Mapping[str, np.ndarray], measure: str) -> list[tuple[int, int, str]]:
        """Run, point and the value of a measure in words, of each row."""
        points = rows.get("point", np.zeros(len(rows["run"]), int))
        values = (json_value(value) for value in rows[measure])
        words = ("never" if value is None else str(value).replace("T", " ") for value in values)
        return [*zip(rows["run"].tolist(), points.tolist(), words, strict=True)]

    def report(self, run: int, point: int) -> str:
        """A run, played again, as a report with its record and a map by hour.

        Raises `UserError` if there is no such row.
        """
        row_of(self.store, run, point)
        document, seed = self.store.document_at(point), self.store.manifest.seed
        return html(Report.of(Run(document, seed, play_row(self.store, run, point)).batch, None, 0))

    # pictures -------------------------------------------------------------------------------

    def histogram(self, rows: Mapping[str, np.ndarray], measure: str) -> str:
        """The distribution of a measure over some rows, as the address of an image."""
        return _image(lambda: histogram(self.batch(rows), measure).ax)

    def response(self, measure: str, path: str) -> str:
        """A measure against a parameter, as the address of an image. Raises `UserError`."""
        return _image(lambda: response(kept_sweep(self.address, [measure]), measure, path).ax)

    @property
    def hours(self) -> list[datetime]:
        """The hours at which there is a map of all runs; none where nothing was recorded."""
        batch = Batch(self.document, self.store.manifest.seed, self.store)
        if self.store.manifest.holds != "batch" or not self.store.manifest.series_every:
            return []
        clock = Clock(self.document.definition)
        return [clock.moment(turn) for turn in range(clock.turns + 1)] if located(batch) else []

    def map(self, hour: datetime) -> str:
        """Who holds which place in how many runs at an hour, as the address of an image."""
        batch = Batch(self.document, self.store.manifest.seed, self.store)
        return _image(lambda: battle_map(batch, hour).ax)


def _is_constant(column: np.ndarray) -> bool:
    first = column[0]
    return bool(all(value == first or (value != value and first != first) for value in column))


def _image(draw: Any) -> str:
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    with _drawing:
        mpl.use("Agg")
        figure = draw().get_figure(root=True)
        content = BytesIO()
        figure.savefig(content, format="png")
        plt.close(figure)
    return f"data:image/png;base64,{b64encode(content.getvalue()).decode()}"
