"""Logistic regression by Newton's method."""

import numpy as np

PRIOR = 1.0
"""Precision of the normal prior of each coefficient but the intercept: a deviation of 1."""


def fit_logistic(features: np.ndarray, won: np.ndarray) -> np.ndarray:
    """Intercept and coefficients, (1 + m,), for features (n, m) and outcomes (n,) bool."""
    design = np.column_stack([np.ones(len(features)), features])
    penalty = np.full(design.shape[1], PRIOR)
    penalty[0] = 1e-6
    found = np.zeros(design.shape[1])
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp(-design @ found))
        gradient = design.T @ (p - won) + penalty * found
        curvature = (design.T * (p * (1.0 - p))) @ design + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        found -= step
        if np.abs(step).max() < 1e-9:
            break
    return found


def logistic(coefficients: np.ndarray, features: np.ndarray) -> np.ndarray:
    """The probabilities that fitted coefficients give, (n,)."""
    odds = coefficients[0] + features @ coefficients[1:]
    return np.asarray(1.0 / (1.0 + np.exp(-odds)))
