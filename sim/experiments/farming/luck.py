"""Luck as a factor: how much of the variance is dice, how much assumptions, how much both.

All points are played with the same luck, run by run, so that points and runs are the two ways of a
crossed layout and their parts of the variance can be told apart exactly (Searle, Casella and
McCulloch 1992, chapter 4).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.experiments.metamodels.metamodel import JACKKNIFE_95, folds_of

WAYS = ("dice", "assumptions", "both")


@dataclass(frozen=True)
class Share:
    """A part of the variance, from 0 to 1, and its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class LuckShares:
    """The parts of the variance of a measure over all points and runs; they sum to one."""

    dice: Share
    """Runs differ alike at all points."""
    assumptions: Share
    """Points differ alike in all runs."""
    both: Share
    """What the dice do depends on the point."""


def luck_shares(values: np.ndarray) -> LuckShares | None:
    """The parts for a measure by point and run; None if fewer than two of either have no gaps.

    Intervals by the jackknife over groups of points and of runs.
    """
    whole = _without_gaps(values)
    if min(whole.shape) < 2:
        return None
    found = np.array(shares_of(whole))
    error = np.sqrt(
        _jackknife(whole.shape[0], lambda kept: np.array(shares_of(whole[kept])))
        + _jackknife(whole.shape[1], lambda kept: np.array(shares_of(whole[:, kept])))
    )
    parts = [
        Share(float(one), max(0.0, float(one - half)), min(1.0, float(one + half)))
        for one, half in zip(found, JACKKNIFE_95 * error, strict=True)
    ]
    return LuckShares(*parts)


def shares_of(values: np.ndarray) -> tuple[float, float, float]:
    """The parts of dice, of assumptions and of both, for (points, runs) without gaps."""
    points, runs = values.shape
    of_points = runs * values.mean(axis=1).var(ddof=1)
    of_runs = points * values.mean(axis=0).var(ddof=1)
    both = interaction_variance(values)
    parts = max(of_runs - both, 0.0) / points, max(of_points - both, 0.0) / runs, both
    total = sum(parts)
    if not total:
        return 0.0, 0.0, 0.0
    return parts[0] / total, parts[1] / total, parts[2] / total


def interaction_variance(values: np.ndarray) -> float:
    """What is left of (points, runs) when the means of both are taken out, a degree of freedom."""
    points, runs = values.shape
    rest = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0) + values.mean()
    return float((rest**2).sum() / max((points - 1) * (runs - 1), 1))


def offset_error(values: np.ndarray) -> float:
    """Standard error that the dice of these runs give to all points alike."""
    whole = _without_gaps(values)
    if min(whole.shape) < 2:
        return 0.0
    points, runs = whole.shape
    shared = whole.mean(axis=0).var(ddof=1) - interaction_variance(whole) / points
    return float(np.sqrt(max(shared, 0.0) / runs))


def _without_gaps(values: np.ndarray) -> np.ndarray:
    known = values[~np.isnan(values).all(axis=1)]
    return np.asarray(known[:, ~np.isnan(known).any(axis=0)])


def _jackknife(count: int, of: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Variance of what is reckoned from some of so many rows, by leaving out groups of them."""
    groups = folds_of(count)
    if count < 4:
        return np.zeros(3)
    found = np.array([of(np.setdiff1d(np.arange(count), group)) for group in groups])
    return np.asarray((len(groups) - 1) / len(groups) * ((found - found.mean(0)) ** 2).sum(0))
