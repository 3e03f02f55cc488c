"""Isolation: how much of what a garrison could reach at the start is lost to it."""

import numpy as np

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
        self._area = world.survey.area(place)
        ends = [
            [world.forces.place[name] for name in route.between]
            for route in world.definition.routes
        ]
        self._ways = [(a, b) for a, b in ends] + [(b, a) for a, b in ends]
        held = [place.held_by for place in world.definition.places.values()]
        at_first = np.array([[NOWHERE if one is None else world.forces.side[one] for one in held]])
        self._initial = int(self._within_reach(at_first)[0])

    def share(self, rows: np.ndarray) -> np.ndarray:
        """0 if all can still be reached, 1 if nothing can or nothing ever could, shape (k,)."""
        left = np.minimum(self._within_reach(self._world.state.control[rows]), self._initial)
        return np.asarray(1.0 - left / max(self._initial, 1))

    def _within_reach(self, control: np.ndarray) -> np.ndarray:
        """Number of friendly places outside the area that can be reached under a control, (k,)."""
        passable = control != 1 - self._side
        reached = np.zeros(control.shape, bool)
        reached[:, self._area] = True
        for _ in range(control.shape[1]):
            before = reached.copy()
            for start, end in self._ways:
                reached[:, end] |= reached[:, start] & passable[:, end]
            if (before == reached).all():
                break
        friendly = reached & (control == self._side)
        friendly[:, self._area] = False
        return np.asarray(friendly.sum(axis=1))
