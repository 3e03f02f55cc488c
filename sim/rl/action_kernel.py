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
            goal, marches = ground.goals[j], legal[0, u, j]
            for i in range(runs):
                start = max(seen.place[i, unit], 0)  # on the march, where it goes
                marches[i] = seen.able[i, unit] & ground.reach[j, start]
            for i in range(runs):
                held, attacks = seen.holder[i, goal] == side, marches[i] & seen.hostile[i, goal]
                legal[1, u, j, i] = attacks
                legal[2, u, j, i] = attacks & held
                legal[3, u, j, i] = marches[i] & held & seen.contact[i, unit]
    return legal


class Routes(NamedTuple):
    """Who can go where by sea, (k,) each."""

    ship: np.ndarray
    troops: np.ndarray
    """Who lands, -1 for a passage."""
    origin: np.ndarray
    goal: np.ndarray
    water: np.ndarray
    """bool: whether the goal is at sea, so that anybody can lie there."""


class Ports(NamedTuple):
    """What decides about it in all runs, (n, U) each but for the holders, (n, P)."""

    base: np.ndarray
    free: np.ndarray
    fit: np.ndarray
    """Whether men can be taken aboard."""
    holder: np.ndarray


@njit(cache=True)
def by_sea(routes: Routes, seen: Ports, side: int) -> np.ndarray:
    """Whether ships can sail, and land their troops, (k, n) bool."""
    legal = np.zeros((routes.ship.shape[0], seen.base.shape[0]), np.bool_)
    for r in range(routes.ship.shape[0]):
        ship, troops, origin = routes.ship[r], routes.troops[r], routes.origin[r]
        goal, water = routes.goal[r], routes.water[r]
        for i in range(legal.shape[1]):
            legal[r, i] = seen.free[i, ship] & (seen.base[i, ship] == origin)
        for i in range(legal.shape[1] if troops >= 0 else 0):
            legal[r, i] &= seen.fit[i, troops] & (seen.base[i, troops] == origin)
        for i in range(legal.shape[1] if troops < 0 and not water else 0):
            legal[r, i] &= seen.holder[i, goal] == side
    return legal
