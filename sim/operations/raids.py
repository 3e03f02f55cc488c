"""Raids: what air attacks of all kinds share."""

from abc import abstractmethod
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np

from sim.elementary import chance
from sim.kernel import njit
from sim.luck.draws import Luck
from sim.luck.philox import uniforms
from sim.luck.variates import binomials_of
from sim.operations.base import Operation
from sim.plan.parts.raids import RaidsSpec
from sim.rules.casualties import Casualties
from sim.rules.modifiers import Modifiers
from sim.rules.rulebook import Rulebook
from sim.rules.sorties import Aircraft, Sorties
from sim.rules.weather import Weather
from sim.scenario.figures import Share
from sim.scenario.names import UnitName
from sim.world.sequence import Step
from sim.world.state import Wear

_USUAL_INTENSITY = Share.of(0.5)
_READY = int(Wear.PRESENT)


RaidsT = TypeVar("RaidsT", bound=RaidsSpec, covariant=True)


class Flight(NamedTuple):
    """What decides about raids, see `Raids`."""

    last: np.ndarray
    """(n,): turns from the first to the last of them."""
    pause: np.ndarray
    """(n,): turns from one to the next."""
    night: bool
    intensity: np.ndarray
    """(E, n)"""
    addresses: np.ndarray
    """(E,)"""


class Raids(Operation[RaidsT]):
    """Aircraft fly raids from the start until the duration is over; complete after the last one.

    Weather and losses decide how many sorties fly; what they do is the matter of `attack`.
    """

    def __init__(self, rules: Rulebook, name: str, spec: RaidsT) -> None:
        super().__init__(rules, name, spec)
        self._last = self.world.clock.spans(self.number("duration"))
        self._pause = np.maximum(self.world.clock.spans(self.number("every")), 1)
        self._entries = self.world.forces.entries_of_units(self.units)
        self._intensity = np.repeat(
            [self._unit_intensity(unit) for unit in self.units.tolist()],
            [len(self.world.forces.entries_of(unit)) for unit in self.units.tolist()],
            axis=0,
        )
        """(E, n): the chance that an aircraft of a weapon entry flies in good weather."""
        self._next = np.zeros(len(self.world.all_rows), np.int64)
        """Turn of the next raid; what an order that was called off had planned is void."""
        self._raids = self.calendar(Step.AIR, self._raid)

    @property
    def flight(self) -> Flight:
        """What decides about its raids."""
        sorties = self._addresses["sorties"]
        return Flight(self._last, self._pause, self.spec.night, self._intensity, sorties)

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
        weather = self.rules[Weather].flying(rows)
        aircraft = Aircraft(self._entries, self._intensity, self._addresses["sorties"])
        return self.rules[Sorties].fly(rows, aircraft, weather)

    @cached_property
    def _addresses(self) -> dict[str, np.ndarray]:
        """The random addresses of what the weapon entries do, (E,) each."""
        names = [self.world.forces.entry_luck[entry] for entry in self._entries.tolist()]
        return {
            item: np.array([self.address(f"{item}/{name}") for name in names], np.uint64)
            for item in ("sorties", "anti-aircraft")
        }

    def face_anti_aircraft_fire(
        self, rows: np.ndarray, place: int, flown: np.ndarray, guns: np.ndarray
    ) -> None:
        """The fire of so many machine guns, (k,), or what is worth as many, takes its toll."""
        world = self.world
        hit = _shot_at(
            rows,
            flown,
            guns * self.rules[Modifiers].value("anti_aircraft", rows),
            self._entries,
            world.state.weapons,
            world.draws.at(world.turn),
            self._addresses["anti-aircraft"],
        )
        some = np.flatnonzero(hit.any(axis=1))
        if len(some):
            self._shoot_down(rows[some], place, hit[some])

    def _shoot_down(self, rows: np.ndarray, place: int, hit: np.ndarray) -> None:
        """Anti-aircraft fire has hit aircraft of the weapon entries, (k, E)."""
        cause, sorties = f"operation/{self.luck}", self.rules[Sorties]
        sorties.went_down(rows, self._entries, hit)
        self.rules[Casualties].hit_weapons(cause, place, rows, self._entries, hit)
        text = "the anti-aircraft fire hits {:#aircraft|aircraft}"
        for one in hit.T if self.world.chronicle.traced else ():
            self.world.chronicle.tell(
                rows, "anti-aircraft", place, text, one, side=1 - self.side, where=one > 0
            )


@njit(cache=True)
def _shot_at(
    rows: np.ndarray,
    flown: np.ndarray,
    hazard: np.ndarray,
    entries: np.ndarray,
    weapons: np.ndarray,
    luck: Luck,
    addresses: np.ndarray,
) -> np.ndarray:
    """Aircraft that fire of a hazard, (k,), hits of those that have flown, (E, k); (k, E)."""
    hit = np.zeros((rows.shape[0], entries.shape[0]), np.int64)
    runs, each, uniform = luck.runs[rows], np.empty_like(hazard), np.empty_like(hazard)
    down = np.empty_like(rows)
    for i in range(rows.shape[0]):
        each[i] = chance(hazard[i]) if hazard[i] > 0.0 else 0.0
    for e in range(entries.shape[0]):
        uniforms(luck.seed, runs, luck.turn, addresses[e], uniform)
        binomials_of(flown[e], each, uniform, down)
        for i in range(rows.shape[0]):
            hit[i, e] = min(down[i], weapons[rows[i], entries[e], _READY])
    return hit
