"""Rout: what becomes of a side that breaks at a place.

A garrison flees to its refuge or into the hills, an attacker goes back to where he came from. Who
flees leaves prisoners and wounded behind (`combat.morale`); who has no way out is captured. A
landing party has a way out while craft of its side lie off the beach: they take off whoever reaches
them and bring them back to where they embarked (assumed, whatever the number of craft).
"""

import math
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.kernel import borrower, njit
from sim.rules.casualties import Casualties
from sim.rules.morale import Morale
from sim.rules.movement import Movement
from sim.rules.movement_kernel import Going
from sim.rules.presence import Opponents, Presence, facing_each
from sim.rules.rule import Rule
from sim.scenario.vocabulary import TERRAINS
from sim.world.clock import nearest
from sim.world.state import NOWHERE, Fate, Status, Wear, Whereabouts, grouped
from sim.world.world import World

_FIELD = Status.FIELD
_READY = int(Wear.PRESENT)
_BACK, _REFUGE, _HILLS, _CAUGHT, _SLIPS, _SEA = range(6)
"""Fates of a broken unit: it goes back, or to a refuge; hides; is captured; slips out to sea; or
goes back by sea. Those who go, and those who leave others behind, are next to each other."""
_RETREAT_SPEED = 3.0
"""Kilometres an hour of a beaten unit (assumed)."""


