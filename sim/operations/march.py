"""March: units go to a place by the shortest way."""

from typing import Any

import numpy as np

from sim.core.battle import Battle
from sim.core.state import Status
from sim.operations.base import Operation


class March(Operation):
    """Complete when all units that set out have arrived or are no more."""

    def __init__(self, battle: Battle, name: str, spec: Any) -> None:
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
        battle = self.battle
        if self._distance is not None:
            distance = self._distance[rows]
        else:
            start = battle.state.place[:, unit][rows].astype(np.int64)
            # a unit from off the map appears at once
            distance = np.where(start < 0, 0.0, battle.travel.distance(rows, start, self.to))
        hours = distance / np.maximum(self._speed[rows], 1e-9)
        reachable = np.isfinite(hours)
        turns = battle.clock.spans(np.where(reachable, hours, 0.0))
        return np.where(reachable, battle.turn + turns, battle.clock.turns)

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
