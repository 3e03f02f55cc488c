"""Rout: what becomes of a side that breaks at a place.

A garrison flees to its refuge or into the hills, an attacker goes back to where he came from. Who
flees leaves prisoners and wounded behind (`combat.morale`); who has no way out is captured. A
landing party has a way out while craft of its side lie off the beach: they take off whoever reaches
them and bring them back to where they embarked (assumed, whatever the number of craft).
"""

from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.rules.casualties import Casualties
from sim.rules.movement import Movement
from sim.rules.movement_kernel import Going
from sim.rules.presence import Opponents, Presence, facing_each
from sim.rules.rule import Rule
from sim.scenario.vocabulary import TERRAINS
from sim.world.state import NOWHERE, Fate, Status, Wear, Whereabouts, grouped
from sim.world.world import World

_FIELD = Status.FIELD
_READY = int(Wear.PRESENT)
_RETREAT_SPEED = 3.0
"""Kilometres an hour of a beaten unit (assumed)."""


class Rout(Rule):
    """The ways out of the places."""

    def __init__(
        self, world: World, movement: Movement, casualties: Casualties, presence: Presence
    ) -> None:
        super().__init__(world)
        self._movement = movement
        self._casualties = casualties
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

    def carry_out(self, places: np.ndarray, sides: np.ndarray, rows: np.ndarray) -> None:
        """A side breaks at a place in each run, (k,) each.

        An attacker falls back, a garrison flees, hides or is captured; its units do so in turn.
        """
        self._tell_breaks(places, sides, rows)
        shaken = self._shaken(places, sides, rows)
        opponents, control = self._presence.opponents, self.world.state.control
        told = _broken_here(places, sides, rows, opponents, control)
        for _, some in grouped(told[3]):
            which, units, defends, _ = told[:, some]
            broken = Broken(places[which], units, rows[which], shaken[which])
            self._fall_back(broken.where(defends == 0))
            self._flee(broken.where(defends == 1))

    def _tell_breaks(self, places: np.ndarray, sides: np.ndarray, rows: np.ndarray) -> None:
        chronicle = self.world.chronicle
        for place, there in grouped(places) if chronicle.traced else ():
            for side, theirs in grouped(sides[there]):
                chronicle.tell(rows[there][theirs], "break", place, "breaks", side=side)

    def _shaken(self, places: np.ndarray, sides: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Losses of a side in the engagement to each man who is left at a place, (k,)."""
        first, second = facing_each(rows, places, self._presence.opponents)
        men = np.where(sides == 0, first, second)
        lost = self.world.state.engaged_losses[rows, places, sides]
        return np.asarray(lost / np.maximum(men, 1))

    def fall_back(self, place: int, unit: int, rows: np.ndarray) -> None:
        """An attacker returns to where it came from, if by sea only with craft that lie off."""
        if len(rows):
            alike = self.world.alike
            places, units = alike(place, rows), alike(unit, rows)
            sides = alike(int(self.world.forces.unit_side[unit]), rows)
            self._fall_back(Broken(places, units, rows, self._shaken(places, sides, rows)))

    def _fall_back(self, broken: "Broken") -> None:
        if not len(broken.rows):
            return
        origin = self.world.state.origin[broken.rows, broken.units]
        # landing parties have the sea at their back
        back = self._land[origin] & self.world.forces.ground[broken.units]
        self._go(broken.where(back), origin[back])
        if back.all():
            return
        left, origin = broken.where(~back), origin[~back]
        for unit, theirs in grouped(left.units):
            for place, there in grouped(left.places[theirs]):
                rows, shaken = left.rows[theirs][there], left.shaken[theirs][there]
                self._leave_by_sea(place, unit, rows, origin[theirs][there], shaken)

    def _leave_by_sea(
        self, place: int, unit: int, rows: np.ndarray, origin: np.ndarray, shaken: np.ndarray
    ) -> None:
        """Who came by sea is taken off if craft lie off; who has no way back is captured."""
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
        alike = self.world.alike
        self._casualties.abandon(alike(place, rows), alike(unit, rows), rows, shaken)
        men = self.world.state.men[rows, unit, Fate.PRESENT]
        text = "{unit:goes|go} back to the craft with {:#man|men}"
        self.world.chronicle.tell_unit(rows, "flight", place, unit, text, men, where=men > 0)
        self._movement.leave(unit, rows)
        self._movement.base(unit, rows, origin)

    def _flee(self, broken: "Broken") -> None:
        """A broken garrison leaves prisoners and wounded behind; the rest gets away if it can."""
        if not len(broken.rows):
            return
        forces, retreat = self.world.forces, self._retreat[broken.places]
        holder = self.world.state.control[broken.rows, retreat]
        open_way = (retreat >= 0) & (holder == forces.unit_side[broken.units])
        caught = ~(open_way | self._hills[broken.places])
        ships = ~forces.ground[broken.units] & ~caught
        for unit, theirs in grouped(broken.units[caught]):
            for place, there in grouped(broken.places[caught][theirs]):
                self._give_up(place, unit, broken.rows[caught][theirs][there])
        for unit, theirs in grouped(broken.units[ships]):
            self._slip_out(unit, broken.rows[ships][theirs])
        away = ~(caught | ships)
        self._get_away(broken.where(away), open_way[away], retreat[away])

    def _get_away(self, broken: "Broken", open_way: np.ndarray, retreat: np.ndarray) -> None:
        """Troops of a garrison go to their refuge, or into the hills where no way is open, (k,)."""
        self._casualties.abandon(broken.places, broken.units, broken.rows, broken.shaken)
        self._movement.disorder(broken.units, broken.rows)
        hidden = broken.where(~open_way)
        self._tell_hidden(hidden)
        self._movement.hide_each(hidden.units, hidden.rows)
        self._go(broken.where(open_way), retreat[open_way])

    def _slip_out(self, unit: int, rows: np.ndarray) -> None:
        """Ships of a garrison that gets away put to sea; they wait off the map."""
        self._movement.leave(unit, rows)
        self._movement.base(unit, rows, NOWHERE)

    def _tell_hidden(self, hidden: "Broken") -> None:
        chronicle, men = self.world.chronicle, self.world.state.men
        text = "{unit:flees|flee} into the hills with {:#man|men}"
        for unit, theirs in grouped(hidden.units) if chronicle.traced else ():
            for place, there in grouped(hidden.places[theirs]):
                rows = hidden.rows[theirs][there]
                left = men[rows, unit, Fate.PRESENT]
                chronicle.tell_unit(rows, "flight", place, unit, text, left, where=left > 0)

    def _give_up(self, place: int, unit: int, rows: np.ndarray) -> None:
        """Those who have no way out are captured."""
        if len(rows):
            men = self.world.state.men[:, unit, Fate.PRESENT][rows]
            self._casualties.transfer(rows, unit, Fate.PRESENT, Fate.CAPTURED, men, place)
            self._movement.give_up(unit, rows)

    def _go(self, broken: "Broken", to: np.ndarray) -> None:
        """Those who flee go to a place in each run, (k,)."""
        places, units, rows, _ = broken
        if len(rows):
            world = self.world
            hours = world.ways.distance(rows, places, to) / _RETREAT_SPEED
            taken = np.where(np.isfinite(hours), hours, 1.0)
            due = np.maximum(world.clock.after(world.moments(rows), taken), world.turn + 1)
            self._movement.go_each(Going(rows, units, to.astype(np.int64, copy=False)), due)


class Broken(NamedTuple):
    """A beaten unit at a place in each of some runs, (k,) each."""

    places: np.ndarray
    units: np.ndarray
    rows: np.ndarray
    shaken: np.ndarray
    """The losses of its side in the engagement to each man left there before anybody fled."""

    def where(self, chosen: np.ndarray) -> "Broken":
        """Those in some of the runs, (k,) bool."""
        return Broken(*(one[chosen] for one in self))


@njit(cache=True)
def _broken_here(
    places: np.ndarray,
    sides: np.ndarray,
    rows: np.ndarray,
    opponents: Opponents,
    control: np.ndarray,
) -> np.ndarray:
    """The units of a side at a place in each run, (k,): positions in `rows`, and the units.

    Returns (4, m): with these, whether they defend the place, and how many of the same run come
    before. `control` is (n, P).
    """
    where, begins = opponents.where, opponents.begins
    found = 0
    for i in range(rows.shape[0]):
        found += begins[places[i], sides[i] + 1] - begins[places[i], sides[i]]
    told = np.empty((4, found), np.int64)
    found = 0
    for i in range(rows.shape[0]):
        row, place, side, before = rows[i], places[i], sides[i], 0
        for unit in opponents.units[begins[place, side] : begins[place, side + 1]]:
            if where.status[row, unit] == _FIELD and where.place[row, unit] == place:
                told[0, found], told[1, found] = i, unit
                told[2, found], told[3, found] = control[row, place] == side, before
                before += 1
                found += 1
    return told[:, :found]


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
