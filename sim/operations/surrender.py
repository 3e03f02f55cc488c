"""Surrender: units lay down their arms."""

import numpy as np

from sim.operations.base import Operation
from sim.plan import surrender as plan
from sim.rules.disarmament import Disarmament
from sim.rules.rulebook import Rulebook


class Surrender(Operation[plan.Surrender]):
    """All men present become prisoners where they stand."""

    def __init__(self, rules: Rulebook, name: str, spec: plan.Surrender) -> None:
        super().__init__(rules, name, spec)
        self._disarmament = self.rules[Disarmament].of(self.calendar, self.units)

    def begin(self, rows: np.ndarray) -> None:
        """Give up."""
        now = np.full(len(rows), self.world.turn)
        self._disarmament.begin(rows, now, np.zeros_like(now))
        self.complete(rows)
