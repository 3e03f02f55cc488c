"""Trees: means of parts of the points, divided at limits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np


@dataclass(frozen=True)
class Node:
    """A part of the points; those with no more than the limit in a column go to `below`."""

    rows: np.ndarray
    mean: float
    spread: float
    """Standard deviation of its observations."""
    column: int = -1
    limit: float = 0.0
    below: "Node | None" = None
    above: "Node | None" = None

    def leaves(self) -> "list[Node]":
        """The parts that are not divided."""
        if self.below is None or self.above is None:
            return [self]
        return [*self.below.leaves(), *self.above.leaves()]


@dataclass(frozen=True)
class Tree:
    """Means of parts of the points that are divided at limits (Breiman et al. 1984)."""

    root: Node
    kind: str = "tree"

    @classmethod
    def fit(cls, x: np.ndarray, y: np.ndarray, *, depth: int = 4, least: int = 0) -> Self:
        """The tree of the greatest fall of the squared error at each step.

        `least` points are in each part, by default a twentieth of them and at least three.
        """
        return cls(_grown(x, y, np.arange(len(y)), depth, least or max(3, len(y) // 20)))

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The expected measure at points of shape (m, columns)."""
        return self._of_leaves(x, lambda node: node.mean)

    def error(self, x: np.ndarray) -> np.ndarray:
        """Standard deviation of the observations in the part that a point lies in."""
        return self._of_leaves(x, lambda node: node.spread)

    def _of_leaves(self, x: np.ndarray, what: Callable[[Node], float]) -> np.ndarray:
        found = np.empty(len(x))
        waiting = [(self.root, np.arange(len(x)))]
        while waiting:
            node, rows = waiting.pop()
            if node.below is None or node.above is None:
                found[rows] = what(node)
                continue
            low = x[rows, node.column] <= node.limit
            waiting += [(node.below, rows[low]), (node.above, rows[~low])]
        return found


def _grown(x: np.ndarray, y: np.ndarray, rows: np.ndarray, depth: int, least: int) -> Node:
    mean, spread = float(y[rows].mean()), float(y[rows].std(ddof=1)) if len(rows) > 1 else 0.0
    best = _division(x[rows], y[rows], least) if depth else None
    if best is None:
        return Node(rows, mean, spread)
    column, limit = best
    low = x[rows, column] <= limit
    parts = [_grown(x, y, one, depth - 1, least) for one in (rows[low], rows[~low])]
    return Node(rows, mean, spread, column, limit, *parts)


def _division(x: np.ndarray, y: np.ndarray, least: int) -> tuple[int, float] | None:
    """The column and limit that lower the squared error most; None if nothing does."""
    points = len(y)
    if points < 2 * least or np.ptp(y) == 0.0:
        return None
    order = np.argsort(x, axis=0, kind="stable")
    ordered, sums = np.take_along_axis(x, order, axis=0), np.cumsum((y - y.mean())[order], axis=0)
    below = np.arange(1, points)[:, None]
    gains = sums[:-1] ** 2 * (1.0 / below + 1.0 / (points - below))
    gains[(ordered[1:] <= ordered[:-1]) | (below < least) | (points - below < least)] = 0.0
    place, column = np.unravel_index(int(gains.argmax()), gains.shape)
    if gains[place, column] <= 1e-12 * ((y - y.mean()) ** 2).sum():
        return None
    return int(column), float(ordered[place : place + 2, column].mean())
