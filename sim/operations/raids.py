"""Raids: what air attacks of all kinds share."""

from abc import abstractmethod
from typing import TypeVar

import numpy as np

from sim.elementary import chances
from sim.operations.base import Operation
from sim.plan.parts.raids import RaidsSpec
from sim.rules.casualties import Casualties
from sim.rules.modifiers import Modifiers
from sim.rules.rulebook import Rulebook
from sim.rules.sorties import Sorties
from sim.rules.weather import Weather
from sim.scenario.figures import Share
from sim.scenario.names import UnitName
from sim.world.sequence import Step
from sim.world.state import Wear

_USUAL_INTENSITY = Share(value=0.5)


RaidsT = TypeVar("RaidsT", bound=RaidsSpec, covariant=True)


class Raids(Operation[RaidsT]):
    """Aircraft fly raids from the start until the duration is over; complete after the last one.

    Weather and losses decide how many sorties fly; what they do is the matter of `attack`.
    """

    def __init__(self, rules: Rulebook, name: str, spec: RaidsT) -> None:
        super().__init__(rules, name, spec)
        self._last = self.world.clock.spans(self.number("duration"))
        self._pause = np.maximum(self.world.clock.spans(self.number("every")), 1)
        self._intensity = {unit: self._unit_intensity(unit) for unit in self.units.tolist()}
        self._entries = self.world.forces.entries_of_units(self.units)
        self._next = np.zeros(len(self.world.all_rows), np.int64)
        """Turn of the next raid; what an order that was called off had planned is void."""
        self.rules[Sorties].enrol(self._entries.tolist())
        self._raids = self.calendar(Step.AIR, self._raid)

    def _unit_intensity(self, unit: int) -> np.ndarray:
        forces = self.world.forces
        share = self.spec.intensity.get(UnitName(forces.units[unit]), _USUAL_INTENSITY)
        return self.number(f"intensity.{forces.luck[unit]}", share)

    def begin(self, rows: np.ndarray) -> None:
        """Fly the first raid now."""
        self._next[rows] = self.world.turn
        self._raids.add(rows, self.world.turn)

    def recallable(self, rows: np.ndarray) -> np.ndarray:
        """No more raids are flown."""
        return np.ones(len(rows), bool)

    @abstractmethod
    def attack(self, rows: np.ndarray, flown: np.ndarray) -> None:
        """A raid of so many sorties by weapon entry, (E, k)."""

    def _raid(self, rows: np.ndarray) -> None:
        world = self.world
        rows = self.under_way(rows)
        rows = rows[self._next[rows] == world.turn]
        if self.spec.night or not world.night:
            self.attack(rows, self._fly(rows))
        again = world.turn + self._pause[rows]
        over = again > self.started_at[rows] + self._last[rows]
        self._next[rows] = again
        self._raids.add(rows[~over], again[~over])
        self.complete(rows[over])

    def _fly(self, rows: np.ndarray) -> np.ndarray:
        """Sorties by weapon entry, (E, k)."""
        world = self.world
        weather = self.rules[Weather].flying(rows)
        flown = np.empty((len(self._entries), len(rows)), np.int64)
        for sorties, entry in zip(flown, self._entries.tolist(), strict=True):
            chance = self._intensity[int(world.forces.entry_unit[entry])][rows] * weather
            ready = self.rules[Sorties].ready(rows, entry)
            address = self.address(f"sorties/{world.forces.entry_luck[entry]}")
            sorties[:] = world.draws.binomials(address, world.turn, rows, ready, chance)
            self.rules[Sorties].count(rows, entry, sorties)
        return flown

    def face_anti_aircraft_fire(
        self, rows: np.ndarray, place: int, flown: np.ndarray, guns: np.ndarray
    ) -> None:
        """The fire of so many machine guns, (k,), or what is worth as many, takes its toll."""
        world = self.world
        firing = guns.nonzero()[0]
        if not len(firing):
            return
        if len(firing) < len(rows):
            rows, guns, flown = rows[firing], guns[firing], flown[:, firing]
        chance = chances(guns * self.rules[Modifiers].value("anti_aircraft", rows))
        for sorties, entry in zip(flown, self._entries.tolist(), strict=True):
            address = self.address(f"anti-aircraft/{world.forces.entry_luck[entry]}")
            hit = world.draws.binomials(address, world.turn, rows, sorties, chance)
            some = hit.nonzero()[0]
            if len(some):
                self._shoot_down(rows[some], place, entry, hit[some])

    def _shoot_down(self, rows: np.ndarray, place: int, entry: int, hit: np.ndarray) -> None:
        """Anti-aircraft fire has hit aircraft of a weapon entry, (k,)."""
        world = self.world
        hit = np.minimum(hit, world.state.weapons[:, entry, Wear.PRESENT][rows])
        self.rules[Sorties].went_down(rows, entry, hit)
        cause, entries = f"operation/{self.luck}", np.array([entry])
        self.rules[Casualties].hit_weapons(cause, place, rows, entries, hit[:, None])
        text = "the anti-aircraft fire hits {:#aircraft|aircraft}"
        world.chronicle.tell(
            rows, "anti-aircraft", place, text, hit, side=1 - self.side, where=hit > 0
        )
