"""Gunnery: the guns of a ship or battery are there once, however many targets it is given.

A unit divides its fire from afar evenly between the missions that have something to fire at in a
turn.
"""

from collections.abc import Callable, Iterable

import numpy as np

from sim.rules.rule import Rule
from sim.world.world import World

Wants = Callable[[np.ndarray], np.ndarray]
"""Whether a mission would fire now, or how many would, (k,) over rows (k,)."""


class Gunnery(Rule):
    """Who fires at what from afar in a turn."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        shape = world.state.status.shape
        self._missions: dict[int, list[Wants]] = {}
        self._lines: dict[int, np.ndarray] = {}
        """Their lines of the ledger; who is not under way does not fire."""
        self._counts: dict[int, list[Wants]] = {}
        self._shares = np.ones(shape, order="F")
        """(n, U): the part of a unit's guns that each mission has, at the turn `_as_of`."""
        self._as_of = np.full(shape, -1, np.int32, order="F")

    def enrol(self, units: Iterable[int], wants: Wants, line: int) -> None:
        """A mission of some units, with its line of the ledger."""
        for unit in units:
            self._missions.setdefault(unit, []).append(wants)
            lines = self._lines.get(unit, np.empty(0, np.int64))
            self._lines[unit] = np.append(lines, line)

    def hand_over(self, unit: int, line: int) -> None:
        """Somebody else counts the mission of a unit that has this line of the ledger."""
        kept = np.flatnonzero(self._lines[unit] != line)
        self._missions[unit] = [self._missions[unit][mission] for mission in kept.tolist()]
        self._lines[unit] = self._lines[unit][kept]

    def count_by(self, unit: int, count: Wants) -> None:
        """Ask somebody how many missions of a unit would fire now, (k,)."""
        self._counts.setdefault(unit, []).append(count)

    def share(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """The part of a unit's guns that each of its missions has in this turn, (k,)."""
        counts = self._counts.get(unit, [])
        if len(self._missions[unit]) == 1 and not counts:
            return np.ones(len(rows))
        new = rows[self._as_of[rows, unit] != self.world.turn]
        if len(new):
            firing = np.zeros(len(new), np.int64)
            for mission in self.world.ledger.concerned(self._lines[unit], new):
                firing += self._missions[unit][mission](new)
            for count in counts:
                firing += count(new)
            self._shares[new, unit] = 1.0 / np.maximum(firing, 1)
            self._as_of[new, unit] = self.world.turn
        return np.asarray(self._shares[rows, unit])
