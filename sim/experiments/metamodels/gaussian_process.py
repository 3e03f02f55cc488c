"""Gaussian processes: smooth functions of points."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.linalg import cho_factor, cho_solve  # type: ignore[import-untyped]
from scipy.optimize import minimize  # type: ignore[import-untyped]


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
