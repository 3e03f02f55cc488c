"""Sums over units in a fixed order, so that a run does not depend on the batch it is played in."""

import numpy as np

from sim.combat.contract import PERSONNEL, Force


def row_sums(columns: np.ndarray) -> np.ndarray:
    """Sum of each row of an array of shape (k, n), added from left to right, (k,)."""
    total = np.zeros(len(columns))
    for column in columns.T:
        total += column
    return total


def firepower(force: Force, category: int = PERSONNEL) -> np.ndarray:
    """Losses an hour that a side inflicts on a category, (k,)."""
    return row_sums(force.fire[:, :, category])
