"""Gunfire: ships or batteries bombard a place while own troops are in contact there."""

from typing import Any

import numpy as np

from sim.core.battle import Battle
from sim.core.bombardment import Bombardment
from sim.core.calendar import Calendar
from sim.core.phases import Phase
from sim.core.state import Wear
from sim.operations.base import Operation


class Gunfire(Operation):
    """Fires in every turn of its duration in which there is contact; complete when that is over."""

    def __init__(self, battle: Battle, name: str, spec: Any) -> None:
        super().__init__(battle, name, spec)
        self._target = battle.order.place[spec.target]
        self._last = battle.clock.spans(self.number("duration"))
        self._salvoes = Calendar(battle, Phase.FIRE_SUPPORT, self._fire)
        self._shells = Bombardment(battle, f"operation/{name}", 1 - self.side)

    def begin(self, rows: np.ndarray) -> None:
        """Open fire as soon as there is something to fire at."""
        self._salvoes.add(rows, self.battle.turn)

    def _fire(self, rows: np.ndarray) -> None:
        battle = self.battle
        if not (self.spec.observed and battle.clock.night[battle.turn]):
            self._bombard(rows[battle.state.contested[rows, self._target]])
        over = battle.turn + 1 >= self.started_at[rows] + self._last[rows]
        over |= battle.state.control[rows, self._target] == self.side
        self._salvoes.add(rows[~over], battle.turn + 1)
        self.complete(rows[over])

    def _bombard(self, rows: np.ndarray) -> None:
        if not len(rows):
            return
        battle, arsenal = self.battle, self.battle.arsenal
        power, shock = np.zeros(len(rows)), np.zeros(len(rows))
        first = np.zeros_like(rows)
        for unit in self.units:
            for entry in battle.order.entries_of(int(unit)):
                weapon = battle.order.entry_class[entry]
                guns = battle.state.weapons[rows, entry, Wear.PRESENT] * battle.clock.hours
                table = arsenal.bombardment
                power += guns * table[rows if len(table) > 1 else first, weapon, 0]
                table = arsenal.suppression
                shock += guns * table[rows if len(table) > 1 else first, weapon]
        lost = self._shells.fall(rows, self._target, power, shock)
        text = "bombardment, {:,} men hit"
        battle.chronicle.tell(rows, "gunfire", self._target, text, lost, side=self.side)
