"""Surrender: units lay down their arms."""

import numpy as np

from sim.battle import Battle
from sim.operations.base import Operation
from sim.plan import surrender as plan
from sim.rules.disarmament import Disarmament


class Surrender(Operation[plan.Surrender]):
    """All men present become prisoners where they stand."""

    def __init__(self, battle: Battle, name: str, spec: plan.Surrender) -> None:
        super().__init__(battle, name, spec)
        self._disarmament = Disarmament(battle, name, self.units)

    def begin(self, rows: np.ndarray) -> None:
        """Give up."""
        now = np.full(len(rows), self.battle.turn)
        self._disarmament.begin(rows, now, np.zeros_like(now))
        self.complete(rows)
