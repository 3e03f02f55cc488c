"""Effects: by how much each factor moves a measure, alone and together with another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student  # type: ignore[import-untyped]

from sim.experiments.metamodels.quadratic import Quadratic, Term, matrix_of

LEAST_RUNS = 10
"""Runs without gaps from which the error of the dice is reckoned."""


@dataclass(frozen=True)
class Effect:
    """A change of the mean of a measure, and how sure it is.

    Of one factor: from its low to its high end, or from a choice's first value to another, whatever
    the others are. Of two: half of what the effect of one grows by from the low to the high end of
    the other (Box, Hunter and Hunter 1978).
    """

    factors: tuple[str, ...]
    effect: float
    error: float
    """Its standard error."""
    freedom: int
    """Degrees of freedom of the error."""

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The interval that covers it in so many of all farms."""
        half = float(student.ppf(0.5 + level / 2, self.freedom)) * self.error
        return self.effect - half, self.effect + half

    @property
    def certainty(self) -> float:
        """How many standard errors it is away from nothing."""
        return abs(self.effect) / self.error if self.error else (np.inf if self.effect else 0.0)


@dataclass(frozen=True)
class Effects:
    """All effects of factors on one measure."""

    main: tuple[Effect, ...]
    """In the order of the columns."""
    interactions: tuple[Effect, ...]
    """Those that the quadratic has taken, the greatest first."""

    def of(self, *factors: str) -> Effect:
        """The effect of one factor, or the interaction of two. Raises KeyError."""
        for one in (*self.main, *self.interactions):
            if set(one.factors) == set(factors):
                return one
        raise KeyError(factors)


def effects(
    x: np.ndarray, values: np.ndarray, names: Sequence[str], groups: Sequence[int]
) -> Effects:
    """The effects of columns `x`, (points, columns), on `values`, (points, runs).

    Least squares of the terms that a stepwise quadratic takes. Runs share their luck at all points,
    so that every run has effects of its own: their spread is the error of the dice, to which the
    lack of fit adds. Points without any value are left out.
    """
    known = ~np.isnan(values).all(axis=1)
    x, values = x[known], values[known]
    y = np.nanmean(values, axis=1)
    terms = list(Quadratic.fit(x, y, groups).terms)
    # every factor is told of, also where a search among few points has not taken it
    terms += [(i,) for i in range(x.shape[1]) if (i,) not in terms and len(y) > len(terms) + 1]
    weights = np.linalg.pinv(matrix_of(terms, x))
    errors = _errors(matrix_of(terms, x), weights, values, y)
    freedom = max(len(y) - len(terms), 1)
    found = [
        Effect(
            tuple(names[column] for column in term),
            2.0 * float(weights[place] @ y),
            2.0 * float(errors[place]),
            freedom,
        )
        for place, term in enumerate(terms)
    ]
    by_term: dict[Term, Effect] = dict(zip(terms, found, strict=True))
    absent = Effect((), 0.0, float("inf"), freedom)
    main = [by_term.get((i,), absent) for i in range(x.shape[1])]
    pairs = [one for term, one in by_term.items() if len(term) == 2 and term[0] != term[1]]
    return Effects(
        tuple(
            Effect((names[i],), one.effect, one.error, one.freedom) for i, one in enumerate(main)
        ),
        tuple(sorted(pairs, key=lambda one: -abs(one.effect))),
    )


def _errors(
    matrix: np.ndarray, weights: np.ndarray, values: np.ndarray, y: np.ndarray
) -> np.ndarray:
    """Standard error of each coefficient, (terms,).

    What remains of the means is lack of fit and, in part, dice that differ from point to point.
    Each run's own coefficients vary by such dice as well, and by luck that moves an effect at all
    points alike; the dice that are in both are counted once.
    """
    points, terms = matrix.shape
    left = max(points - terms, 1)
    squares = (weights**2).sum(axis=1)
    variance = squares * float(((y - matrix @ (weights @ y)) ** 2).sum()) / left
    whole = values[:, ~np.isnan(values).any(axis=0)]
    runs = whole.shape[1]
    if runs >= LEAST_RUNS:
        own = weights @ whole
        rest = whole - matrix @ own
        rest = rest - rest.mean(axis=1, keepdims=True)
        dice = float((rest**2).sum()) / ((runs - 1) * left)
        shared = (own.var(axis=1, ddof=1) - squares * dice) / runs
        variance = variance + np.maximum(shared, 0.0)
    return np.asarray(np.sqrt(variance))
