"""March: units go to a place by the shortest way."""

import math
from typing import TypeVar

import numpy as np

from sim.battle import Battle
from sim.kernel import njit
from sim.operations.base import Operation
from sim.plan import march as plan
from sim.plan.parts.attack import AttackSpec
from sim.plan.parts.march import MarchSpec
from sim.world.state import Status

MarchT = TypeVar("MarchT", bound=MarchSpec | AttackSpec, covariant=True)


class Advance(Operation[MarchT]):
    """Complete when all units that set out have arrived or are no more."""

    def __init__(self, battle: Battle, name: str, spec: MarchT) -> None:
        super().__init__(battle, name, spec)
        self.to = battle.order.place[spec.to]
        self._speed = self.number("speed")
        self._distance = self.number("distance") if spec.distance is not None else None
        for unit in spec.units:
            battle.subscribe(f"arrived:{unit}", self._check)

    def begin(self, rows: np.ndarray) -> None:
        """Set out."""
        for unit in self.units:
            self._send(int(unit), self.able(int(unit), rows))
        self._check(rows)

    def _send(self, unit: int, rows: np.ndarray) -> None:
        state = self.battle.state
        rows = rows[~state.in_field(unit, self.to, rows)]
        if len(rows):
            self.battle.chronicle.tell_unit(rows, "march", self.to, unit, "sets out")
            self.battle.travel.go(unit, self.to, rows, self._arrival(unit, rows))

    def _arrival(self, unit: int, rows: np.ndarray) -> np.ndarray:
        battle, clock = self.battle, self.battle.clock
        if self._distance is not None:
            distance = self._distance[rows]
        else:
            start = battle.state.place[:, unit][rows].astype(np.int64)
            # a unit from off the map appears at once
            distance = np.where(start < 0, 0.0, battle.travel.distance(rows, start, self.to))
        arrival: np.ndarray = _turns(
            rows, distance, self._speed, clock.hours, battle.turn, clock.turns
        )
        return arrival

    def _check(self, rows: np.ndarray) -> None:
        rows = self.under_way(rows)
        if not len(rows):
            return
        state = self.battle.state
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
        arrival[i] = now + math.ceil(way / hours - 1e-9) if reachable else last
    return arrival
