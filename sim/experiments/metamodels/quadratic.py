"""Polynomials of second order whose terms are chosen step by step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

Term = tuple[int, ...]
"""Columns that are multiplied: none, one, the same twice, or two."""


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
