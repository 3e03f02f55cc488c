"""What a distribution of survivors comes to: mean and quantiles, with the digits it supports."""

import math
from collections.abc import Mapping

import numpy as np

from sim.results.statistics import binomial_error, decimals, round_number

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
EXACT_DECIMALS = 2


class Survivors:
    """Probabilities of numbers of survivors, from so many runs; None if they are exact."""

    def __init__(self, probabilities: Mapping[int, float], runs: int | None) -> None:
        ordered = sorted(probabilities.items())
        self.counts = np.array([count for count, _ in ordered])
        self.shares = np.array([share for _, share in ordered], float)
        self.shares /= self.shares.sum()
        self.runs = runs

    @property
    def mean(self) -> float:
        """Mean number of survivors."""
        return float(self.counts @ self.shares)

    @property
    def mean_text(self) -> str:
        """The mean with as many digits as its standard error supports."""
        if self.runs is None:
            return f"{self.mean:,.{EXACT_DECIMALS}f}"
        variance = float((self.counts - self.mean) ** 2 @ self.shares)
        error = math.sqrt(variance / self.runs)
        places = decimals(error) if error else 0
        return f"{round(self.mean, places):,.{max(0, places)}f}"

    def quantile(self, share: float) -> int:
        """The least number that is not exceeded with probability `share`."""
        reached = np.cumsum(self.shares) >= share - 1e-12
        return int(self.counts[int(np.argmax(reached))]) if reached.any() else int(self.counts[-1])

    def quantile_text(self, share: float) -> str:
        """The quantile with as many digits as its standard error supports."""
        value = self.quantile(share)
        if self.runs is None:
            return f"{value:,}"
        spread = binomial_error(share, self.runs)
        error = 0.5 * (self.quantile(share + spread) - self.quantile(share - spread))
        return f"{round_number(value, error):,}"
