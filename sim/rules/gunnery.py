"""Gunnery: the guns of a ship or battery are there once, however many targets it is given.

A unit divides its fire from afar evenly between the missions that have something to fire at in a
turn.
"""

from collections.abc import Callable, Iterable

import numpy as np

from sim.rules.rule import Rule
from sim.world.world import World

Wants = Callable[[np.ndarray], np.ndarray]
"""Whether a mission would fire now, (k,) bool over rows (k,)."""


class Gunnery(Rule):
    """Who fires at what from afar in a turn."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        shape = world.state.status.shape
        self._missions: dict[int, list[Wants]] = {}
        self._shares = np.ones(shape, order="F")
        """(n, U): the part of a unit's guns that each mission has, at the turn `_as_of`."""
        self._as_of = np.full(shape, -1, np.int32, order="F")

    def enrol(self, units: Iterable[int], wants: Wants) -> None:
        """A mission of some units."""
        for unit in units:
            self._missions.setdefault(unit, []).append(wants)

    def share(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """The part of a unit's guns that each of its missions has in this turn, (k,)."""
        if len(self._missions[unit]) == 1:
            return np.ones(len(rows))
        new = rows[self._as_of[rows, unit] != self.world.turn]
        if len(new):
            firing = np.sum([wants(new) for wants in self._missions[unit]], axis=0)
            self._shares[new, unit] = 1.0 / np.maximum(firing, 1)
            self._as_of[new, unit] = self.world.turn
        return np.asarray(self._shares[rows, unit])
