"""Sorties: the account of what has flown, and what is in the air.

Aircraft that fly for one operation are not there for another in the same turn: of those that stay
behind, the next in the order of the file takes its share.
"""

from collections import Counter
from collections.abc import Iterable

import numpy as np

from sim.rules.rule import Rule
from sim.world.state import Wear, add
from sim.world.world import World


class Sorties(Rule):
    """Sorties by weapon entry and day."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        days = world.clock.day_of(world.clock.turns) + 1
        entries = world.state.weapons.shape[1]
        self.flown = np.zeros((len(world.all_rows), entries, days), np.int32, order="F")
        """(n, W, days)"""
        self._operations: Counter[int] = Counter()
        """How many operations fly the aircraft of each weapon entry."""
        self._aloft: dict[int, np.ndarray] = {}
        """Aircraft in the air, (n,), by weapon entry, at the turn `_as_of`; of those shared."""
        self._as_of: dict[int, int] = {}

    def enrol(self, entries: Iterable[int]) -> None:
        """An operation flies the aircraft of these weapon entries."""
        self._operations.update(entries)

    def ready(self, rows: np.ndarray, entry: int) -> np.ndarray:
        """Aircraft of a weapon entry that can fly and have not taken off in this turn, (k,)."""
        present = self.world.state.weapons[:, entry, Wear.PRESENT][rows]
        if self._as_of.get(entry) != self.world.turn:
            return np.asarray(present)
        return np.asarray(np.maximum(present - self._aloft[entry][rows], 0))

    def count(self, rows: np.ndarray, entry: int, sorties: np.ndarray) -> None:
        """Book sorties of one weapon entry that fly now."""
        day = self.world.clock.day_of(self.world.turn)
        add(self.flown[:, entry, day], rows, sorties)
        if self._operations[entry] > 1:
            if self._as_of.get(entry) != self.world.turn:
                self._aloft[entry] = np.zeros(len(self.world.all_rows), np.int64)
                self._as_of[entry] = self.world.turn
            self._aloft[entry][rows] += sorties

    def went_down(self, rows: np.ndarray, entry: int, hit: np.ndarray) -> None:
        """Aircraft of a weapon entry, (k,), that were in the air are so no longer."""
        if self._as_of.get(entry) == self.world.turn:
            self._aloft[entry][rows] -= hit
