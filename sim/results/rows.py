"""Rows: what came of some runs, whether they were played or failed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.results.failure import Failure
from sim.results.narrow import narrow, widened
from sim.results.series import Series

EMPTY = {"number": "int64", "time": "datetime64[m]", "side": "object"}
"""The types of the columns of each kind of measure."""


@dataclass
class Rows:
    """Rows that were played, in ascending order of run and point, and those that failed.

    `measures` has int64 counts, datetime64[m] times with NaT, and names as text, shape (n,). Those
    of rows that were sent stay `Narrow` until they are joined.
    """

    runs: np.ndarray
    points: np.ndarray
    measures: dict[str, np.ndarray]
    series: Series | None = None
    failures: list[Failure] = field(default_factory=list)

    def __getstate__(self) -> dict[str, Any]:
        """What is sent: the measures in few bytes."""
        sent = {name: narrow(values) for name, values in self.measures.items()}
        return {**self.__dict__, "measures": sent}

    def columns(self, *, with_points: bool) -> dict[str, np.ndarray]:
        """`run`, `point` if asked for, and every measure."""
        keys = {"run": self.runs, "point": self.points} if with_points else {"run": self.runs}
        return {**keys, **self.measures}


def no_rows(kinds: dict[str, str]) -> Rows:
    """No rows of measures of the given kinds."""
    none = np.zeros(0, np.int64)
    measures = {name: np.zeros(0, EMPTY[kind]) for name, kind in kinds.items()}
    return Rows(none, none, measures)


def joined_rows(parts: Iterable[Rows], kinds: dict[str, str]) -> Rows:
    """The rows of several parts, put in order."""
    listed = list(parts) or [no_rows(kinds)]
    runs = np.concatenate([part.runs for part in listed])
    points = np.concatenate([part.points for part in listed])
    ascending = (np.diff(runs) > 0).all()
    order = slice(None) if ascending else np.lexsort((points, runs))
    series = [part.series for part in listed if part.series is not None]
    return Rows(
        runs[order],
        points[order],
        {name: widened([part.measures[name] for part in listed])[order] for name in kinds},
        Series.joined(series) if series else None,
        sorted((one for part in listed for one in part.failures), key=lambda f: (f.run, f.point)),
    )
