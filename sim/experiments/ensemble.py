"""Ensembles: what came of many futures of one battle, begun at each of some of its turns."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

import numpy as np

from sim.results.condition import Condition
from sim.results.statistics import share_error


class Ensemble(ABC):
    """Futures of a battle by turn, and what they say of the rest of it."""

    conditions: tuple[Condition, ...]

    @property
    @abstractmethod
    def turns(self) -> tuple[int, ...]:
        """The turns at whose beginning futures begin, and at last the end of the battle."""

    @property
    @abstractmethod
    def values(self) -> Mapping[str, np.ndarray]:
        """What came of each future: by measure or condition, (turns, futures) float.

        Of a condition it is 1 where it came true; hours are minutes since 1970, NaN for never and
        for futures that failed. In the last row the battle itself is its only future.
        """

    def is_chance(self, of: str) -> bool:
        """Whether it is a condition, and no measure."""
        return of in {one.text for one in self.conditions}

    def outlook(self, of: str) -> tuple[np.ndarray, np.ndarray]:
        """The mean of a measure, or the chance of a condition, at each turn, and its error."""
        values = self.values[of]
        number = np.maximum((~np.isnan(values)).sum(axis=1), 1)
        mean = np.nansum(values, axis=1) / number
        if self.is_chance(of):
            error = np.array([share_error(p, n) for p, n in zip(mean, number, strict=True)])
        else:
            squares = np.nansum((values - mean[:, None]) ** 2, axis=1)
            error = np.sqrt(squares / np.maximum(number - 1, 1) / number)
        error[-1] = 0.0
        return mean, error

    def quantiles(self, of: str, shares: Sequence[float]) -> np.ndarray:
        """Quantiles of a measure over the futures at each turn, (len(shares), turns)."""
        return np.asarray(np.nanquantile(self.values[of], shares, axis=1, method="inverted_cdf"))

    def jumps(self, of: str) -> tuple[np.ndarray, np.ndarray]:
        """How far the outlook moved from each turn to the next, and the error of that, (turns - 1).

        Future J has the same luck at every turn, so that the error is that of a paired difference.
        """
        steps = np.diff(self.values[of], axis=0)
        number = np.maximum((~np.isnan(steps)).sum(axis=1), 1)
        mean = np.nansum(steps, axis=1) / number
        squares = np.nansum((steps - mean[:, None]) ** 2, axis=1)
        return mean, np.sqrt(squares / np.maximum(number - 1, 1) / number)

    def spread(self, of: str) -> float:
        """The standard deviation of outcomes from the first of the turns on; 1 if there is none."""
        return float(np.nanstd(self.values[of][0])) or 1.0
