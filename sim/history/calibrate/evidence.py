"""Evidence: what was recorded of one battle, on axes that an emulator can use.

Counts and hours become logarithms, of a count or hour with one unit added: t = ln(v + unit). A
record is the interval from half a unit below to half a unit above, rival records are several.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.history.ranks import distinct
from sim.history.skill import sums_among
from sim.scenario import Document
from sim.scenario.definition import Definition


@dataclass(frozen=True)
class Axis:
    """From values of a measure to t; the unit of hours is a turn."""

    unit: float
    start: np.datetime64 | None

    def t(self, values: np.ndarray) -> np.ndarray:
        """The values of runs on the axis; NaN for never."""
        numbers = values.astype(np.float64)
        if self.start is not None:
            hours = (values - self.start) / np.timedelta64(1, "h")
            numbers = np.where(np.isnat(values), np.nan, hours)
        return np.asarray(np.log(np.maximum(numbers + self.unit, 1e-3 * self.unit)))

    def spans(self, numbers: np.ndarray) -> np.ndarray:
        """Records, (r, 2) from low to high, as intervals on the axis."""
        half = 0.5 * self.unit * np.array([-1.0, 1.0])
        found = np.log(np.maximum(numbers + half + self.unit, 1e-3 * self.unit))
        found[numbers[:, 0] <= 0.0, 0] = -np.inf
        return np.asarray(found)


@dataclass(frozen=True)
class Record:
    """The records of one measure of a battle."""

    measure: str
    axis: Axis | None
    """None for the winner."""
    spans: np.ndarray
    """(r, 2) intervals on the axis, rivals one below the other."""
    winner: tuple[str, ...] = ()
    """The recorded winners."""

    @property
    def time(self) -> bool:
        """Whether it is an hour."""
        return self.axis is not None and self.axis.start is not None


def records_of(document: Document) -> tuple[Record, ...]:
    """All claims of a scenario, measure by measure."""
    definition = document.definition
    return tuple(_record(name, definition) for name in definition.claims)


def _record(measure: str, definition: Definition) -> Record:
    intervals = distinct(definition.claims[measure])
    if isinstance(intervals[0][0], str):
        return Record(measure, None, np.zeros((0, 2)), tuple(low for low, _ in intervals))
    if isinstance(intervals[0][0], int | float):
        axis = Axis(1.0, None)
        return Record(measure, axis, axis.spans(np.array(intervals, np.float64)))
    axis = Axis(definition.turn_hours, np.datetime64(definition.start, "m"))
    hours = np.array(intervals, "datetime64[m]") - axis.start
    return Record(measure, axis, axis.spans(hours / np.timedelta64(1, "h")))


def counted(records: tuple[Record, ...], columns: Mapping[str, np.ndarray]) -> tuple[Record, ...]:
    """The records of measures that are no sums of the others, by the runs that were played."""
    sums = sums_among({one.measure: columns[one.measure] for one in records})
    return tuple(one for one in records if one.measure not in sums)
