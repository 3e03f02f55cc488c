"""Metamodels: what a measure is expected to be at points that were not played.

Three kinds are fitted to the points that were: a quadratic whose terms are chosen step by step, a
Gaussian process, and a tree. Cross-validation says which of them forecasts best. Inputs are coded:
one column a number, from -1 at its low end to 1 at its high end, and columns of -1 and 1 for
choices. Nothing here knows of battles.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, Self

import numpy as np
from scipy.linalg import cho_factor, cho_solve  # type: ignore[import-untyped]
from scipy.optimize import minimize  # type: ignore[import-untyped]

FOLDS = 10
"""Parts of the points of which each is forecast from the others."""
JACKKNIFE_95 = 2.262
"""Standard errors from an estimate to the ends of its 95 % interval, when so many groups as there
are folds are left out in turn: Student's t of nine degrees of freedom."""
MOST_POINTS = 600
"""Points beyond which a Gaussian process, whose cost grows with their cube, is not tried."""
Term = tuple[int, ...]
"""Columns that are multiplied: none, one, the same twice, or two."""


class Metamodel(Protocol):
    """What is expected at any point."""

    @property
    def kind(self) -> str:
        """What it is."""

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The expected measure, (m,), at points of shape (m, columns)."""

    def error(self, x: np.ndarray) -> np.ndarray:
        """Standard deviation, (m,), of a fresh observation of a point about its prediction."""


def values_of(term: Term, x: np.ndarray) -> np.ndarray:
    """A term at each point; squares are centred, so that they leave linear effects alone."""
    if len(term) == 2 and term[0] == term[1]:
        return np.asarray(x[:, term[0]] ** 2 - 1.0 / 3.0)
    return np.asarray(np.prod(x[:, list(term)], axis=1))


@dataclass(frozen=True)
class Quadratic:
    """A polynomial of second order."""

    terms: tuple[Term, ...]
    coefficients: np.ndarray
    variance: float
    """Of the observations about it."""
    inverse: np.ndarray
    """(A'A)^-1 of the matrix A of terms at the points, (terms, terms)."""
    kind: str = "quadratic"

    @classmethod
    def fit(cls, x: np.ndarray, y: np.ndarray, groups: Sequence[int] | None = None) -> Self:
        """All linear terms, and those of second order that a stepwise search takes.

        It takes the best as long as that lowers the extended BIC (Chen and Chen 2008). `groups`
        says which columns belong to one choice; those are not multiplied. Where there are too few
        points for all linear terms these have to be chosen as well.
        """
        terms, others = candidates(x, groups)
        return cls.of(_forward(x, y, terms, others), x, y)

    @classmethod
    def of(cls, terms: Sequence[Term], x: np.ndarray, y: np.ndarray) -> Self:
        """The least squares fit of some terms."""
        matrix = matrix_of(terms, x)
        coefficients, _, rank, _ = np.linalg.lstsq(matrix, y, rcond=None)
        left = max(len(y) - int(rank), 1)
        variance = float(((y - matrix @ coefficients) ** 2).sum() / left)
        return cls(tuple(terms), coefficients, variance, np.linalg.pinv(matrix.T @ matrix))

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The expected measure at points of shape (m, columns)."""
        return np.asarray(matrix_of(self.terms, x) @ self.coefficients)

    def error(self, x: np.ndarray) -> np.ndarray:
        """Standard deviation of a fresh observation of each point about its prediction."""
        matrix = matrix_of(self.terms, x)
        leverage = np.einsum("ij,jk,ik->i", matrix, self.inverse, matrix)
        return np.asarray(np.sqrt(self.variance * (1.0 + leverage)))


def matrix_of(terms: Sequence[Term], x: np.ndarray) -> np.ndarray:
    """Terms at each point, (points, terms)."""
    return np.stack([values_of(term, x) for term in terms], axis=1)


def candidates(x: np.ndarray, groups: Sequence[int] | None = None) -> tuple[list[Term], list[Term]]:
    """The terms that a quadratic begins with, and those that it may take."""
    points, columns = x.shape
    group = list(range(columns)) if groups is None else list(groups)
    linear: list[Term] = [(i,) for i in range(columns)]
    curved = [i for i in range(columns) if len(np.unique(x[:, i])) > 2]
    second: list[Term] = [(i, i) for i in curved]
    second += [
        (i, j) for i in range(columns) for j in range(i + 1, columns) if group[i] != group[j]
    ]
    if points < 2 * (columns + 1):
        return [()], [*linear, *second]
    return [(), *linear], second


def _forward(
    x: np.ndarray, y: np.ndarray, terms: Sequence[Term], others: Sequence[Term]
) -> list[Term]:
    """The terms, and of the others each that lowers the extended BIC, the best first."""
    chosen, points = list(terms), len(y)
    basis, _ = np.linalg.qr(matrix_of(terms, x))
    rest = y - basis @ (basis.T @ y)
    if not others:
        return chosen
    free = matrix_of(others, x)
    sizes = (free**2).sum(axis=0)
    free -= basis @ (basis.T @ free)
    price = np.log(points) + 2.0 * np.log(len(others))
    while len(chosen) < points // 2:
        left = (free**2).sum(axis=0)
        usable = left > 1e-6 * sizes  # the others are made of those that are there
        gains = np.where(usable, (rest @ free) ** 2 / np.where(usable, left, 1.0), 0.0)
        best, error = int(gains.argmax()), float(rest @ rest)
        if error <= 1e-12 * float(y @ y) or gains[best] <= 0.0:
            break
        if points * np.log(error / max(error - gains[best], 1e-300)) < price:
            break
        direction = free[:, best] / np.sqrt(left[best])
        rest = rest - direction * (direction @ rest)
        free = free - np.outer(direction, direction @ free)
        chosen.append(others[best])
    return chosen


@dataclass(frozen=True)
class GaussianProcess:
    """A smooth function about a plane (Rasmussen and Williams 2006, chapters 2 and 5).

    The covariance of two points is that of a squared exponential with a length for each column, and
    of a plane; observations have independent noise. Lengths and variances are those of the greatest
    posterior density, with a wide lognormal prior on the lengths.
    """

    x: np.ndarray
    logs: np.ndarray
    """Logarithms of the lengths, and of the standard deviations of curve, plane and noise."""
    centre: float
    scale: float
    weights: np.ndarray
    factor: tuple[np.ndarray, bool]
    kind: str = "gaussian process"

    @classmethod
    def fit(cls, x: np.ndarray, y: np.ndarray, like: "GaussianProcess | None" = None) -> Self:
        """The process of the points; the search may begin with the lengths of one like it."""
        centre, scale = float(y.mean()), float(y.std()) or 1.0
        standard = (y - centre) / scale
        apart = (x[:, None, :] - x[None, :, :]) ** 2
        columns = x.shape[1]
        limits = [(-2.5, 4.0)] * columns + [(-3.0, 3.0), (-5.0, 2.0), (-5.0, 1.0)]
        # a smooth start and a wavy one: the density may have a peak near each
        starts = [
            np.r_[np.full(columns, np.log(length)), 0.0, np.log(0.5), np.log(0.3)]
            for length in (2.0, 0.6)
        ]
        tried = [
            minimize(
                _loss,
                start,
                args=(apart, x @ x.T, standard),
                jac=True,
                method="L-BFGS-B",
                bounds=limits,
                options={"maxiter": 100 if like is None else 8},
            )
            for start in (starts if like is None else [like.logs])
        ]
        found = min(tried, key=lambda one: float(one.fun))
        factor = cho_factor(_covariance(found.x, apart, x @ x.T)[0], lower=True)
        return cls(x, found.x, centre, scale, cho_solve(factor, standard), factor)

    def _across(self, x: np.ndarray) -> np.ndarray:
        """Covariance of other points and those that were played, (m, points)."""
        lengths, (curve, plane, _) = np.exp(self.logs[:-3]), np.exp(2.0 * self.logs[-3:])
        one, other = x / lengths, self.x / lengths
        apart = (one**2).sum(1)[:, None] + (other**2).sum(1)[None, :] - 2.0 * one @ other.T
        return np.asarray(curve * np.exp(-0.5 * np.maximum(apart, 0.0)) + plane * (x @ self.x.T))

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The expected measure at points of shape (m, columns)."""
        return np.asarray(self.centre + self.scale * (self._across(x) @ self.weights))

    def error(self, x: np.ndarray) -> np.ndarray:
        """Standard deviation of a fresh observation of each point about its prediction."""
        curve, plane, noise = np.exp(2.0 * self.logs[-3:])
        across = self._across(x)
        own = curve + plane * (x**2).sum(axis=1) + noise
        known = (across * cho_solve(self.factor, across.T).T).sum(axis=1)
        return np.asarray(self.scale * np.sqrt(np.maximum(own - known, 1e-12)))


def _covariance(
    logs: np.ndarray, apart: np.ndarray, products: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Covariance of all observations, and the part of it that is the curve's."""
    curve, plane, noise = np.exp(2.0 * logs[-3:])
    bent = curve * np.exp(-0.5 * (apart @ np.exp(-2.0 * logs[:-3])))
    return bent + plane * products + (noise + 1e-9) * np.eye(len(bent)), bent


def _loss(
    logs: np.ndarray, apart: np.ndarray, products: np.ndarray, y: np.ndarray
) -> tuple[float, np.ndarray]:
    """Minus the logarithm of the posterior density, and its slopes."""
    whole, bent = _covariance(logs, apart, products)
    factor = cho_factor(whole, lower=True)
    weights = cho_solve(factor, y)
    inverse = cho_solve(factor, np.eye(len(y)))
    off = logs[:-3] - np.log(2.0)
    loss = 0.5 * y @ weights + np.log(np.diag(factor[0])).sum() + 0.5 * (off**2).sum() / 2.25
    inner = inverse - np.outer(weights, weights)
    slopes = np.empty_like(logs)
    shaped = inner * bent
    slopes[:-3] = 0.5 * np.einsum("ij,ijk->k", shaped, apart) * np.exp(-2.0 * logs[:-3])
    slopes[:-3] += off / 2.25
    _, plane, noise = np.exp(2.0 * logs[-3:])
    slopes[-3:] = shaped.sum(), plane * (inner * products).sum(), noise * np.trace(inner)
    return float(loss), slopes


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


@dataclass(frozen=True)
class Chosen:
    """The metamodel that forecasts points best which it has not seen."""

    model: Metamodel
    r2_cv: float
    """Share of the variance between points that forecasts of unseen points explain."""
    rmse_cv: float
    """Root of the mean square of their errors."""
    compared: Mapping[str, float]
    """The same share for each kind that was tried."""
    parts: Sequence[Metamodel] = field(repr=False)
    """The model of each fold, fitted without it: what a jackknife of groups needs."""

    @cached_property
    def kind(self) -> str:
        """What it is."""
        return self.model.kind


Fit = Callable[[np.ndarray, np.ndarray, "Metamodel | None"], Metamodel]


def kinds_of(points: int, groups: Sequence[int] | None = None) -> dict[str, Fit]:
    """How each kind is fitted to so many points, given the model of all of them, or None."""

    def process(x: np.ndarray, y: np.ndarray, like: Metamodel | None) -> Metamodel:
        return GaussianProcess.fit(x, y, like if isinstance(like, GaussianProcess) else None)

    fits: dict[str, Fit] = {
        "quadratic": lambda x, y, _: Quadratic.fit(x, y, groups),
        "gaussian process": process,
        "tree": lambda x, y, _: Tree.fit(x, y),
    }
    if points > MOST_POINTS:
        del fits["gaussian process"]
    return fits


def folds_of(points: int, seed: int = 0) -> list[np.ndarray]:
    """The points of each fold, at random but always the same."""
    order = np.random.default_rng(seed).permutation(points)
    return [np.sort(order[first::FOLDS]) for first in range(min(FOLDS, points))]


def choose(x: np.ndarray, y: np.ndarray, groups: Sequence[int] | None = None) -> Chosen:
    """The kind that forecasts each fold of the points best from the others, fitted to all.

    `x` has shape (points, columns), `y` (points,). Needs at least four points.
    """
    total = float(((y - y.mean()) ** 2).sum())
    found: dict[str, Chosen] = {}
    for kind, fit in kinds_of(len(y), groups).items():
        model = fit(x, y, None)
        parts, errors = [], np.empty(len(y))
        for fold in folds_of(len(y)):
            rest = np.setdiff1d(np.arange(len(y)), fold)
            parts.append(fit(x[rest], y[rest], model))
            errors[fold] = y[fold] - parts[-1].predict(x[fold])
        explained = 1.0 - float((errors**2).sum()) / total if total else 0.0
        found[kind] = Chosen(model, explained, float(np.sqrt((errors**2).mean())), {}, parts)
    best = max(found.values(), key=lambda one: one.r2_cv)
    compared = {kind: one.r2_cv for kind, one in found.items()}
    return Chosen(best.model, best.r2_cv, best.rmse_cv, compared, best.parts)


def again(
    chosen: Chosen, x: np.ndarray, y: np.ndarray, groups: Sequence[int] | None = None
) -> Metamodel:
    """The kind that was chosen, fitted to other values."""
    return kinds_of(len(y), groups)[chosen.kind](x, y, chosen.model)
