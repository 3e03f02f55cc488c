"""Kernels of masks: which orders of a list can be given in which runs."""

from typing import NamedTuple

import numpy as np

from sim.kernel import njit


class Ground(NamedTuple):
    """Who can go where by land."""

    units: np.ndarray
    """(M,): positions of those on foot among the own units."""
    goals: np.ndarray
    """(J,): places to which they can go."""
    reach: np.ndarray
    """(J, P) bool: whether each can be reached from each place."""


class Seen(NamedTuple):
    """What decides about it in all runs, (n, U) or (n, P) each."""

    place: np.ndarray
    able: np.ndarray
    contact: np.ndarray
    holder: np.ndarray
    hostile: np.ndarray


@njit(cache=True)
def by_land(ground: Ground, seen: Seen, side: int) -> np.ndarray:
    """Whether units can march, assault, counter-attack and withdraw, (4, M, J, n) bool."""
    runs = seen.place.shape[0]
    legal = np.zeros((4, ground.units.shape[0], ground.goals.shape[0], runs), np.bool_)
    for u in range(ground.units.shape[0]):
        unit = ground.units[u]
        for j in range(ground.goals.shape[0]):
            goal = ground.goals[j]
            for i in range(runs):
                start = max(seen.place[i, unit], 0)  # on the march, where it goes
                marches = seen.able[i, unit] & ground.reach[j, start]
                held, attacks = seen.holder[i, goal] == side, marches & seen.hostile[i, goal]
                legal[0, u, j, i] = marches
                legal[1, u, j, i] = attacks
                legal[2, u, j, i] = attacks & held
                legal[3, u, j, i] = marches & held & seen.contact[i, unit]
    return legal
