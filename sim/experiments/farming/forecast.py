"""Forecasts of a farm's metamodel, and how they have turned out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from sim.experiments.farming.finding import Finding
from sim.results.statistics import NORMAL_95

FEWEST_CHECKS, MOST_CHECKS = 4, 16
"""Fresh points with which a metamodel is checked, unless their number is named."""


@dataclass(frozen=True)
class Prediction:
    """What is expected of a measure at a point, and the 95 % interval of fresh runs' mean."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Check:
    """Forecasts of a measure at fresh points with fresh luck, beside what came of them."""

    predicted: np.ndarray
    played: np.ndarray
    inside: float
    """Share of the points that lie in their 95 % intervals."""
    rmse: float
    """Root of the mean square of the errors."""

    @classmethod
    def of(cls, finding: Finding, x: np.ndarray, values: np.ndarray) -> Self:
        """The forecasts of points (n, columns) from -1 to 1, beside their runs (n, runs)."""
        known = ~np.isnan(values).all(axis=1)
        means = np.nanmean(values[known], axis=1)
        forecasts = predictions(finding, x[known])
        predicted = np.array([each.mean for each in forecasts])
        inside = [a.low <= m <= a.high for a, m in zip(forecasts, means, strict=True)]
        share = float(np.mean(inside)) if inside else np.nan
        rmse = float(np.sqrt(((means - predicted) ** 2).mean())) if inside else np.nan
        return cls(predicted, means, share, rmse)

    def as_json(self) -> dict[str, Any]:
        """As JSON; `read` makes it again."""
        return {
            "predicted": self.predicted.tolist(),
            "played": self.played.tolist(),
            "inside": self.inside,
            "rmse": self.rmse,
        }

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Self:
        """What `as_json` has written. Raises KeyError, TypeError and ValueError."""
        predicted, played = (np.array(content[name], float) for name in ("predicted", "played"))
        return cls(predicted, played, float(content["inside"]), float(content["rmse"]))


def usual_checks(points: int) -> int:
    """The number of fresh points for so many points: a sixteenth."""
    return int(np.clip(points // 16, FEWEST_CHECKS, MOST_CHECKS))


def predictions(finding: Finding, x: np.ndarray) -> list[Prediction]:
    """What is expected at points from -1 to 1; fresh runs have other dice than the farm's."""
    if not finding.varies:
        only = float(finding.means[0]) if len(finding.means) else np.nan
        return [Prediction(only, only, only)] * len(x)
    means, spread = finding.chosen.model.predict(x), finding.chosen.model.error(x)
    half = NORMAL_95 * np.sqrt(spread**2 + 2.0 * finding.offset**2)
    found = np.stack([means, means - half, means + half], axis=1)
    found = np.clip(found, 0.0, 1.0) if finding.is_share else found
    return [Prediction(*map(float, row)) for row in found]
