"""Withdrawal: units leave for a place in the rear."""

import numpy as np

from sim.operations.march import Advance
from sim.plan import withdrawal as plan
from sim.rules.breaking_off import Order
from sim.rules.combat import Combat
from sim.rules.conditions import lost_men, units_of
from sim.rules.rulebook import Rulebook
from sim.world.clock import NEVER


class Withdrawal(Advance[plan.Withdrawal]):
    """A march away from the enemy; the place that is left falls to whoever stays.

    Where losses alone start it, and at once, nobody fights on in that turn after they are reached.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Withdrawal) -> None:
        super().__init__(rules, name, spec)
        self._whose = spec.leaves_for_losses_of()
        if self._whose is not None:
            assert spec.start.when is not None
            (share,) = spec.start.when.losses.values()
            path = f"losses.{self.world.forces.luck_of(self._whose)}"
            self._limit = self.world.inputs.number(share, path)
            losers = units_of(self._whose, self.world)
            rules[Combat].heed(Order(None, self.side, losers, self._may_lose))

    def _may_lose(self, rows: np.ndarray) -> np.ndarray:
        """Men whose loss starts it, (k,); no number does where that has come about already."""
        assert self._whose is not None
        gone, whole = lost_men(self._whose, self.world, rows)
        most = np.ceil(self._limit[rows] * whole).astype(np.int64)
        waits = (self.started_at[rows] == NEVER) & (gone < most)
        return np.where(waits, most - gone, NEVER)
