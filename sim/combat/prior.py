"""Priors: what is held of a parameter before any battle is looked at, and why."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.scenario.distribution import Distribution

NINE_IN_TEN = 3.2897
"""Length of the central 90 % interval of a normal distribution in standard deviations."""


@dataclass(frozen=True)
class Prior:
    """A distribution, cut off at the bounds of the parameter."""

    distribution: Distribution
    reason: str
    source: str = ""
    """Where it is from; empty if it is assumed."""

    def as_json(self) -> dict[str, Any]:
        """The distribution as a scenario file writes it, with its reason and source."""
        spread: dict[str, Any] = {self.distribution.kind: list(self.distribution.parameters)}
        if self.source:
            return spread | {"reason": self.reason, "source": self.source}
        return spread | {"assumed": self.reason}

    def __str__(self) -> str:
        return f"{self.distribution}: {self.reason}" + (f" ({self.source})" if self.source else "")

    def quantile(self, share: np.ndarray, low: float, high: float) -> np.ndarray:
        """The values, cut off at `low` and `high`, below which such shares of it lie."""
        first, last = self._below(np.array([low, high]))
        return np.asarray(np.clip(self._quantile(first + (last - first) * share), low, high))

    def below(self, values: np.ndarray, low: float, high: float) -> np.ndarray:
        """The shares of it, cut off at `low` and `high`, that lie below some values."""
        first, last = self._below(np.array([low, high]))
        return np.asarray(np.clip((self._below(values) - first) / (last - first), 0.0, 1.0))

    def inside(self, low: float, high: float) -> float:
        """The share of it that lies from `low` to `high`; NaN if it has no spread."""
        with np.errstate(all="ignore"):
            first, last = self._below(np.array([low, high]))
        return float(last - first)

    def _quantile(self, share: np.ndarray) -> np.ndarray:
        return np.asarray(_frozen(self.distribution).ppf(share))

    def _below(self, values: np.ndarray) -> np.ndarray:
        return np.asarray(_frozen(self.distribution).cdf(values))


def likely(low: float, high: float, reason: str, source: str = "") -> Prior:
    """A lognormal prior of which nine in ten values lie from `low` to `high`."""
    median, factor = math.sqrt(low * high), math.exp(math.log(high / low) / NINE_IN_TEN)
    rounded = float(f"{median:.3g}"), float(f"{factor:.3g}")
    return Prior(Distribution.of("lognormal", *rounded), reason, source)


def between(low: float, mode: float, high: float, reason: str, source: str = "") -> Prior:
    """A triangular prior from `low` to `high`, as shares have them."""
    return Prior(Distribution.of("triangular", low, mode, high), reason, source)


def _frozen(distribution: Distribution) -> Any:
    from scipy import stats  # type: ignore[import-untyped]

    p = distribution.parameters
    if distribution.kind == "uniform":
        return stats.uniform(p[0], p[1] - p[0])
    if distribution.kind == "normal":
        return stats.norm(p[0], p[1])
    if distribution.kind == "lognormal":
        return stats.lognorm(math.log(p[1]), scale=p[0])
    if distribution.kind == "triangular":
        return stats.triang((p[1] - p[0]) / (p[2] - p[0]), loc=p[0], scale=p[2] - p[0])
    raise ValueError(f"a prior cannot be a {distribution.kind}")
