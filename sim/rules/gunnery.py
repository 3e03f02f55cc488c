"""Gunnery: the guns of a ship or battery are there once, however many targets it is given.

A unit divides its fire from afar evenly between the missions that have something to fire at in a
turn. A battery can fire while it is in the field and free of the enemy.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.rules.rule import Rule
from sim.world.state import Fate, Status, Wear, Whereabouts
from sim.world.world import World

_PRESENT = int(Fate.PRESENT)
_READY = int(Wear.PRESENT)
_FIELD = Status.FIELD

Wants = Callable[[np.ndarray], np.ndarray]
"""Whether a mission would fire now, or how many would, (k,) over rows (k,)."""


class Guns(NamedTuple):
    """Weapon entries that fire from afar, (E,) each."""

    entries: np.ndarray
    unit: np.ndarray
    ground: np.ndarray
    """Whether they are those of a battery."""


class Gunnery(Rule):
    """Who fires at what from afar in a turn."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        shape = world.state.status.shape
        self._missions: dict[int, list[Wants]] = {}
        self._lines: dict[int, np.ndarray] = {}
        """Their lines of the ledger; who is not under way does not fire."""
        self._counts: dict[int, list[Wants]] = {}
        self._guns: dict[bytes, Guns] = {}
        """By the units whose they are."""
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

    def guns(self, units: np.ndarray, rows: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Guns of each weapon entry of some units that fire, times the hours of a turn, (E, k).

        `targets` are the places that they fire at, (k,), or one for all, (1,).
        """
        world = self.world
        for unit in units.tolist():
            self._divide(unit, rows)
        firing: np.ndarray = _firing(
            rows,
            targets,
            self._guns_of(units),
            self._shares,
            world.clock.hours,
            world.state.whereabouts,
            world.state.contested,
        )
        return firing

    def _guns_of(self, units: np.ndarray) -> Guns:
        """The weapon entries of some units."""
        key = units.tobytes()
        if key not in self._guns:
            forces = self.world.forces
            entries = forces.entries_of_units(units)
            owners = forces.entry_unit[entries]
            self._guns[key] = Guns(entries, owners, forces.ground[owners])
        return self._guns[key]

    def _divide(self, unit: int, rows: np.ndarray) -> None:
        """Find the part of a unit's guns that each of its missions has in this turn."""
        counts = self._counts.get(unit, [])
        if len(self._missions[unit]) == 1 and not counts:
            return
        new = rows[self._as_of[rows, unit] != self.world.turn]
        if len(new):
            firing = np.zeros(len(new), np.int64)
            for mission in self.world.ledger.concerned(self._lines[unit], new):
                firing += self._missions[unit][mission](new)
            for count in counts:
                firing += count(new)
            self._shares[new, unit] = 1.0 / np.maximum(firing, 1)
            self._as_of[new, unit] = self.world.turn


@njit(cache=True)
def _firing(
    rows: np.ndarray,
    targets: np.ndarray,
    guns: Guns,
    shares: np.ndarray,
    hours: float,
    where: Whereabouts,
    contested: np.ndarray,
) -> np.ndarray:
    """As `Gunnery.guns`; `shares`, (n, U), are the parts of their guns that units fire with."""
    firing = np.empty((guns.entries.shape[0], rows.shape[0]))
    status, places, men, weapons = where.status, where.place, where.men, where.weapons
    several = targets.shape[0] > 1
    for e in range(guns.entries.shape[0]):
        entry, unit, ground = guns.entries[e], guns.unit[e], guns.ground[e]
        for i in range(rows.shape[0]):
            row = np.uint32(rows[i])  # unsigned: see `muster`
            firing[e, i] = weapons[row, entry, _READY] * hours * shares[row, unit]
            if not ground:
                continue
            place, target = places[row, unit], targets[i if several else 0]
            in_position = status[row, unit] == _FIELD and men[row, unit, _PRESENT] > 0
            if not in_position or place == target or contested[row, place]:
                firing[e, i] = 0.0
    return firing
