"""Shuttle: a landing from transports by craft that go to and fro between them and the beach."""

from functools import cached_property

import numpy as np

from sim.kernel import njit
from sim.operations.landing import Disembarkation
from sim.plan import shuttle as plan
from sim.rules.casualties import Casualties
from sim.rules.lift import Lift
from sim.rules.morale import Morale
from sim.rules.movement import Movement
from sim.rules.rulebook import Rulebook
from sim.world.sequence import Step
from sim.world.state import Fate, Status, Wear, Whereabouts

_PRESENT = int(Fate.PRESENT)
_AFLOAT = Status.AFLOAT
_FIELD = Status.FIELD


class Shuttle(Disembarkation[plan.Shuttle]):
    """A landing in trips, at the pace that the craft and the beach allow.

    Each trip carries `lift` men for every craft that is left, units in the order of the list; the
    next one comes `turnaround` after the last man of a trip is out. Troops wait out of reach until
    their unit's first men are in the craft; from then on the whole unit lies off the beach.

    Off the beach the craft are under fire: one that is lost takes part of its men with it
    (`morale.craft_drowned`). Where craft cannot beach, the share `swim` of the men must swim, and
    the share `drowning` of these drown. Drowned men are missing. Surf takes part of the beach's
    capacity. Heavy weapons are units of their own, which stay aboard until a shuttle is sent for
    them. Without craft the rest stays aboard and the operation does not complete.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Shuttle) -> None:
        super().__init__(rules, name, spec)
        n = len(self.world.all_rows)
        self._lift = self.number("lift").astype(np.int64)
        self._pause = np.maximum(self.world.clock.spans(self.number("turnaround")), 1)
        """(n,): turns from the end of a trip to the next one."""
        self._swim = self.number("swim")
        self._drowning = self.number("drowning")
        self._capacity = self._capacity * (1.0 - self.number("surf"))
        self._loaded = np.zeros((n, len(self.units)), np.int64)
        """Men of each unit in the craft of the present trip."""
        self._known_lost = np.zeros(n, np.int64)
        self._trips = self.calendar(Step.UNLOADING, self._trip)
        self._boats = self.world.forces.entries_of_units(self._craft)
        self._boats_of = self.world.forces.entry_unit[self._boats]
        """(E,): the unit of craft that each entry of boats belongs to."""

    def _close_in(self, rows: np.ndarray) -> None:
        """The craft come before the shore with the first trip; the other troops stay aboard."""
        self._lie_off(self._craft.tolist(), rows)
        self._known_lost[rows] = self._lost_boats(rows)
        self._load(rows)

    # trips ----------------------------------------------------------------------------------

    def _trip(self, rows: np.ndarray) -> None:
        """The craft are back with the next load."""
        self._going_ashore[rows] = False
        self._load(rows)
        self._put_ashore(rows)

    def _load(self, rows: np.ndarray) -> None:
        room = self._boats_left(rows) * self._lift[rows]
        for column, unit in enumerate(self.units.tolist()):
            waiting = self._waiting(unit, rows)
            aboard = np.minimum(waiting, room)
            self._loaded[rows, column] = aboard
            self._lie_off([unit], rows[aboard > 0])
            room -= aboard

    def _waiting(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """Men of a unit who are not ashore yet, (k,)."""
        state = self.world.state
        men: np.ndarray = _waiting(rows, unit, self.to, state.whereabouts, state.afloat)
        return men

    def _boats_left(self, rows: np.ndarray) -> np.ndarray:
        return self._count(rows, Wear.PRESENT)

    def _lost_boats(self, rows: np.ndarray) -> np.ndarray:
        return self._count(rows, Wear.LOST)

    def _count(self, rows: np.ndarray, wear: Wear) -> np.ndarray:
        """Craft that serve this landing, as they are now, (k,)."""
        boats, units = self._boats, self._boats_of
        weapons, serves = self.world.state.weapons, self.rules[Lift].landings
        total: np.ndarray = _count(rows, boats, units, weapons, int(wear), serves, self.lift_number)
        return total

    # ashore ---------------------------------------------------------------------------------

    def _put_ashore(self, rows: np.ndarray) -> None:
        self._sink(rows)
        landed = self._unload(rows)
        self.tell_landed(rows, landed)
        state = self.world.state
        loaded, more, nobody = _who_is_left(
            rows, self.units, self.to, self._loaded, state.whereabouts, state.afloat
        )
        self._unloading.add(loaded, self.world.turn + 1)
        self._send_back(more)
        if len(nobody):
            self._release_craft(nobody)
            self.complete(nobody)

    def _send_back(self, rows: np.ndarray) -> None:
        """For the next load, if a craft is left to fetch it."""
        if not len(rows):
            return
        afloat = self._boats_left(rows) > 0
        going = rows[afloat]
        self._trips.add(going, self.world.turn + self._pause[going])
        self.world.chronicle.tell(
            rows, "no craft", self.to, "no craft are left", side=self.side, where=~afloat
        )

    def _unload(self, rows: np.ndarray) -> np.ndarray:
        """Men who reach the shore in this turn, (k,)."""
        room, movement = self.room_ashore(rows), self.rules[Movement]
        moved = movement.unload_craft(self.units, self.to, rows, self._loaded, room)
        drowned = self._swim_ashore(rows, moved)
        self._tell_drowned(rows, drowned, "{0:#man|men} {0:drowns|drown} swimming ashore")
        return np.asarray(moved.sum(axis=0) - drowned)

    def _swim_ashore(self, rows: np.ndarray, moved: np.ndarray) -> np.ndarray:
        """Men who drown on the way from the craft to the shore, (k,), of those of units, (U, k)."""
        chance = self._swim[rows] * self._drowning[rows]
        if not chance.any():
            return np.zeros(len(rows), np.int64)
        draws, chances = self.world.draws, np.repeat(chance[None], len(moved), axis=0)
        drowned = draws.binomials_each(self._swims, self.world.turn, rows, moved, chances)
        for unit, lost in zip(self.units.tolist(), drowned, strict=True):
            self._drown(unit, rows, lost)
        return np.asarray(drowned.sum(axis=0))

    @cached_property
    def _swims(self) -> list[np.uint64]:
        """The random addresses of those who swim, by unit."""
        names = self.world.forces.luck
        return [self.address(f"swim/{names[unit]}") for unit in self.units.tolist()]

    def _sink(self, rows: np.ndarray) -> None:
        """Craft lost since the last turn take part of the men aboard with them."""
        world = self.world
        known = self._lost_boats(rows)
        sunk = known - self._known_lost[rows]
        self._known_lost[rows] = known
        hit = np.flatnonzero(sunk)
        if not len(hit):
            return
        rows, sunk = rows[hit], sunk[hit]
        share = (
            sunk / (sunk + self._boats_left(rows)) * self.rules[Morale].value("craft_drowned", rows)
        )
        total = np.zeros(len(rows), np.int64)
        for column, unit in enumerate(self.units.tolist()):
            address = self.address(f"sunk/{world.forces.luck[unit]}")
            aboard = np.minimum(self._loaded[rows, column], self._waiting(unit, rows))
            drowned = world.draws.binomials(address, world.turn, rows, aboard, share)
            self._loaded[rows, column] = aboard - drowned
            self._drown(unit, rows, drowned)
            total += drowned
        self._tell_drowned(rows, total, "{0:#man|men} {0:goes|go} down with {0:his|their} craft")

    def _drown(self, unit: int, rows: np.ndarray, number: np.ndarray) -> None:
        missing = (Fate.PRESENT, Fate.MISSING)
        self.rules[Casualties].transfer(rows, unit, *missing, number, self.to)

    def _tell_drowned(self, rows: np.ndarray, number: np.ndarray, text: str) -> None:
        self.world.chronicle.tell(
            rows, "drowning", self.to, text, number, side=self.side, where=number > 0
        )


@njit(cache=True)
def _waiting(
    rows: np.ndarray, unit: int, place: int, where: Whereabouts, afloat: np.ndarray
) -> np.ndarray:
    """Men of a unit who are aboard, at sea or off a place, (k,); `afloat` (n, U) as of `State`."""
    men = np.empty(rows.shape[0], np.int64)
    for i in range(rows.shape[0]):
        men[i] = _not_ashore(rows[i], unit, place, where, afloat)
    return men


@njit(cache=True, inline="always")
def _not_ashore(row: int, unit: int, place: int, where: Whereabouts, afloat: np.ndarray) -> int:
    """As `_waiting` in one run."""
    present = where.men[row, unit, _PRESENT]
    if where.status[row, unit] == _AFLOAT:
        return int(present)
    if where.status[row, unit] == _FIELD and where.place[row, unit] == place:
        return int(min(present, afloat[row, unit]))
    return 0


@njit(cache=True)
def _who_is_left(
    rows: np.ndarray,
    units: np.ndarray,
    place: int,
    loaded: np.ndarray,
    where: Whereabouts,
    afloat: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The runs in which men are left in the craft, those in which others wait, and the rest.

    `loaded`, (n, units), are the men of each unit in the craft; the others as in `_waiting`.
    """
    some, more, nobody = np.empty((3, rows.shape[0]), np.int64)
    aboard = waiting = neither = 0
    for row in rows:
        if loaded[row].sum() > 0:
            some[aboard] = row
            aboard += 1
            continue
        waits = False
        for unit in units:
            waits |= _not_ashore(row, unit, place, where, afloat) > 0
        more[waiting], nobody[neither] = row, row
        waiting += waits
        neither += not waits
    return some[:aboard], more[:waiting], nobody[:neither]


@njit(cache=True)
def _count(
    rows: np.ndarray,
    boats: np.ndarray,
    units: np.ndarray,
    weapons: np.ndarray,
    wear: int,
    landings: np.ndarray,
    ours: int,
) -> np.ndarray:
    """Craft of some entries and their units, (E,) each, that serve our landing, (k,).

    `landings`, (n, U), are those that units serve.
    """
    total = np.zeros(rows.shape[0], np.int64)
    for e in range(boats.shape[0]):
        for i in range(rows.shape[0]):
            if landings[rows[i], units[e]] == ours:
                total[i] += weapons[rows[i], boats[e], wear]
    return total
