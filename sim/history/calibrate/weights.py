"""Importance sampling: draws from a posterior of which only the likelihood is known.

A first sample of the prior finds where the posterior lies; then a Student distribution is fitted to
the weighted draws and sampled anew, in a mixture with the prior, again and again (population Monte
Carlo, Cappe et al. 2004). The last sample is weighed. How far it can be trusted say its effective
size and Pareto k, the shape of the tail of its weights (Vehtari et al. 2024): below 0.7 it can.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, logsumexp  # type: ignore[import-untyped]

LogLikelihood = Callable[[np.ndarray], np.ndarray]
FIRST, NEXT, ROUNDS = 1 << 14, 1 << 13, 4
"""Draws of the first and of each later sample, and how many of these there are."""
FREEDOM = 5.0
"""Degrees of freedom of the Student distribution."""
OF_PRIOR = 0.2
"""Part of each later sample that is drawn from the prior."""
WIDER = 1.3
"""The proposal is so many times as wide as what it was fitted to."""
GOOD_K = 0.7
ENOUGH = 400.0
"""Effective draws below which the emulator is given more points."""


@dataclass(frozen=True)
class Weighted:
    """Draws, (n, d), with weights that sum to one, (n,)."""

    points: np.ndarray
    weights: np.ndarray
    k: float
    """Pareto k."""

    @property
    def ess(self) -> float:
        """Effective sample size (Kish 1965)."""
        return float(1.0 / np.sum(self.weights**2))

    @property
    def good(self) -> bool:
        """Whether the draws can be trusted."""
        return self.k < GOOD_K and self.ess >= ENOUGH

    def resample(self, count: int, seed: int) -> np.ndarray:
        """So many draws of equal weight, (count, d), by systematic resampling (Kitagawa 1996)."""
        uniform = np.random.default_rng(seed).random()
        steps = (np.arange(count) + uniform) / count
        chosen = np.searchsorted(np.cumsum(self.weights)[:-1], steps)
        order = np.random.default_rng(seed + 1).permutation(count)
        return np.asarray(self.points[chosen][order])

    def moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean, (d,), and covariance, (d, d)."""
        mean = self.weights @ self.points
        away = self.points - mean
        return mean, np.asarray((self.weights[:, None] * away).T @ away)


def importance(log_likelihood: LogLikelihood, first: np.ndarray, seed: int) -> Weighted:
    """Draws of the posterior from those of the prior, `first` (n, d), in normal deviates."""
    columns = first.shape[1]
    found = _weighted(first, log_likelihood(first))
    for step in range(ROUNDS):
        rng = np.random.default_rng([seed, step])
        mean, covariance = found.moments()
        spread = np.linalg.cholesky(WIDER**2 * covariance + 1e-4 * np.eye(columns))
        student = _student(rng, NEXT, mean, spread)
        of_prior = rng.random(NEXT) < OF_PRIOR
        drawn = np.where(of_prior[:, None], rng.standard_normal((NEXT, columns)), student)
        prior = _log_normal(drawn)
        proposal = np.logaddexp(
            np.log(OF_PRIOR) + prior, np.log1p(-OF_PRIOR) + _log_student(drawn, mean, spread)
        )
        found = _weighted(drawn, log_likelihood(drawn) + prior - proposal)
    return found


def _weighted(points: np.ndarray, logs: np.ndarray) -> Weighted:
    """The weights of these logarithms, the largest smoothed as their tail says."""
    smoothed, k = pareto_smoothed(logs)
    return Weighted(points, np.exp(smoothed - logsumexp(smoothed)), k)


def pareto_smoothed(logs: np.ndarray) -> tuple[np.ndarray, float]:
    """Logarithms of weights, the largest replaced by order statistics of a Pareto tail, and its k.

    Pareto-smoothed importance sampling (Vehtari et al. 2024).
    """
    count = len(logs)
    tail = int(min(0.2 * count, 3.0 * np.sqrt(count)))
    order = np.argsort(logs, kind="stable")
    shifted = logs - logs[order[-1]]
    cutoff = shifted[order[-tail - 1]]
    over = np.exp(shifted[order[-tail:]]) - np.exp(cutoff)
    if tail < 5 or over[-1] <= 0.0 or np.ptp(over) < 1e-300:
        return logs, 0.0
    k, sigma = fit_pareto(over)
    shares = (np.arange(tail) + 0.5) / tail
    excess = sigma * np.expm1(-k * np.log1p(-shares)) / k if k else -sigma * np.log1p(-shares)
    found = shifted.copy()
    found[order[-tail:]] = np.minimum(np.log(excess + np.exp(cutoff)), 0.0)
    return found, k


def fit_pareto(over: np.ndarray) -> tuple[float, float]:
    """Shape k and scale of a generalised Pareto distribution of values in ascending order.

    The estimate of Zhang and Stephens (2009), k drawn towards 0.5 as in Vehtari et al. (2024).
    """
    count = len(over)
    candidates = 30 + int(np.sqrt(count))
    quarter = over[int(count / 4 + 0.5) - 1]
    ranks = np.arange(1, candidates + 1)
    b = 1.0 / over[-1] + (1.0 - np.sqrt(candidates / (ranks - 0.5))) / (3.0 * max(quarter, 1e-300))
    shapes = np.log1p(-b[:, None] * over).mean(axis=1)
    lengths = count * (np.log(-b / shapes) - shapes - 1.0)
    weights = np.exp(lengths - logsumexp(lengths))
    scale = float(np.sum(weights * b))
    shape = float(np.log1p(-scale * over).mean())
    sigma = -shape / scale
    return (count * shape + 10 * 0.5) / (count + 10), sigma


def _student(
    rng: np.random.Generator, count: int, mean: np.ndarray, spread: np.ndarray
) -> np.ndarray:
    normal = rng.standard_normal((count, len(mean)))
    stretched = np.sqrt(FREEDOM / rng.chisquare(FREEDOM, count))
    return np.asarray(mean + stretched[:, None] * (normal @ spread.T))


def _log_student(points: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    columns = len(mean)
    scaled = np.linalg.solve(spread, (points - mean).T)
    square = (scaled**2).sum(axis=0)
    constant = gammaln((FREEDOM + columns) / 2) - gammaln(FREEDOM / 2)
    constant -= columns / 2 * np.log(FREEDOM * np.pi) + np.log(np.diag(spread)).sum()
    return np.asarray(constant - (FREEDOM + columns) / 2 * np.log1p(square / FREEDOM))


def _log_normal(points: np.ndarray) -> np.ndarray:
    columns = points.shape[1]
    return np.asarray(-0.5 * (points**2).sum(axis=1) - columns / 2 * np.log(2 * np.pi))
