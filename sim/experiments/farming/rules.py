"""Rules: where in the space of factors something happens often, in words.

Boxes by the patient rule induction method (Friedman and Fisher 1999; Bryant and Lempert 2010), and
the leaves of a tree. Coverage is the share of all such runs that lie in the box, density the share
of the runs in the box that are such.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from sim.experiments.metamodels.tree import Node, Tree

PEEL = 0.06
"""Share of the points in the box that is peeled off at a time."""
LEAST = 0.05
"""Share of all points below which a box is not peeled."""
KEPT = 0.95
"""Share of its worth that a box must keep when a limit is taken away."""
RESAMPLED = 60
"""Times that points are drawn anew to see how sure the limits are."""


@dataclass(frozen=True)
class Limit:
    """The end of a box in one column, and where it lies in 90 % of resampled points."""

    column: int
    at: float
    above: bool
    """Whether the box lies above it."""
    low: float = np.nan
    high: float = np.nan
    found: float = 1.0
    """Share of the resampled boxes that have such a limit."""


@dataclass(frozen=True)
class Box:
    """A part of the space and what happens in it."""

    limits: tuple[Limit, ...]
    coverage: float
    """Share of what happens that happens in it."""
    density: float
    """How often it happens in it, as a share of the runs."""
    inside: np.ndarray = field(repr=False)
    """Whether each point lies in it."""
    errors: tuple[float, float]
    """Standard errors of coverage and density: the points are a sample, their runs are not free."""

    @classmethod
    def of(cls, limits: tuple[Limit, ...], y: np.ndarray, inside: np.ndarray) -> Self:
        """A box around points; `y` is the share of the runs of each in which it happens.

        The error of coverage, a ratio of two sums, follows from the influence of each point.
        """
        within, whole = y[inside], y.sum() or 1.0
        coverage = float(within.sum() / whole)
        influence = y * (inside - coverage)
        scatter = float(np.sqrt((influence**2).sum()) / whole)
        density = float(within.std(ddof=1) / np.sqrt(len(within)))
        return cls(limits, coverage, float(within.mean()), inside, (scatter, density))


def _inside(x: np.ndarray, limits: Mapping[tuple[int, bool], float]) -> np.ndarray:
    found = np.ones(len(x), bool)
    for (column, above), at in limits.items():
        found &= x[:, column] > at if above else x[:, column] < at
    return found


def _worth(y: np.ndarray, inside: np.ndarray) -> float:
    """Weighted relative accuracy: how many more such runs the box has than its size explains."""
    return float((y[inside] - y.mean()).sum()) / len(y)


def box(x: np.ndarray, y: np.ndarray) -> Box | None:
    """The box of the greatest worth on the way of peeling; None if there is none.

    `y` is the share of the runs of each point, (points,), in which it happens.
    """
    limits = _peeled(x, y)
    if not limits:
        return None
    rng = np.random.default_rng(0)
    again: dict[tuple[int, bool], list[float]] = {key: [] for key in limits}
    for _ in range(RESAMPLED):
        rows = np.sort(rng.integers(0, len(y), len(y)))
        drawn = _peeled(x[rows], y[rows])
        for key, places in again.items():
            if key in drawn:
                places.append(drawn[key])
    inside = _inside(x, limits)
    return Box.of(tuple(_limit(key, at, again[key]) for key, at in limits.items()), y, inside)


def _limit(key: tuple[int, bool], at: float, again: Sequence[float]) -> Limit:
    low, high = np.quantile(again, (0.05, 0.95)) if again else (np.nan, np.nan)
    return Limit(key[0], at, key[1], float(low), float(high), len(again) / RESAMPLED)


def _peeled(x: np.ndarray, y: np.ndarray) -> dict[tuple[int, bool], float]:
    """The limits of the best box, by column and whether the box lies above."""
    inside = np.ones(len(y), bool)
    limits: dict[tuple[int, bool], float] = {}
    best, most = {}, 1e-9
    while inside.sum() > max(2, LEAST * len(y)):
        step = _peel(x, y, inside)
        if step is None:
            break
        key, at, inside = step
        limits = {**limits, key: at}
        worth = _worth(y, inside)
        if worth > most:
            best, most = limits, worth
    return _pruned(x, y, best)


def _peel(
    x: np.ndarray, y: np.ndarray, inside: np.ndarray
) -> tuple[tuple[int, bool], float, np.ndarray] | None:
    """The peel that leaves the greatest mean: its column and side, its limit, what is left."""
    rows = np.flatnonzero(inside)
    some, heights = x[rows], y[rows]
    count = max(1, round(PEEL * len(rows)))
    best: tuple[float, tuple[int, bool], float] | None = None
    for column in range(x.shape[1]):
        ordered = np.sort(some[:, column])
        for above, edge in ((True, ordered[count - 1]), (False, ordered[-count])):
            left = some[:, column] > edge if above else some[:, column] < edge
            if not left.any():
                continue
            mean = float(heights[left].mean())
            if best is None or mean > best[0]:
                nearest = some[left, column].min() if above else some[left, column].max()
                best = mean, (column, above), float((edge + nearest) / 2)
    if best is None:
        return None
    _, key, at = best
    left = x[:, key[0]] > at if key[1] else x[:, key[0]] < at
    return key, at, inside & left


def _pruned(
    x: np.ndarray, y: np.ndarray, limits: Mapping[tuple[int, bool], float]
) -> dict[tuple[int, bool], float]:
    """The limits without those that hardly matter, the least of them first."""
    kept = dict(limits)
    whole = _worth(y, _inside(x, kept))
    while kept:
        without = {
            key: _worth(y, _inside(x, {k: v for k, v in kept.items() if k != key})) for key in kept
        }
        least = max(without, key=lambda key: without[key])
        if without[least] < KEPT * whole:
            break
        del kept[least]
    return kept


def boxes(x: np.ndarray, y: np.ndarray, most: int = 2) -> list[Box]:
    """Boxes one after the other, each among the points that those before it have left."""
    found: list[Box] = []
    left = np.ones(len(y), bool)
    while len(found) < most and left.sum() >= 10 and y[left].any():
        one = box(x[left], y[left])
        if one is None or one.density < 1.2 * y.mean():
            break
        inside = np.zeros(len(y), bool)
        inside[left] = one.inside
        found.append(Box.of(one.limits, y, inside))
        left &= ~inside
    return found


def leaves(x: np.ndarray, y: np.ndarray, tree: Tree) -> list[Box]:
    """The leaves of a tree as boxes, those in which it happens most often first."""
    found: list[Box] = []

    def walk(node: Node, limits: Mapping[tuple[int, bool], float]) -> None:
        if node.below is None or node.above is None:
            inside = np.zeros(len(y), bool)
            inside[node.rows] = True
            ends = tuple(Limit(column, at, above) for (column, above), at in limits.items())
            found.append(Box.of(ends, y, inside))
            return
        walk(node.below, {**limits, (node.column, False): node.limit})
        walk(node.above, {**limits, (node.column, True): node.limit})

    walk(tree.root, {})
    return sorted(found, key=lambda one: -one.density)
