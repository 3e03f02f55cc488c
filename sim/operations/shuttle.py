"""Shuttle: a landing from transports by craft that go to and fro between them and the beach."""

from functools import cached_property

import numpy as np

from sim.operations import shuttle_kernel as kernels
from sim.operations.landing import Disembarkation
from sim.plan import shuttle as plan
from sim.rules.casualties import Casualties
from sim.rules.lift import Lift
from sim.rules.morale import Morale
from sim.rules.movement import Movement
from sim.rules.rulebook import Rulebook
from sim.world.sequence import Step
from sim.world.state import Fate


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
        self._drowning = self.number("swim") * self.number("drowning")
        """(n,): the chance that a man drowns on the way from the craft to the shore."""
        self._swimming = bool(self._drowning.any())
        self._capacity = self._capacity * (1.0 - self.number("surf"))
        self._loaded = np.zeros((n, len(self.units)), np.int64)
        """Men of each unit in the craft of the present trip."""
        self._known_lost = np.zeros(n, np.int64)
        self._trips = self.calendar(Step.UNLOADING, self._trip)
        state, boats = self.world.state, self.world.forces.entries_of_units(self._craft)
        owners, landings = self.world.forces.entry_unit[boats], rules[Lift].landings
        self._boats = kernels.Boats(boats, owners, state.weapons, landings, self.lift_number)
        afloat = state.whereabouts, state.afloat
        self._troops = kernels.Troops(self.units, self.to, self._loaded, *afloat)

    def _close_in(self, rows: np.ndarray) -> None:
        """The craft come before the shore with the first trip; the other troops stay aboard."""
        self._lie_off(self._craft.tolist(), rows)
        self._known_lost[rows] = kernels.lost(rows, self._boats)
        self._load(rows)

    # trips ----------------------------------------------------------------------------------

    def _trip(self, rows: np.ndarray) -> None:
        """The craft are back with the next load."""
        self._going_ashore[rows] = False
        self._load(rows)
        self._put_ashore(rows)

    def _load(self, rows: np.ndarray) -> None:
        aboard = kernels.load(rows, self._boats, self._lift, self._troops)
        for unit, some in zip(self.units.tolist(), aboard, strict=True):
            self._lie_off([unit], rows[some])

    # ashore ---------------------------------------------------------------------------------

    def _put_ashore(self, rows: np.ndarray) -> None:
        world = self.world
        self._sink(rows)
        self._unload(rows)
        loaded, more, stranded, nobody = kernels.who_is_left(rows, self._boats, self._troops)
        self._unloading.add(loaded, world.turn + 1)
        self._trips.add(more, world.turn + self._pause[more])
        world.chronicle.tell(stranded, "no craft", self.to, "no craft are left", side=self.side)
        if len(nobody):
            self._release_craft(nobody)
            self.complete(nobody)

    def _unload(self, rows: np.ndarray) -> None:
        room, movement = self.room_ashore(rows), self.rules[Movement]
        moved = movement.unload_craft(self.units, self.to, rows, self._loaded, room)
        drowned = self._swim_ashore(rows, moved)
        if self.world.chronicle.traced:
            self._tell_drowned(rows, drowned, "{0:#man|men} {0:drowns|drown} swimming ashore")
            self.tell_landed(rows, moved.sum(axis=0) - drowned.sum(axis=0))

    def _swim_ashore(self, rows: np.ndarray, moved: np.ndarray) -> np.ndarray:
        """Of the men of units who go from the craft to the shore, those who drown, (U, k)."""
        if not self._swimming:
            return np.zeros_like(moved)
        return self._drown(self._swims, rows, moved, self._drowning[rows])

    @cached_property
    def _swims(self) -> list[np.uint64]:
        """The random addresses of those who swim, by unit."""
        names = self.world.forces.luck
        return [self.address(f"swim/{names[unit]}") for unit in self.units.tolist()]

    @cached_property
    def _sinks(self) -> list[np.uint64]:
        """Likewise of those who go down with their craft."""
        names = self.world.forces.luck
        return [self.address(f"sunk/{names[unit]}") for unit in self.units.tolist()]

    def _sink(self, rows: np.ndarray) -> None:
        """Craft lost since the last turn take part of the men aboard with them."""
        rows, sunk, left = kernels.sunk(rows, self._boats, self._known_lost)
        if not len(rows):
            return
        share = sunk / (sunk + left) * self.rules[Morale].value("craft_drowned", rows)
        aboard = kernels.aboard(rows, self._troops)
        drowned = self._drown(self._sinks, rows, aboard, share)
        self._loaded[rows] = (aboard - drowned).T
        text = "{0:#man|men} {0:goes|go} down with {0:his|their} craft"
        self._tell_drowned(rows, drowned, text)

    def _drown(
        self, addresses: list[np.uint64], rows: np.ndarray, men: np.ndarray, chance: np.ndarray
    ) -> np.ndarray:
        """Of so many men of units, (U, k), each drowns with a chance, (k,); who does, likewise."""
        draws, chances = self.world.draws, np.repeat(chance[None], len(men), axis=0)
        drowned = draws.binomials_each(addresses, self.world.turn, rows, men, chances)
        for unit, number in zip(self.units.tolist(), drowned, strict=True):
            fates = Fate.PRESENT, Fate.MISSING
            self.rules[Casualties].transfer(rows, unit, *fates, number, self.to)
        return drowned

    def _tell_drowned(self, rows: np.ndarray, drowned: np.ndarray, text: str) -> None:
        number = drowned.sum(axis=0)
        self.world.chronicle.tell(
            rows, "drowning", self.to, text, number, side=self.side, where=number > 0
        )
