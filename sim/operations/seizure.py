"""Seizure: a barely guarded object is taken by surprise."""

import numpy as np

from sim.battle import Battle
from sim.operations.assault import Attack
from sim.plan import seizure as plan
from sim.world.state import Fate, Status


class Seizure(Attack[plan.Seizure]):
    """An assault that may overpower the guards before they can fire.

    It does so with the probability `success` where there are at least `odds` attackers to a guard;
    the guards are then killed or captured without a fight. Otherwise it goes on as an assault.
    """

    def __init__(self, battle: Battle, name: str, spec: plan.Seizure) -> None:
        super().__init__(battle, name, spec)
        self._success = self.number("success")
        self._odds = self.number("odds")
        self._killed = self.number("killed")
        battle.subscribe(f"place:{spec.to}", self._spring)

    def _spring(self, rows: np.ndarray) -> None:
        battle = self.battle
        rows = self.under_way(rows)
        rows = rows[battle.state.contested[rows, self.to]]
        if not len(rows):
            return
        own, guards = (battle.men_at(self.to, s, rows) for s in (self.side, 1 - self.side))
        uniform = battle.draws.uniform(self.address(), 0, rows)
        caught = (uniform < self._success[rows]) & (own >= self._odds[rows] * guards)
        text = "{:,} guards are overpowered before they can fire"
        battle.chronicle.tell(rows, "seizure", self.to, text, guards, side=self.side, where=caught)
        for unit in battle.order.units_of_side(1 - self.side).tolist():
            self._overpower(unit, rows[caught])
        battle.engagements[self.to].review(rows[caught])

    def _overpower(self, unit: int, rows: np.ndarray) -> None:
        battle, state = self.battle, self.battle.state
        here = (state.status[rows, unit] == Status.FIELD) & (state.place[rows, unit] == self.to)
        rows = rows[here]
        if not len(rows):
            return
        men = state.men[rows, unit, Fate.PRESENT].astype(np.int64)
        address = self.address(battle.order.units[unit])
        killed = battle.draws.binomials(address, battle.turn, rows, men, self._killed[rows])
        for fate, number in ((Fate.KILLED, killed), (Fate.CAPTURED, men - killed)):
            battle.casualties.transfer(rows, unit, Fate.PRESENT, fate, number, self.to)
        state.status[rows, unit] = Status.SURRENDERED