class Rout(Rule):
    """The ways out of the places."""

    def __init__(
        self,
        world: World,
        movement: Movement,
        casualties: Casualties,
        morale: Morale,
        presence: Presence,
    ) -> None:
        super().__init__(world)
        self._movement = movement
        self._casualties = casualties
        self._morale = morale
        self._presence = presence
        places, position = [*world.definition.places.values()], world.forces.place
        retreats = [NOWHERE if p.retreat is None else position[p.retreat] for p in places]
        self._retreat = np.array(retreats, np.int64)
        """(P,): where a garrison flees."""
        self._hills = np.array([place.hills for place in places])
        terrains = [TERRAINS[place.terrain] for place in places]
        units = world.definition.units.values()
        ships = np.array([unit.kind == "ships" for unit in units])
        forces = world.forces
        self._craft = [
            np.flatnonzero((ships & (forces.unit_side == side))[forces.entry_unit])
            for side in range(len(forces.sides))
        ]
        """By side, the weapon entries of ships and craft."""
        land = [not (terrain.off_map or terrain.water) for terrain in terrains]
        self._land = np.array([*land, False])
        """(P + 1,): whether one goes back to a place by land; the last stands for NOWHERE."""
        self._ways_out = WaysOut(
            self._land, forces.ground, self._retreat, self._hills, world.state.control,
            world.state.origin,
        )  # fmt: skip

    def carry_out(self, places: np.ndarray, sides: np.ndarray, rows: np.ndarray) -> None:
        """A side breaks at a place in each run, (k,) each.

        An attacker falls back, a garrison flees, hides or is captured; its units do so in turn.
        """
        self._tell_breaks(places, sides, rows)
        opponents, ways = self._presence.opponents, self._ways_out
        shaken = _shaken(places, sides, rows, opponents, self.world.state.engaged_losses)
        self._scatter(Broken(*_broken_here(places, sides, rows, shaken, opponents, ways)))

    def _tell_breaks(self, places: np.ndarray, sides: np.ndarray, rows: np.ndarray) -> None:
        chronicle = self.world.chronicle
        for place, there in grouped(places) if chronicle.traced else ():
            for side, theirs in grouped(sides[there]):
                chronicle.tell(rows[there][theirs], "break", place, "breaks", side=side)

    def fall_back(self, place: int, unit: int, rows: np.ndarray) -> None:
        """An attacker returns to where it came from, if by sea only with craft that lie off."""
        if not len(rows):
            return
        forces, alike, state = self.world.forces, self.world.alike, self.world.state
        there, units, side = alike(place, rows), alike(unit, rows), int(forces.unit_side[unit])
        opponents, lost = self._presence.opponents, state.engaged_losses
        shaken = _shaken(there, alike(side, rows), rows, opponents, lost)
        origin = state.origin[rows, unit].astype(np.int64)
        by_land = self._land[origin] & forces.ground[unit]
        self._go(there[by_land], Going(rows[by_land], units[by_land], origin[by_land]))
        by_sea = ~by_land
        self._leave_by_sea(place, unit, rows[by_sea], origin[by_sea], shaken[by_sea])

    def _scatter(self, broken: "Broken") -> None:
        """Units meet their fates; who flees leaves prisoners and wounded behind."""
        told, shaken, ends = broken
        back, refuge, hills, _ = ends[:, -1].tolist()
        captured = self._flee(told[:, back:hills], shaken[back:hills], ends[1:3].ravel() - back)
        self._hide(*told[:3, refuge:hills])
        for begin, end in pairwise([0, *ends[:2].ravel().tolist()]):
            places, units, rows, _, to = told[:, begin:end]
            self._go(places, Going(rows, units, to))
        self._leave_otherwise(told[:, hills:], shaken[hills:])
        self._morale.note_surrender(*captured)

    def _leave_otherwise(self, told: np.ndarray, shaken: np.ndarray) -> None:
        """Units are captured, slip out, or go back by sea."""
        for unit, theirs in grouped(told[1]):
            for place, there in grouped(told[0, theirs]):
                _, _, rows, fates, origin = told[:, theirs][:, there]
                self._give_up(place, unit, rows[fates == _CAUGHT])
                self._slip_out(unit, rows[fates == _SLIPS])
                by_sea, hit = fates == _SEA, shaken[theirs][there]
                self._leave_by_sea(place, unit, rows[by_sea], origin[by_sea], hit[by_sea])

    def _leave_by_sea(
        self, place: int, unit: int, rows: np.ndarray, origin: np.ndarray, shaken: np.ndarray
    ) -> None:
        """Who came by sea is taken off if craft lie off; who has no way back is captured."""
        if not len(rows):
            return
        by_sea = origin >= 0
        if by_sea.any():
            by_sea &= self._craft_lie_off(place, unit, rows)
        self._re_embark(place, unit, rows[by_sea], origin[by_sea], shaken[by_sea])
        self._give_up(place, unit, rows[~by_sea])

    def _craft_lie_off(self, place: int, unit: int, rows: np.ndarray) -> np.ndarray:
        """Whether craft of a unit's side lie off a place, (k,)."""
        forces = self.world.forces
        craft = self._craft[forces.unit_side[unit]]
        owners, where = forces.entry_unit[craft], self.world.state.whereabouts
        some: np.ndarray = _any_there(rows, place, craft, owners, where)
        return some

    def _re_embark(
        self, place: int, unit: int, rows: np.ndarray, origin: np.ndarray, shaken: np.ndarray
    ) -> None:
        """Who reaches the craft is taken off; the others are left behind."""
        if not len(rows):
            return
        there, units = self.world.alike(place, rows), self.world.alike(unit, rows)
        at_once = np.array([len(rows)])
        self._morale.note_surrender(*self._casualties.abandon(there, units, rows, shaken, at_once))
        men = self.world.state.men[rows, unit, Fate.PRESENT]
        text = "{unit:goes|go} back to the craft with {:#man|men}"
        self.world.chronicle.tell_unit(rows, "flight", place, unit, text, men, where=men > 0)
        self._movement.leave(unit, rows)
        self._movement.base(unit, rows, origin)

    def _flee(
        self, told: np.ndarray, shaken: np.ndarray, ends: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Troops of a garrison leave prisoners and wounded behind, as `abandon` has it."""
        places, units, rows, *_ = told
        self._movement.disorder(units, rows)
        return self._casualties.abandon(places, units, rows, shaken, ends)

    def _hide(self, places: np.ndarray, units: np.ndarray, rows: np.ndarray) -> None:
        """Troops take to the hills."""
        self._tell_hidden(places, units, rows)
        self._movement.hide_each(units, rows)

    def _slip_out(self, unit: int, rows: np.ndarray) -> None:
        """Ships of a garrison that gets away put to sea; they wait off the map."""
        self._movement.leave(unit, rows)
        self._movement.base(unit, rows, NOWHERE)

    def _tell_hidden(self, places: np.ndarray, units: np.ndarray, rows: np.ndarray) -> None:
        chronicle, men = self.world.chronicle, self.world.state.men
        text = "{unit:flees|flee} into the hills with {:#man|men}"
        for unit, theirs in grouped(units) if chronicle.traced else ():
            for place, there in grouped(places[theirs]):
                hiding = rows[theirs][there]
                left = men[hiding, unit, Fate.PRESENT]
                chronicle.tell_unit(hiding, "flight", place, unit, text, left, where=left > 0)

    def _give_up(self, place: int, unit: int, rows: np.ndarray) -> None:
        """Those who have no way out are captured."""
        if len(rows):
            men = self.world.state.men[:, unit, Fate.PRESENT][rows]
            self._casualties.transfer(rows, unit, Fate.PRESENT, Fate.CAPTURED, men, place)
            self._movement.give_up(unit, rows)

    def _go(self, places: np.ndarray, going: Going) -> None:
        """A unit flees from a place in each run to another one."""
        if not len(places):
            return
        world = self.world
        when, hours = world.moments(going.rows), world.clock.hours
        due = _due(going, places, world.ways.distances, when, world.turn + 1, hours)
        self._movement.go_each(going, due)


class Broken(NamedTuple):
    """Beaten units at a place in each of some runs, k: by their fates, and by their turns.

    Those who come first in their run have the first turn.
    """

    told: np.ndarray
    """(5, k): places, units, runs, fates, and where they go or, of who came by sea, whence."""
    shaken: np.ndarray
    """(k,): losses of its side in the engagement to each man left there before anybody fled."""
    ends: np.ndarray
    """(4, turns) where those of each fate and turn end; fates from `_CAUGHT` on are one."""


class WaysOut(NamedTuple):
    """What decides how a broken unit gets away."""

    land: np.ndarray
    """(P + 1,) bool: whether one goes back to a place by land."""
    ground: np.ndarray
    """(U,) bool: whether a unit is troops, not ships."""
    retreat: np.ndarray
    hills: np.ndarray
    """(P,): where garrisons flee, and whether they can hide."""
    control: np.ndarray
    origin: np.ndarray


@njit(cache=True)
def _shaken(
    places: np.ndarray, sides: np.ndarray, rows: np.ndarray, opponents: Opponents, lost: np.ndarray
) -> np.ndarray:
    """Losses of a side in the engagement to each man who is left at a place, (k,).

    All have `lost`, (n, P, 2), so many men.
    """
    first, second = facing_each(rows, places, opponents)
    shaken = np.empty(rows.shape[0])
    for i in range(rows.shape[0]):
        left = first[i] if sides[i] == 0 else second[i]
        shaken[i] = lost[rows[i], places[i], sides[i]] / max(left, 1)
    return shaken


@njit(cache=True)
def _due(
    going: Going,
    starts: np.ndarray,
    distances: np.ndarray,
    moments: np.ndarray,
    earliest: int,
    turn_hours: float,
) -> np.ndarray:
    """The turns, (k,), at which beaten units are there that set out at moments, (k,), in turns."""
    due = np.empty_like(going.rows)
    for i in range(due.shape[0]):
        table = going.rows[i] if len(distances) > 1 else 0
        hours = distances[table, starts[i], going.places[i]] / _RETREAT_SPEED
        taken = hours if math.isfinite(hours) else 1.0
        due[i] = max(int(nearest(moments[i] + taken / turn_hours)), earliest)
    return due


@njit(cache=True)
def _broken_here(
    places: np.ndarray,
    sides: np.ndarray,
    rows: np.ndarray,
    shaken: np.ndarray,
    opponents: Opponents,
    ways: WaysOut,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The units of a side at a place in each run, (k,), and their fates: what `Broken` holds."""
    begins = opponents.begins
    most = 0
    for i in range(rows.shape[0]):
        most += begins[places[i], sides[i] + 1] - begins[places[i], sides[i]]
    told, (whose, keys) = np.empty((5, most), np.int64), np.empty((2, most), np.int64)
    found = _find(places, sides, rows, opponents, ways, told, (whose, keys))
    order, ends = _sorted(keys[:found])
    return told[:, order], shaken[whose[order]], ends


@borrower
def _find(
    places: np.ndarray,
    sides: np.ndarray,
    rows: np.ndarray,
    opponents: Opponents,
    ways: WaysOut,
    told: np.ndarray,
    order: tuple[np.ndarray, np.ndarray],
) -> int:
    """Write what `Broken` tells of all units, whose run each is of, turn and fate; how many."""
    where, begins, (whose, keys) = opponents.where, opponents.begins, order
    found = 0
    for i in range(rows.shape[0]):
        row, place, side, before = rows[i], places[i], sides[i], 0
        for unit in opponents.units[begins[place, side] : begins[place, side + 1]]:
            if where.status[row, unit] == _FIELD and where.place[row, unit] == place:
                told[0, found], told[1, found], told[2, found] = place, unit, row
                told[3, found], told[4, found] = _way_out(row, place, side, unit, ways)
                whose[found], keys[found] = i, 4 * before + min(told[3, found], _CAUGHT)
                before += 1
                found += 1
    return found


@njit(cache=True)
def _sorted(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions by fates and turns, told by the keys, (m,), and where each end, (4, turns)."""
    turns = keys.max() // 4 + 1 if len(keys) else 1
    ranks = keys % 4 * turns + keys // 4
    ends = np.zeros(4 * turns, np.int64)
    for rank in ranks:
        ends[rank] += 1
    ends = np.cumsum(ends)
    order, places = np.empty_like(keys), ends.copy()
    for i in range(len(keys) - 1, -1, -1):
        places[ranks[i]] -= 1
        order[places[ranks[i]]] = i
    return order, ends.reshape(4, turns)


@njit(cache=True, inline="always")
def _way_out(row: int, place: int, side: int, unit: int, ways: WaysOut) -> tuple[int, int]:
    """The fate of a unit, and where it goes, or came from if that was by sea."""
    if ways.control[row, place] != side:
        origin = ways.origin[row, unit]  # landing parties have the sea at their back
        return (_BACK if ways.land[origin] and ways.ground[unit] else _SEA), origin
    refuge = ways.retreat[place]
    if refuge >= 0 and ways.control[row, refuge] == side:
        return (_REFUGE if ways.ground[unit] else _SLIPS), refuge
    if ways.hills[place]:
        return (_HILLS if ways.ground[unit] else _SLIPS), NOWHERE
    return _CAUGHT, NOWHERE


@njit(cache=True)
def _any_there(
    rows: np.ndarray, place: int, entries: np.ndarray, units: np.ndarray, where: Whereabouts
) -> np.ndarray:
    """Whether any weapon of some entries and their units, (E,) each, is at a place, (k,) bool."""
    some = np.zeros(rows.shape[0], np.bool_)
    for e in range(entries.shape[0]):
        for i in range(rows.shape[0]):
            row = rows[i]
            if where.status[row, units[e]] == _FIELD and where.place[row, units[e]] == place:
                some[i] |= where.weapons[row, entries[e], _READY] > 0
    return some
