"""Rout: what becomes of a side that breaks at a place.

A garrison flees to its refuge or into the hills, an attacker goes back to where he came from. Who
flees leaves prisoners and wounded behind (`combat.morale`); who has no way out is captured. A
landing party has a way out while craft of its side lie off the beach: they take off whoever reaches
them and bring them back to where they embarked (assumed, whatever the number of craft).
"""

from collections.abc import Iterator

import numpy as np

from sim.kernel import njit
from sim.rules.casualties import Casualties
from sim.rules.movement import Movement
from sim.rules.presence import Presence
from sim.rules.rule import Rule
from sim.scenario.vocabulary import TERRAINS
from sim.world.inputs import of_runs
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
        places, position = world.definition.places.values(), world.forces.place
        self._retreat = [NOWHERE if p.retreat is None else position[p.retreat] for p in places]
        self._ways: dict[tuple[int, int], np.ndarray] = {}
        self._hills = [p.hills for p in places]
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

    def carry_out(self, place: int, side: int, rows: np.ndarray, units: np.ndarray) -> None:
        """Break a side: an attacker falls back, a garrison flees, hides or is captured."""
        self.world.chronicle.tell(rows, "break", place, "breaks", side=side)
        shaken = self._shaken(place, side, rows)
        for unit, (attacking, defending) in self._broken_here(place, side, rows, units):
            if len(attacking):
                self.fall_back(place, unit, rows[attacking], shaken[attacking])
            if len(defending):
                self._flee(place, unit, rows[defending], shaken[defending])

    def _broken_here(
        self, place: int, side: int, rows: np.ndarray, units: np.ndarray
    ) -> Iterator[tuple[int, tuple[np.ndarray, np.ndarray]]]:
        """Units that are at a place, with where in `rows` they attack and where they defend it."""
        state = self.world.state
        here, ends = _broken_here(rows, place, side, units, state.control, state.whereabouts)
        start = 0
        for unit, (middle, end) in zip(units.tolist(), ends.tolist(), strict=True):
            if start < end:
                yield unit, (here[start:middle], here[middle:end])
            start = end

    def _shaken(self, place: int, side: int, rows: np.ndarray) -> np.ndarray:
        """Losses of a side in the engagement to each man who is left at a place, (k,)."""
        men = self._presence.men_at(place, side, rows)
        lost = self.world.state.engaged_losses[:, place, side][rows]
        return np.asarray(lost / np.maximum(men, 1))

    def fall_back(
        self, place: int, unit: int, rows: np.ndarray, shaken: np.ndarray | None = None
    ) -> None:
        """An attacker returns to where it came from, if by sea only with craft that lie off.

        `shaken`, (k,), are the losses of its side in the engagement to each man left, if they
        were counted before others left.
        """
        if not len(rows):
            return
        if shaken is None:
            shaken = self._shaken(place, int(self.world.forces.unit_side[unit]), rows)
        origin = self.world.state.origin[:, unit][rows]
        # landing parties have the sea at their back
        back = self._land[origin] & self.world.forces.ground[unit]
        for start, there in grouped(origin[back]):
            going = rows[back][there]
            self._movement.go(unit, start, going, self._turns(place, going, start))
        if back.all():
            return
        by_sea = ~back & (origin >= 0)
        if by_sea.any():
            by_sea &= self._craft_lie_off(place, unit, rows)
        self._re_embark(place, unit, rows[by_sea], origin[by_sea], shaken[by_sea])
        self._give_up(place, unit, rows[~back & ~by_sea])

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
        self._casualties.abandon(place, unit, rows, shaken)
        men = self.world.state.men[rows, unit, Fate.PRESENT]
        text = "{unit:goes|go} back to the craft with {:#man|men}"
        self.world.chronicle.tell_unit(rows, "flight", place, unit, text, men, where=men > 0)
        self._movement.leave(unit, rows)
        self._movement.base(unit, rows, origin)

    def _flee(self, place: int, unit: int, rows: np.ndarray, shaken: np.ndarray) -> None:
        """A broken garrison leaves prisoners and wounded behind; the rest gets away if it can.

        `shaken`, (k,), are its losses in the engagement to each man left.
        """
        world, retreat = self.world, self._retreat[place]
        open_way = np.zeros(len(rows), bool)
        if retreat >= 0:
            side = world.forces.unit_side[unit]
            open_way = world.state.control[:, retreat][rows] == side
        with_refuge, without = rows[open_way], rows[~open_way]
        if not self._hills[place]:
            self._give_up(place, unit, without)
            rows, shaken, without = with_refuge, shaken[open_way], rows[:0]
        if not world.forces.ground[unit]:
            self._slip_out(unit, rows)
            return
        self._casualties.abandon(place, unit, rows, shaken)
        self._movement.disorder(unit, rows)
        self._tell_hidden(place, unit, without)
        self._movement.hide(unit, without)
        if len(with_refuge):
            turns = self._turns(place, with_refuge, retreat)
            self._movement.go(unit, retreat, with_refuge, turns)

    def _slip_out(self, unit: int, rows: np.ndarray) -> None:
        """Ships of a garrison that gets away put to sea; they wait off the map."""
        self._movement.leave(unit, rows)
        self._movement.base(unit, rows, NOWHERE)

    def _tell_hidden(self, place: int, unit: int, rows: np.ndarray) -> None:
        if not self.world.chronicle.traced:
            return
        men = self.world.state.men[rows, unit, Fate.PRESENT]
        text = "{unit:flees|flee} into the hills with {:#man|men}"
        self.world.chronicle.tell_unit(rows, "flight", place, unit, text, men, where=men > 0)

    def _give_up(self, place: int, unit: int, rows: np.ndarray) -> None:
        """Those who have no way out are captured."""
        if len(rows):
            men = self.world.state.men[:, unit, Fate.PRESENT][rows]
            self._casualties.transfer(rows, unit, Fate.PRESENT, Fate.CAPTURED, men, place)
            self._movement.give_up(unit, rows)

    def _turns(self, place: int, rows: np.ndarray, to: int) -> np.ndarray:
        """When those who flee arrive, (k,)."""
        world = self.world
        due = world.clock.after(world.moments(rows), of_runs(self._hours(place, to), rows))
        return np.asarray(np.maximum(due, world.turn + 1))

    def _hours(self, place: int, to: int) -> np.ndarray:
        """Hours of a way, (n or 1,)."""
        if (place, to) not in self._ways:
            hours = self.world.ways.distances[:, place, to] / _RETREAT_SPEED
            self._ways[place, to] = np.where(np.isfinite(hours), hours, 1.0)
        return self._ways[place, to]


@njit(cache=True)
def _broken_here(
    rows: np.ndarray,
    place: int,
    side: int,
    units: np.ndarray,
    control: np.ndarray,
    where: Whereabouts,
) -> tuple[np.ndarray, np.ndarray]:
    """Where in `rows` units of a side attack a place, and where they defend it, unit by unit.

    The second array, (U, 2), says where both of each unit end in the first; `control` is (n, P).
    """
    here = np.empty(len(units) * len(rows), np.int64)
    ends = np.empty((len(units), 2), np.int64)
    found = 0
    for u in range(units.shape[0]):
        status, unit_place = where.status[:, units[u]], where.place[:, units[u]]
        for defending in range(2):
            for i in range(rows.shape[0]):
                row = rows[i]
                there = status[row] == _FIELD and unit_place[row] == place
                if there and (control[row, place] == side) == (defending == 1):
                    here[found] = i
                    found += 1
            ends[u, defending] = found
    return here[:found], ends


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
