"""Isolation: how much of what a garrison could reach at the start is lost to it."""

import numpy as np

from sim.kernel import njit
from sim.world.state import NOWHERE
from sim.world.world import World


class Isolation:
    """The ways of one side out of one area.

    Friendly places count that lie outside the area and that routes of any kind connect with it by
    way of places which the enemy does not hold.
    """

    def __init__(self, world: World, place: int, side: int) -> None:
        self._world = world
        self._side = side
        self._area = np.zeros(len(world.forces.places), bool)
        self._area[world.survey.area(place)] = True
        ends = [
            [world.forces.place[name] for name in route.between]
            for route in world.definition.routes
        ]
        self._ways = np.array([*ends, *([b, a] for a, b in ends)], np.int64).reshape(-1, 2)
        held = [place.held_by for place in world.definition.places.values()]
        at_first = [[NOWHERE if one is None else world.forces.side[one]] for one in held]
        only = np.zeros(1, np.int64)
        self._initial = int(self._within_reach(only, np.array(at_first, np.int8))[0])

    def share(self, rows: np.ndarray) -> np.ndarray:
        """0 if all can still be reached, 1 if nothing can or nothing ever could, shape (k,)."""
        reached = self._within_reach(rows, self._world.state.control.T)
        return np.asarray(1.0 - np.minimum(reached, self._initial) / max(self._initial, 1))

    def _within_reach(self, rows: np.ndarray, control: np.ndarray) -> np.ndarray:
        """Number of friendly places outside the area that can be reached, (k,)."""
        found: np.ndarray = _within_reach(rows, control, self._side, self._area, self._ways)
        return found


@njit(cache=True)
def _within_reach(
    rows: np.ndarray, control: np.ndarray, side: int, area: np.ndarray, ways: np.ndarray
) -> np.ndarray:
    """The same under a control, (P, n), by ways, (W, 2), out of an area, (P,) bool."""
    found = np.zeros(rows.shape[0], np.int64)
    for k in range(rows.shape[0]):
        reached, further = area.copy(), True
        while further:
            further = False
            for way in range(ways.shape[0]):
                start, end = ways[way]
                held = control[end, rows[k]]
                if reached[start] and not reached[end] and held != 1 - side:
                    reached[end] = further = True
                    found[k] += held == side
    return found
