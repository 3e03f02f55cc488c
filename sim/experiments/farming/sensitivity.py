"""Sensitivity: which factors the variance of a measure comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.experiments.farming.factors import Factor, coded_unit
from sim.experiments.metamodels.metamodel import JACKKNIFE_95, Chosen, Metamodel
from sim.results.errors import UserError

SAMPLE, OF_PARTS = 1 << 11, 1 << 9
"""Points at which the metamodel, and that of each fold, is asked: powers of two."""
SLICES = 10
"""Slices of a factor whose distributions PAWN compares with the whole."""


@dataclass(frozen=True)
class Index:
    """A share of the variance between points, and its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Sobol:
    """Sobol' indices of one factor (Sobol' 2001; Saltelli et al. 2010)."""

    first: Index
    """What it does alone."""
    total: Index
    """What it does alone and together with others."""


def sobol(
    chosen: Chosen, factors: Sequence[Factor], missed: float = 0.0, seed: int = 0
) -> dict[str, Sobol]:
    """The indices of each factor by its path, from the metamodel, over the whole space.

    An interval holds the error of the points, by a jackknife over the folds. A share `missed` of
    the variance that the metamodel does not explain may belong to anybody.
    """
    first, total = _indices(chosen.model, factors, SAMPLE, seed)
    parts = np.array([_indices(one, factors, OF_PARTS, seed) for one in chosen.parts])
    groups = len(parts)
    error = np.sqrt((groups - 1) / groups * ((parts - parts.mean(axis=0)) ** 2).sum(axis=0))
    return {
        one.path: Sobol(
            _index(first[place], error[0, place], missed),
            _index(total[place], error[1, place], missed),
        )
        for place, one in enumerate(factors)
    }


def _index(value: float, error: float, missed: float) -> Index:
    seen = 1.0 - missed
    low, high = (
        seen * (value - JACKKNIFE_95 * error),
        seen * (value + JACKKNIFE_95 * error) + missed,
    )
    return Index(float(np.clip(value, 0, 1)), max(0.0, float(low)), min(1.0, float(high)))


def _indices(
    model: Metamodel, factors: Sequence[Factor], count: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    from scipy.stats import sobol_indices, uniform  # type: ignore[import-untyped]

    def asked(unit: np.ndarray) -> np.ndarray:
        return model.predict(coded_unit(factors, unit.T))[None, :]

    probe = asked(np.random.default_rng(seed).random((len(factors), 64)))
    if np.ptp(probe) <= 1e-12 * max(1.0, float(np.abs(probe).max())):
        return np.zeros(len(factors)), np.zeros(len(factors))
    if len(factors) == 1:  # all of the variance is its own
        return np.ones(1), np.ones(1)
    rng = np.random.default_rng(seed)
    found = sobol_indices(func=asked, n=count, dists=[uniform()] * len(factors), rng=rng)
    return np.ravel(found.first_order), np.ravel(found.total_order)


def pawn(factors: Sequence[Factor], unit: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """The PAWN index of each factor by its path, from the points that were played.

    The median distance of Kolmogorov and Smirnov between the distribution in a slice of the factor
    and the whole (Pianosi and Wagener 2018): it sees more than the variance. `unit` are the points
    from 0 to 1, (points, factors). Raises `UserError` without the extra ``farm``.
    """
    analyze = _salib("SALib.analyze.pawn")
    slices = min(SLICES, max(2, len(y) // 10))
    found = analyze.analyze(_problem(factors), unit, y, S=slices)
    return dict(zip((one.path for one in factors), map(float, found["median"]), strict=True))


def shapley(
    model: Metamodel, factors: Sequence[Factor], seed: int = 1, trajectories: int = 2000
) -> dict[str, Index]:
    """The Shapley effect of each factor by its path: shares of the variance that sum to one.

    What factors do together is divided evenly among them (Owen 2014; Goda 2021). Raises `UserError`
    without the extra ``farm``.
    """
    if len(factors) < 2:
        return {one.path: Index(1.0, 1.0, 1.0) for one in factors}
    sample, analyze = _salib("SALib.sample.shapley"), _salib("SALib.analyze.shapley")
    problem = _problem(factors)
    unit = sample.sample(problem, trajectories, seed=seed)
    y = model.predict(coded_unit(factors, unit))
    if not np.ptp(y):
        return {one.path: Index(0.0, 0.0, 0.0) for one in factors}
    found = analyze.analyze(problem, unit, y)
    pairs = zip(found["shapley_normalized"], found["shapley_normalized_conf"], strict=True)
    return {
        one.path: Index(float(value), float(value - half), float(value + half))
        for one, (value, half) in zip(factors, pairs, strict=True)
    }


def _problem(factors: Sequence[Factor]) -> dict[str, Any]:
    return {
        "num_vars": len(factors),
        "names": [one.path for one in factors],
        "bounds": [[0.0, 1.0]] * len(factors),
    }


def _salib(name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise UserError(f"{error}; pip install 'beachhead[farm]'") from None
