"""Ranks: where values of a measure lie among the runs, counted in whole runs.

Counted ranks are exact, so that a run and a record with the same value are equal in them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from sim.results.statistics import round_share
from sim.results.tally import Tally, is_time
from sim.scenario.definition import Claim


@dataclass(frozen=True)
class Ranks:
    """The runs of a measure in order; what never happened comes last."""

    values: np.ndarray
    """Distinct values in ascending order, shape (k,)."""
    below: np.ndarray
    """Runs below each of them."""
    upto: np.ndarray
    """Runs below or at each of them."""

    @classmethod
    def of(cls, tally: Tally) -> Self:
        """The ranks of counts or times."""
        upto = np.cumsum(tally.counts)
        return cls(tally.values, upto - tally.counts, upto)

    @property
    def runs(self) -> int:
        """Number of runs."""
        return int(self.upto[-1])

    def of_runs(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Runs below, and below or at, the value of each run, (n,) each."""
        plain = values.astype(self.values.dtype) if is_time(self.values) else values
        position = np.searchsorted(self.values, plain)
        return self.below[position], self.upto[position]

    def of_claim(self, low: Any, high: Any) -> tuple[int, int]:
        """Runs below an interval, and those below or in it."""
        ends = [_plain(end) for end in (low, high)]
        first = np.searchsorted(self.values, ends[0], side="left")
        last = np.searchsorted(self.values, ends[1], side="right")
        counts = np.concatenate([[0], self.upto])
        return int(counts[first]), int(counts[last])


def ordered_ranks(tallies: Mapping[str, Tally]) -> dict[str, Ranks]:
    """The ranks of each measure; the winner has no order and is left out."""
    return {name: Ranks.of(one) for name, one in tallies.items() if one.kind != "side"}


def distinct(claims: list[Claim]) -> list[tuple[Any, Any]]:
    """The intervals that are recorded of a measure, each once, however many sources have it."""
    return list(dict.fromkeys(claim.interval for claim in claims))


def _plain(value: Any) -> Any:
    return np.datetime64(value, "m") if hasattr(value, "year") else value


def percent(share: float, runs: int) -> int | float:
    """A share of runs in per cent, with the digits that they support."""
    rounded = 100.0 * round_share(share, runs)
    rounded = round(rounded, 10)  # 100 times a decimal fraction leaves a residue
    return int(rounded) if rounded.is_integer() else rounded
