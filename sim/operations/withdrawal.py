"""Withdrawal: units leave for a place in the rear."""

import math

import numpy as np

from sim.kernel import njit
from sim.operations.march import Advance
from sim.plan import withdrawal as plan
from sim.rules.breaking_off import Order
from sim.rules.combat import Combat
from sim.rules.conditions import count_gone, units_of
from sim.rules.rulebook import Rulebook
from sim.world.clock import NEVER


class Withdrawal(Advance[plan.Withdrawal]):
    """A march away from the enemy; the place that is left falls to whoever stays.

    Where losses alone start it, and at once, nobody fights on in that turn after they are reached.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Withdrawal) -> None:
        super().__init__(rules, name, spec)
        whose = spec.leaves_for_losses_of()
        if whose is not None:
            assert spec.start.when is not None
            (share,) = spec.start.when.losses.values()
            path = f"losses.{self.world.forces.luck_of(whose)}"
            self._limit = self.world.inputs.number(share, path)
            self._losers = units_of(whose, self.world)
            rules[Combat].heed(Order(None, self.side, self._losers, self._may_lose))

    def _may_lose(self, rows: np.ndarray) -> np.ndarray:
        """Men whose loss starts it, (k,); no number does where that has come about already."""
        state = self.world.state
        most: np.ndarray = _may_lose(
            rows, self._losers, self._limit, self.started_at, state.initial, state.men
        )
        return most


@njit(cache=True)
def _may_lose(
    rows: np.ndarray,
    units: np.ndarray,
    limit: np.ndarray,
    started_at: np.ndarray,
    initial: np.ndarray,
    men: np.ndarray,
) -> np.ndarray:
    """Men of some units whose loss makes up a share of them, (n,), in some runs, (k,)."""
    gone, whole = count_gone(rows, units, initial, men)
    left = np.full(rows.shape[0], NEVER)
    for i in range(rows.shape[0]):
        most = math.ceil(limit[rows[i]] * whole[i])
        if started_at[rows[i]] == NEVER and gone[i] < most:
            left[i] = most - gone[i]
    return left
