"""Counter-attack: a reserve goes where the enemy has come, and leaves if it costs too much."""

import numpy as np

from sim.operations.assault import Attack
from sim.plan import counter_attack as plan
from sim.rules.rulebook import Rulebook
from sim.world.state import Fate, Status


class CounterAttack(Attack[plan.CounterAttack]):
    """An attack on the enemy at a place that may still be in own hands.

    It supports a garrison that holds out and retakes what is lost. Complete when the fighting at
    the place is over, when the units are no more, or when they have been called off; then they go
    back to where they came from.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.CounterAttack) -> None:
        super().__init__(rules, name, spec)
        self._met = np.zeros(len(self.world.all_rows), bool)

    def _judge(self, rows: np.ndarray) -> None:
        """After they have met the enemy: is there still fighting, or anybody left to fight?"""
        state, rows = self.world.state, self.under_way(rows)
        here, coming = np.zeros((2, len(rows)), bool)
        for unit in self.units:
            alive = (state.place[rows, unit] == self.to) & (state.men[rows, unit, Fate.PRESENT] > 0)
            here |= alive & (state.status[rows, unit] == Status.FIELD)
            coming |= alive & (state.status[rows, unit] == Status.EN_ROUTE)
        contact = state.contested[rows, self.to]
        self._met[rows] |= here & contact
        self.complete(rows[~coming & (~here | (self._met[rows] & ~contact))])

    def _check(self, rows: np.ndarray) -> None:
        """On arrival: perhaps the fighting goes on already."""
        self._judge(rows)

    def _attacking(self, rows: np.ndarray) -> np.ndarray:
        """They can be called off from a place that its garrison still holds."""
        return rows
