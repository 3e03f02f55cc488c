"""Emulators: what a measure is at points that were not played, and how much dice scatter it.

The mean of a measure on its axis is a polynomial of second order with terms chosen step by step;
the logarithm of the variance of single runs about it is linear; that an event happens at all, or a
side wins, is a logistic regression. Cross-validation says how much of what differs between points
the mean explains.
"""

from dataclasses import dataclass

import numpy as np

from sim.experiments.metamodels.quadratic import Quadratic, Term, values_of
from sim.history.calibrate.evidence import Record
from sim.history.validation.logistic import fit_logistic, logistic

FOLDS = 5
LEAST_VARIANCE = 1e-4
"""Of single runs about the mean, on the axis of the logarithm."""
POOR = 0.5
"""Cross-validated R2 below which an emulator is named as poor."""
TELLING = 0.05
"""Part of the variance of single runs that differs between points, below which a measure tells
nothing of the parameters and no R2 is looked at."""


@dataclass(frozen=True)
class Emulator:
    """The forecast of one measure at any point."""

    record: Record
    mean: Quadratic | None
    """None for the winner and for what never happened."""
    variance: np.ndarray
    """(1 + d,) intercept and slopes of the log variance."""
    happens: np.ndarray | None
    """(1 + d,) logistic coefficients; None for what always happens."""
    typical: tuple[float, float]
    """Mean and standard deviation of all runs that were played."""
    r2: float | None
    """Cross-validated; None if the measure tells nothing."""
    residuals: np.ndarray
    """(n, k) of single runs, standardised; 0 where it did not happen."""

    def probability(self, points: np.ndarray) -> np.ndarray:
        """That it happens, or the recorded side wins, (m,)."""
        if self.happens is None:
            return np.ones(len(points))
        return logistic(self.happens, points)

    def moments(self, points: "Points") -> tuple[np.ndarray, np.ndarray]:
        """Mean and variance of single runs on the axis, (m,) each."""
        assert self.mean is not None
        terms = np.stack([points.term(one) for one in self.mean.terms], axis=1)
        return np.asarray(terms @ self.mean.coefficients), _variance(self.variance, points.x)


class Points:
    """Points, (m, d), with the terms of second order that several emulators share."""

    def __init__(self, x: np.ndarray) -> None:
        self.x = x
        self._terms: dict[Term, np.ndarray] = {}

    def term(self, term: Term) -> np.ndarray:
        """A term at each point, (m,), computed once."""
        if term not in self._terms:
            self._terms[term] = values_of(term, self.x)
        return self._terms[term]


def _variance(coefficients: np.ndarray, points: np.ndarray) -> np.ndarray:
    logs = coefficients[0] + points @ coefficients[1:]
    return np.asarray(np.exp(np.clip(logs, np.log(LEAST_VARIANCE), 4.0)))


def emulate(record: Record, points: np.ndarray, values: np.ndarray) -> Emulator | None:
    """The emulator from runs at points (n, d), values (n, k); None if the measure never varies."""
    flat = np.repeat(points, values.shape[1], axis=0)
    if record.axis is None:
        won = np.isin(values, record.winner).ravel()
        return None if won.all() or not won.any() else _only_whether(record, flat, won, values)
    t = record.axis.t(values)
    there = ~np.isnan(t)
    if not there.any() or np.ptp(t[there]) == 0.0:
        return None if there.all() or not there.any() else _only_whether(record, flat, there, t)
    happens = None if there.all() else fit_logistic(flat, there.ravel())
    return _with_mean(record, points, t, happens)


def _only_whether(
    record: Record, flat: np.ndarray, there: np.ndarray, values: np.ndarray
) -> Emulator:
    coefficients = fit_logistic(flat, there.ravel())
    nothing = np.zeros(values.shape)
    slopes = np.zeros(flat.shape[1] + 1)
    return Emulator(record, None, slopes, coefficients, (0.0, 1.0), None, nothing)


def _with_mean(
    record: Record, points: np.ndarray, t: np.ndarray, happens: np.ndarray | None
) -> Emulator:
    there = ~np.isnan(t)
    some = there.any(axis=1)
    means = np.nanmean(t[some], axis=1)
    x = points[some]
    mean = Quadratic.fit(x, means)
    away = np.where(there, t - mean.predict(points)[:, None], 0.0)
    squares = (away**2)[there] + 1e-6
    flat = np.repeat(points, t.shape[1], axis=0)[there.ravel()]
    design = np.column_stack([np.ones(len(flat)), flat])
    slopes = np.linalg.lstsq(design, np.log(squares), rcond=None)[0]
    slopes[0] += np.log(np.mean(squares / np.exp(design @ slopes)))
    spread = np.sqrt(_variance(slopes, points))[:, None]
    within = _within(t[some])
    typical = float(np.mean(t[there])), max(float(np.std(t[there])), 1e-2)
    noise = within / float(np.maximum(there[some].sum(axis=1).mean(), 1.0))
    signal = float(np.var(means)) - noise
    tells = signal > TELLING * (signal + within)
    r2 = _cross_validated(x, means, noise, mean) if tells else None
    return Emulator(record, mean, slopes, happens, typical, r2, away / spread)


def _within(t: np.ndarray) -> float:
    """Mean variance of the runs of a point."""
    counts = (~np.isnan(t)).sum(axis=1)
    several = t[counts > 1]
    return float(np.nanvar(several, axis=1, ddof=1).mean()) if len(several) else 0.0


def _cross_validated(x: np.ndarray, means: np.ndarray, noise: float, fitted: Quadratic) -> float:
    """R2 of the means of points, less what the dice of a few runs leave, by parts left out."""
    errors = np.empty(len(means))
    fold = np.arange(len(means)) % FOLDS
    for one in range(FOLDS):
        rest = fold != one
        guess = Quadratic.of(fitted.terms, x[rest], means[rest]).predict(x[~rest])
        errors[~rest] = means[~rest] - guess
    signal = float(np.var(means)) - noise
    return float(np.clip(1.0 - (np.mean(errors**2) - noise) / signal, 0.0, 1.0))
