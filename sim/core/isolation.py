"""Isolation: how much of what a garrison could reach at the start is lost to it."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.core.battle import Battle


class Isolation:
    """The ways of one side out of one area.

    Friendly places count that lie outside the area and that routes of any kind connect with it by
    way of places which the enemy does not hold.
    """

    def __init__(self, battle: "Battle", place: int, side: int) -> None:
        self._battle = battle
        self._side = side
        self._area = battle.area(place)
        ends = [
            [battle.order.place[name] for name in route.between]
            for route in battle.definition.routes
        ]
        self._ways = [(a, b) for a, b in ends] + [(b, a) for a, b in ends]
        self._initial = self._within_reach(battle.everyone)

    def share(self, rows: np.ndarray) -> np.ndarray:
        """0 if all can still be reached, 1 if nothing can or nothing ever could, shape (k,)."""
        initial = self._initial[rows]
        left = np.minimum(self._within_reach(rows), initial)
        return np.asarray(1.0 - left / np.maximum(initial, 1))

    def _within_reach(self, rows: np.ndarray) -> np.ndarray:
        """Number of friendly places outside the area that can be reached."""
        control = self._battle.state.control[rows]
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
