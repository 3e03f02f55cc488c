"""March: units go to a place by the shortest way."""

import math
from typing import TypeVar

import numpy as np

from sim.kernel import njit
from sim.operations.base import Operation
from sim.plan import march as plan
from sim.plan.parts.march import MarchSpec
from sim.rules.movement import Movement, Turn
from sim.rules.rulebook import Rulebook
from sim.world.clock import nearest
from sim.world.news import Arrived
from sim.world.state import NOWHERE, Status, distinct

MarchT = TypeVar("MarchT", bound=MarchSpec, covariant=True)

SAME_WAY = 1e-6
"""Kilometres by which two ways of one length may differ."""


class Advance(Operation[MarchT]):
    """Complete when all units that set out have arrived or are no more."""

    def __init__(self, rules: Rulebook, name: str, spec: MarchT) -> None:
        super().__init__(rules, name, spec)
        self.to = self.world.forces.place[spec.to]
        self._speed = self.number("speed")
        self._distance = self.number("distance") if spec.distance is not None else None
        for unit in self.units.tolist():
            self.world.news.subscribe(Arrived(unit), self._check)

    def begin(self, rows: np.ndarray) -> None:
        """Set out."""
        for unit in self.units:
            self._send(int(unit), self.able(int(unit), rows))
        self._check(rows)

    def recallable(self, rows: np.ndarray) -> np.ndarray:
        """They turn round where they are."""
        return np.ones(len(rows), bool)

    def turn_back(self, rows: np.ndarray) -> None:
        """Those who are on their way go back to where they come from."""
        state = self.world.state
        for unit in self.units.tolist():
            going = state.status[:, unit][rows] == Status.EN_ROUTE
            going &= state.place[:, unit][rows] == self.to
            origin = state.origin[:, unit][rows]
            for place in distinct(origin[going]):
                self._recall(unit, place, rows[going & (origin == place)])

    def _recall(self, unit: int, to: int, rows: np.ndarray) -> None:
        name = self.world.chronicle.place_name(to)
        text = "{unit:is|are} called back to {to}"
        self.world.chronicle.tell_unit(rows, "countermand", NOWHERE, unit, text, to=name)
        turn = Turn(np.full(len(rows), self.world.turn), np.zeros(len(rows)))
        self.rules[Movement].go(unit, to, rows, turn.back, turn)

    def _send(self, unit: int, rows: np.ndarray) -> None:
        state = self.world.state
        rows = rows[~state.in_field(unit, self.to, rows)]
        if len(rows):
            to = self.world.chronicle.place_name(self.to)
            self.tell_departure(unit, rows, "march", "{unit:sets|set} out for {to}", to)
            goal = state.place[:, unit][rows].astype(np.int64)
            turn = None
            if (state.status[:, unit][rows] == Status.EN_ROUTE).any():
                start = state.origin[:, unit][rows].astype(np.int64)
                turn = Turn(self._arrival(start, rows), self._share(start, goal, rows))
            self.rules[Movement].go(unit, self.to, rows, self._arrival(goal, rows), turn)

    def _share(self, start: np.ndarray, goal: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """At which part of the way from places to others this goal lies, (k,), NaN if not on it."""
        ways = self.world.ways
        whole = ways.distance(rows, start, goal)
        first, rest = ways.distance(rows, start, self.to), ways.distance(rows, goal, self.to)
        on_it = np.isfinite(whole) & (whole > 0) & (start >= 0) & (goal >= 0)
        on_it &= first + rest <= whole + SAME_WAY if self._distance is None else False
        return np.where(on_it, first / np.where(on_it, whole, 1.0), np.nan)

    def _arrival(self, start: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The turns at which who leaves places, (k,), now is there."""
        world, clock = self.world, self.world.clock
        if self._distance is not None:
            distance = self._distance[rows]
        else:
            # a unit from off the map appears at once
            distance = np.where(start < 0, 0.0, world.ways.distance(rows, start, self.to))
        arrival: np.ndarray = _turns(
            rows, distance, self._speed, clock.hours, world.turn, clock.turns
        )
        return arrival

    def _check(self, rows: np.ndarray) -> None:
        rows = self.under_way(rows)
        if not len(rows):
            return
        state = self.world.state
        moving = np.zeros(len(rows), bool)
        for unit in self.units:
            going = state.status[:, unit][rows] == Status.EN_ROUTE
            moving |= going & (state.place[:, unit][rows] == self.to)
        self.complete(rows[~moving])


class March(Advance[plan.March]):
    """Units go to a place, and fight there if the enemy holds it."""


@njit(cache=True)
def _turns(
    rows: np.ndarray, distance: np.ndarray, speed: np.ndarray, hours: float, now: int, last: int
) -> np.ndarray:
    """Turns, (k,), at which those who set out now have gone distances, (k,) in km.

    `speed` (n,) is in km/h, `hours` is the length of a turn; turn `last` stands for never.
    """
    arrival = np.empty(rows.shape[0], np.int64)
    for i in range(rows.shape[0]):
        way = distance[i] / max(speed[rows[i]], 1e-9)
        reachable = math.isfinite(way)
        arrival[i] = now + nearest(way / hours) if reachable else last
    return arrival
