"""The metamodel that forecasts a measure best.

Three kinds are fitted to the points that were played: a quadratic whose terms are chosen step by
step, a Gaussian process, and a tree. Cross-validation says which of them forecasts best. Inputs are
coded: one column a number, from -1 at its low end to 1 at its high end, and columns of -1 and 1 for
choices. Nothing here knows of battles.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np

from sim.experiments.metamodels.gaussian_process import GaussianProcess
from sim.experiments.metamodels.quadratic import Quadratic
from sim.experiments.metamodels.tree import Tree

FOLDS = 10
"""Parts of the points of which each is forecast from the others."""
JACKKNIFE_95 = 2.262
"""Standard errors from an estimate to the ends of its 95 % interval, when so many groups as there
are folds are left out in turn: Student's t of nine degrees of freedom."""
MOST_POINTS = 600
"""Points beyond which a Gaussian process, whose cost grows with their cube, is not tried."""


class Metamodel(Protocol):
    """What is expected at any point."""

    @property
    def kind(self) -> str:
        """What it is."""

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The expected measure, (m,), at points of shape (m, columns)."""

    def error(self, x: np.ndarray) -> np.ndarray:
        """Standard deviation, (m,), of a fresh observation of a point about its prediction."""


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
