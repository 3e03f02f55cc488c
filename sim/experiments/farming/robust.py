"""Robust choice: which decision is good whatever nobody can choose."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

WORST = 0.1
"""The worst part of the scenarios that is looked at on its own."""
RESAMPLED = 200
"""Times that scenarios are drawn anew to see how sure a rank is."""


@dataclass(frozen=True)
class Standing:
    """A decision over all scenarios of the noise; the first of a ranking is the best."""

    decision: int
    """Its position among the decisions."""
    mean: float
    mean_error: float
    """Standard error of the mean."""
    spread: float
    """Standard deviation over the scenarios."""
    regret: float
    """Mean of how much better the best decision of each scenario is."""
    worst_tenth: float
    """Mean of the worst tenth of the scenarios."""
    rank: int
    p5: float
    """The rank in 90 % of resampled scenarios."""
    p95: float
    error: float
    """Standard error of the rank."""


def ranking(
    values: np.ndarray, good: int, parts: Sequence[Sequence[np.ndarray]] = (), seed: int = 0
) -> list[Standing]:
    """Decisions by their means, the best first, of a measure by decision and scenario.

    `good` is 1 if more is better and -1 if less is. Every decision meets the same scenarios, with
    the same luck, so that ranks are compared pair by pair. `parts` are the same by metamodels that
    were fitted without a group each, of the points or of the runs: their jackknife says how sure
    the means are, and so the ranks.
    """
    gain = good * np.where(np.isnan(values), np.nanmean(values), values)
    count = gain.shape[1]
    means = gain.mean(axis=1)
    order = np.argsort(-means, kind="stable")
    again = _means_again(gain, parts, good, np.random.default_rng(seed))
    ranks = np.argsort(np.argsort(-again, axis=1, kind="stable"), axis=1) + 1
    low, high = np.quantile(ranks, (0.05, 0.95), axis=0)
    error, mean_error = ranks.std(axis=0, ddof=1), again.std(axis=0, ddof=1)
    regret = (gain.max(axis=0) - gain).mean(axis=1)
    tail = max(1, round(WORST * count))
    worst = np.sort(gain, axis=1)[:, :tail].mean(axis=1)
    return [
        Standing(
            int(place),
            float(good * means[place]),
            float(mean_error[place]),
            float(gain[place].std(ddof=1)) if count > 1 else 0.0,
            float(regret[place]),
            float(good * worst[place]),
            rank,
            float(low[place]),
            float(high[place]),
            float(error[place]),
        )
        for rank, place in enumerate(order, start=1)
    ]


def _means_again(
    gain: np.ndarray,
    parts: Sequence[Sequence[np.ndarray]],
    good: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """The mean of each decision in resampled scenarios, (times, decisions).

    The jackknife of `parts` has moved them as a normal distribution does.
    """
    count = gain.shape[1]
    found = rng.multinomial(count, np.full(count, 1.0 / count), RESAMPLED) / count @ gain.T
    for family in parts:
        means = good * np.array([part.mean(axis=1) for part in family])
        groups = len(means)
        away = np.sqrt((groups - 1) / groups) * (means - means.mean(axis=0))
        found = found + rng.standard_normal((RESAMPLED, groups)) @ away
    return np.asarray(found)


def pareto_front(
    first: Sequence[float], second: Sequence[float], good: tuple[int, int]
) -> list[int]:
    """The decisions that no other beats in one measure without losing in the other."""
    pairs = good[0] * np.asarray(first, float), good[1] * np.asarray(second, float)
    gains = np.stack(pairs, axis=1)
    better = np.logical_and.reduce(gains[None, :, :] >= gains[:, None, :], axis=2)
    strictly = np.logical_or.reduce(gains[None, :, :] > gains[:, None, :], axis=2)
    beaten = np.logical_or.reduce(better & strictly, axis=1)
    kept = np.flatnonzero(~beaten)
    return [int(one) for one in kept[np.argsort(gains[kept, 0], kind="stable")]]
