"""Presence: who stands at a place, and what fire from afar finds there."""

from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.rules.rule import Rule
from sim.world.news import Came
from sim.world.state import NOWHERE, Fate, Status, Wear, Whereabouts
from sim.world.world import World

_PRESENT, _READY = int(Fate.PRESENT), int(Wear.PRESENT)
_FIELD = Status.FIELD


class Opponents(NamedTuple):
    """Who may face each other at each place."""

    units: np.ndarray
    """Units that may be at a place, one place after the other, those of the first side first."""
    begins: np.ndarray
    """(P, 3) where in it those of each side begin at each place, and where the last of them end."""
    where: Whereabouts


class Guns(NamedTuple):
    """Weapon entries, their units and classes, (W,) each."""

    entries: np.ndarray
    units: np.ndarray
    kinds: np.ndarray


class Presence(Rule):
    """The units of each side that are or were at each place, so that others need not be looked at.

    They stand in the order of the scenario.
    """

    def __init__(self, world: World) -> None:
        super().__init__(world)
        places, units = len(world.forces.places), len(world.forces.units)
        self._listed: Opponents | None = None
        """They all, once somebody asks for them."""
        fires = np.asarray(world.arsenal.anti_aircraft.any(axis=0))
        self._fires_at_aircraft = fires[world.forces.entry_class]
        """(W,): which weapon entries do."""
        self._known = np.zeros((places, units), bool)
        """(P, U): whether a unit is or was at a place in some run."""
        for unit in range(units):
            _admit(unit, world.state.place[:, unit], self._known)
        world.news.subscribe(Came(), self._come)

    def _come(self, units: np.ndarray, places: np.ndarray, _: np.ndarray) -> None:
        if _admit_each(units, places, self._known):
            self._listed = None

    def visitors(self, place: int, side: int) -> np.ndarray:
        """The units of a side that are or were at a place in some run, in ascending order."""
        units, begins, _ = self.opponents
        return units[begins[place, side] : begins[place, side + 1]]

    @property
    def opponents(self) -> Opponents:
        """The units of both sides that are or were at each place."""
        if self._listed is None:
            units, begins = _listed(self._known, self.world.forces.unit_side)
            self._listed = Opponents(units, begins, self.world.state.whereabouts)
        return self._listed

    def men_at(self, place: int, side: int, rows: np.ndarray) -> np.ndarray:
        """Men of a side in the field at a place, shape (k,)."""
        men: np.ndarray = strength(
            rows, place, self.visitors(place, side), self.world.state.whereabouts
        )
        return men

    def men_where(self, places: np.ndarray, side: int, rows: np.ndarray) -> np.ndarray:
        """Men of a side in the field at a place in each run, (k,) each."""
        units = self.world.forces.units_of_side(side)
        men: np.ndarray = _where(rows, places, units, self.world.state.whereabouts)
        return men

    def men_by_place(self, side: int, rows: np.ndarray) -> np.ndarray:
        """Men of a side in the field at each place, shape (k, P)."""
        units, where = self.world.forces.units_of_side(side), self.world.state.whereabouts
        men: np.ndarray = _by_place(rows, units, len(self._known), where)
        return men.T

    def anti_aircraft_at(self, place: int, side: int, rows: np.ndarray) -> np.ndarray:
        """Anti-aircraft fire of a side at a place in machine guns, shape (k,)."""
        return self._anti_aircraft(np.array([place]), self.visitors(place, side), rows)

    def anti_aircraft_where(self, places: np.ndarray, side: int, rows: np.ndarray) -> np.ndarray:
        """Likewise at a place in each run, (k,)."""
        return self._anti_aircraft(places, self.world.forces.units_of_side(side), rows)

    def _anti_aircraft(self, places: np.ndarray, units: np.ndarray, rows: np.ndarray) -> np.ndarray:
        forces = self.world.forces
        entries = forces.entries_of_units(units)
        entries = entries[self._fires_at_aircraft[entries]]
        if not len(entries):
            return np.zeros(len(rows))
        guns = Guns(entries, forces.entry_unit[entries], forces.entry_class[entries])
        where, table = self.world.state.whereabouts, self.world.arsenal.anti_aircraft
        total: np.ndarray = _fire_of(rows, places, guns, where, table)
        return total


@njit(cache=True)
def _admit(unit: int, places: np.ndarray, known: np.ndarray) -> None:
    """Note a unit as `known` at places, (n,), unless they are NOWHERE."""
    for place in places:
        if place != NOWHERE:
            known[place, unit] = True


