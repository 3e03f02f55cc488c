"""Lift: which landing has which craft, so that what carries one echelon carries no other.

A unit of craft belongs to the landing that puts to sea with it until its last man is ashore. A
landing whose craft are all away with others waits at the port for the first that comes back.
"""

import numpy as np

from sim.rules.rule import Rule
from sim.world.state import Wear
from sim.world.world import World

FREE = -1
Some = int | np.ndarray


class Lift(Rule):
    """The landing that each unit of craft serves in each run."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        n, units = world.state.status.shape
        self._serves = np.full((n, units), FREE, np.int32, order="F")
        self.landings = self._serves.view()
        """(n, U), to be read: the number of the landing that each unit of craft serves, or -1."""
        self.landings.flags.writeable = False
        self._enrolled: list[str] = []

    def enrol(self, name: str) -> int:
        """A number for a landing."""
        self._enrolled.append(name)
        return len(self._enrolled) - 1

    def free(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """Whether a unit of craft serves no landing, shape (k,)."""
        return np.asarray(self._serves[:, unit][rows] == FREE)

    def away(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """Whether a unit of craft serves a landing and has craft left, shape (k,)."""
        away = ~self.free(unit, rows)
        if away.any():
            entries = self.world.forces.entries_of(unit)
            away &= self.world.state.weapons[rows[:, None], entries, Wear.PRESENT].any(axis=1)
        return np.asarray(away)

    def serves(self, unit: int, landing: int, rows: np.ndarray) -> np.ndarray:
        """Whether a unit of craft serves this landing, shape (k,)."""
        return np.asarray(self._serves[:, unit][rows] == landing)

    def take(self, unit: Some, landing: Some, rows: np.ndarray) -> None:
        """A unit of craft goes with a landing; one for all runs, or one in each, (k,)."""
        self._serves[rows, unit] = landing

    def give_back(self, unit: Some, rows: np.ndarray) -> None:
        """A unit of craft, or one in each run, (k,), is free again."""
        self._serves[rows, unit] = FREE
