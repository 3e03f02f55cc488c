"""Predictive distribution: what the runs of a batch say of a measure, as numbers on one axis.

Counts stay as they are; hours become hours since the start of the scenario. What never happened
counts as the end of the scenario where a number is needed (median, distance, CRPS), and as a share
of its own where a probability is.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Self

import numpy as np

from sim.results.statistics import mean, rank, variance
from sim.results.tally import Tally
from sim.scenario.definition import Definition

QUARTILES = 1.349
"""Distance of the quartiles of a normal distribution in standard deviations."""
CENTRAL_90 = 3.290
"""Length of its central 90 % interval."""
NARROWEST = 0.25
"""Least width of the kernel in units of the measure, so that a count stays itself."""


@dataclass(frozen=True)
class Predictive:
    """The runs of one measure, a count or an hour, over `start` with a smallest `unit`."""

    known: Tally
    """Values of the runs in which it happened, as floats."""
    runs: int
    """Runs in all."""
    unit: float
    """One man, one gun; of hours the length of a turn."""
    start: datetime | None
    """The hour that is zero; None for counts, which do not fall below zero."""
    end: float
    """What counts for never; infinite for counts."""

    @classmethod
    def of(cls, tally: Tally, definition: Definition) -> Self:
        """The distribution of a tally of counts or times of at least one run."""
        if tally.kind == "number":
            counts = Tally(tally.values.astype(np.float64), tally.counts)
            return cls(counts, tally.runs, 1.0, None, math.inf)
        known, start = tally.known, definition.start
        hours = (known.values - np.datetime64(start, "m")) / np.timedelta64(1, "h")
        end = (definition.end - start).total_seconds() / 3600.0
        return cls(Tally(hours, known.counts), tally.runs, definition.turn_hours, start, end)

    def number(self, value: Any) -> float:
        """A recorded value on the axis of the distribution."""
        if self.start is None:
            return float(value)
        return float((value - self.start).total_seconds() / 3600.0)

    @cached_property
    def numbers(self) -> Tally:
        """Values of all runs; never is the end."""
        missing = self.runs - self.known.runs
        if not missing:
            return self.known
        return Tally.merged([self.known, Tally(np.array([self.end]), np.array([missing]))])

    @cached_property
    def median(self) -> float:
        """The median of all runs."""
        return self._quantile(0.5)

    def _quantile(self, share: float) -> float:
        return float(self.numbers.at(rank(share, self.runs)))

    @cached_property
    def scale(self) -> float:
        """Robust standard deviation.

        The distance of the quartiles over 1.349. Where they coincide, the central 90 % interval
        over 3.290, and where that has no length either, one unit; never less than half a unit.
        """
        for share, width in ((0.25, QUARTILES), (0.05, CENTRAL_90)):
            low, high = (self._quantile(p) for p in (share, 1.0 - share))
            if high > low:
                return max((high - low) / width, 0.5 * self.unit)
        return self.unit

    def nearest(self, low: float, high: float) -> float:
        """The value from `low` to `high` that lies nearest to the median."""
        return min(max(self.median, low), high)

    def distance(self, low: float, high: float) -> float:
        """Robust standard deviations from the median to the nearest value of an interval.

        Positive above the median, 0 if the interval holds it.
        """
        return (self.nearest(low, high) - self.median) / self.scale

    @cached_property
    def bandwidth(self) -> float:
        """Standard deviation of the kernel: 0.9 min(s, IQR / 1.349) n^(-1/5), Silverman (1986).

        Never less than a quarter of a unit.
        """
        if not self.known.runs:
            return self.unit
        plain = math.sqrt(variance(self.known) or 0.0)
        spread = min(plain, self.scale) / self.known.runs**0.2
        return max(0.9 * float(spread), NARROWEST * self.unit)

    def probability(self, low: float, high: float) -> float:
        """Probability of a value from `low` to `high`, both with half a unit around them.

        The runs are smoothed by a normal kernel; of counts, what would fall below zero is folded
        back. To n runs one more is added that was not played: a Cauchy distribution about the
        median with the robust standard deviation as its scale. So nothing is impossible, and
        nothing has a probability far below 1 / n, which n runs could not support.
        """
        edges = low - 0.5 * self.unit, high + 0.5 * self.unit
        smoothed, unplayed = self._smoothed(*edges), self._unplayed(*edges)
        if self.start is None:
            mirrored = -self.unit - edges[1], -self.unit - edges[0]
            smoothed += self._smoothed(*mirrored)
            unplayed += self._unplayed(*mirrored)
        return (self.known.runs * smoothed + unplayed) / (self.runs + 1)

    def _smoothed(self, low: float, high: float) -> float:
        from scipy.special import ndtr  # type: ignore[import-untyped]

        if not self.known.runs:
            return 0.0
        below, above = (ndtr((x - self.known.values) / self.bandwidth) for x in (low, high))
        return mean(Tally(above - below, self.known.counts))

    def _unplayed(self, low: float, high: float) -> float:
        a, b = ((x - self.median) / self.scale for x in (low, high))
        # the difference of two arctangents without loss of digits in the tails
        return math.atan2(b - a, 1.0 + a * b) / math.pi

    def density(self, low: float, high: float) -> float:
        """Mean probability of one unit in an interval: what rival claims are compared by."""
        return self.probability(low, high) / ((high - low) / self.unit + 1.0)
