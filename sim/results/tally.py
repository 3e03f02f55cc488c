"""Tallies: how often each value of a measure came up, which is all that statistics need.

Measures are counts, times and names, so that few values are distinct however many runs there are:
a tally of ten million runs is as small as one of a thousand, and quantiles from it are exact.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

Kind = Literal["number", "time", "side"]


def is_time(values: np.ndarray) -> bool:
    """Whether values are times."""
    return values.dtype.kind == "M"


@dataclass(frozen=True)
class Tally:
    """Distinct values in ascending order, and the number of runs with each, both of shape (k,).

    Values are numbers, datetime64[m] (NaT, which is last, for what never happened) or names.
    """

    values: np.ndarray
    counts: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray) -> "Tally":
        """The tally of a measure from its value in each run, shape (n,)."""
        plain = values.astype(str) if values.dtype.kind in "OUT" else values
        plain = plain.astype("datetime64[m]") if is_time(plain) else plain
        return cls(*np.unique(plain, return_counts=True))

    @classmethod
    def merged(cls, tallies: "Iterable[Tally]") -> "Tally":
        """The tally of the runs of several tallies together; there must be at least one."""
        listed = list(tallies)
        values = np.concatenate([one.values for one in listed])
        counts = np.concatenate([one.counts for one in listed])
        distinct, position = np.unique(values, return_inverse=True)
        total = np.zeros(len(distinct), np.int64)
        np.add.at(total, position, counts)
        return cls(distinct, total)

    @property
    def kind(self) -> Kind:
        """What the values are."""
        if is_time(self.values):
            return "time"
        return "side" if self.values.dtype.kind in "OUT" else "number"

    @cached_property
    def runs(self) -> int:
        """Number of runs."""
        return int(self.counts.sum())

    @cached_property
    def known(self) -> "Tally":
        """The tally of the runs in which the event happened; itself unless values are times."""
        if self.kind != "time" or not len(self.values) or not np.isnat(self.values[-1]):
            return self
        return Tally(self.values[:-1], self.counts[:-1])

    def at(self, rank: int) -> np.generic:
        """The value of a rank, from 0 for the smallest; ranks beyond the ends mean the ends."""
        position = np.searchsorted(self._reached, min(max(rank, 0), self.runs - 1), side="right")
        value: np.generic = self.values[position]
        return value

    @cached_property
    def _reached(self) -> np.ndarray:
        return np.cumsum(self.counts)