@njit(cache=True)
def _admit_each(units: np.ndarray, places: np.ndarray, known: np.ndarray) -> bool:
    """Note units as `known` at places, (k,) each; whether any is new there."""
    new = False
    for i in range(units.shape[0]):
        new |= not known[places[i], units[i]]
        known[places[i], units[i]] = True
    return bool(new)


@njit(cache=True)
def _listed(known: np.ndarray, sides: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Units of both sides, (U,), where they are known: the first two of `Opponents`."""
    places = known.shape[0]
    found, listed, begins = 0, np.empty(known.size, np.int64), np.empty((places, 3), np.int64)
    for place in range(places):
        here = np.flatnonzero(known[place])
        for side in range(2):
            begins[place, side] = found
            for unit in here:
                if sides[unit] == side:
                    listed[found] = unit
                    found += 1
        begins[place, 2] = found
    return listed[:found], begins


@njit(cache=True)
def _fire_of(
    rows: np.ndarray, places: np.ndarray, guns: Guns, where: Whereabouts, table: np.ndarray
) -> np.ndarray:
    """The fire of guns at a place, (k,), by what one of each class is worth, (n or 1, classes).

    There is a place for each run, (k,), or one for all, (1,).
    """
    several = places.shape[0] > 1
    total = np.zeros(rows.shape[0])
    for g in range(guns.entries.shape[0]):
        entry, unit, kind = guns.entries[g], guns.units[g], guns.kinds[g]
        for i in range(rows.shape[0]):
            row = rows[i]
            place = places[i if several else 0]
            if where.status[row, unit] == _FIELD and where.place[row, unit] == place:
                worth = table[row if table.shape[0] > 1 else 0, kind]
                total[i] += where.weapons[row, entry, _READY] * worth
    return total


@njit(cache=True)
def _where(
    rows: np.ndarray, places: np.ndarray, units: np.ndarray, where: Whereabouts
) -> np.ndarray:
    """Men of some units at a place in each run, (k,)."""
    status, unit_place, men = where.status, where.place, where.men
    total = np.zeros(rows.shape[0], np.int64)
    for unit in units:
        for i in range(rows.shape[0]):
            row = np.uint32(rows[i])  # unsigned: see `muster`
            here = (status[row, unit] == _FIELD) & (unit_place[row, unit] == places[i])
            total[i] += here * np.int64(men[row, unit, _PRESENT])
    return total


@njit(cache=True)
def _by_place(rows: np.ndarray, units: np.ndarray, places: int, where: Whereabouts) -> np.ndarray:
    """Men of some units at each place, (P, k)."""
    total = np.zeros((places, rows.shape[0]), np.int64)
    for unit in units:
        for i in range(rows.shape[0]):
            row = rows[i]
            if where.status[row, unit] == _FIELD:
                total[where.place[row, unit], i] += where.men[row, unit, _PRESENT]
    return total


@njit(cache=True, inline="always")
def facing(rows: np.ndarray, place: int, opponents: Opponents) -> tuple[np.ndarray, np.ndarray]:
    """Men of the first and of the second side at a place, (k,) each."""
    units, begins, where = opponents.units, opponents.begins[place], opponents.where
    return (
        strength(rows, place, units[begins[0] : begins[1]], where),
        strength(rows, place, units[begins[1] : begins[2]], where),
    )


@njit(cache=True)
def facing_each(
    rows: np.ndarray, places: np.ndarray, opponents: Opponents
) -> tuple[np.ndarray, np.ndarray]:
    """Men of the first and of the second side at a place in each run, (k,) each."""
    first, second = np.zeros((2, rows.shape[0]), np.int64)
    left = np.ones(rows.shape[0], np.bool_)
    for i in range(rows.shape[0]):
        if left[i]:  # nobody has looked at this place yet
            here = np.flatnonzero(places == places[i])
            one, two = facing(rows[here], places[i], opponents)
            first[here], second[here], left[here] = one, two, False
    return first, second


@njit(cache=True)
def strength(rows: np.ndarray, place: int, units: np.ndarray, where: Whereabouts) -> np.ndarray:
    """Men of some units at a place, shape (k,)."""
    status, unit_place, men = where.status, where.place, where.men
    total = np.zeros(rows.shape[0], np.int64)
    for unit in units:  # unit by unit, for its runs lie side by side in memory
        for i in range(rows.shape[0]):
            row = np.uint32(rows[i])  # unsigned: see `muster`
            # no branch: a processor would guess in which runs a unit is there, and often wrongly
            here = (status[row, unit] == _FIELD) & (unit_place[row, unit] == place)
            total[i] += here * np.int64(men[row, unit, _PRESENT])
    return total
