"""Counter-attack: a reserve goes where the enemy has come, and leaves if it costs too much."""

import numpy as np

from sim.kernel import njit
from sim.operations.assault import Attack
from sim.plan import counter_attack as plan
from sim.rules.rulebook import Rulebook
from sim.world.state import Fate, Status, Whereabouts

_FIELD, _EN_ROUTE = Status.FIELD, Status.EN_ROUTE
_PRESENT = int(Fate.PRESENT)


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
        rows = self.under_way(rows)
        if len(rows):
            state = self.world.state
            contact = state.contested[:, self.to]
            where = state.whereabouts
            self.complete(_over(rows, self.to, self.units, self._met, contact, where))

    def _check(self, rows: np.ndarray) -> None:
        """On arrival: perhaps the fighting goes on already."""
        self._judge(rows)

    def _attacking(self, rows: np.ndarray) -> np.ndarray:
        """They can be called off from a place that its garrison still holds."""
        return rows


@njit(cache=True)
def _over(
    rows: np.ndarray,
    place: int,
    units: np.ndarray,
    met: np.ndarray,
    contact: np.ndarray,
    where: Whereabouts,
) -> np.ndarray:
    """Runs in which none of the units comes or fights; notes, (n,), where they have met the enemy.

    `contact`, (n,), is whether there is fighting at the place.
    """
    over = np.empty_like(rows)
    found = 0
    for row in rows:
        here = coming = False
        for unit in units:
            if where.place[row, unit] == place and where.men[row, unit, _PRESENT] > 0:
                here |= where.status[row, unit] == _FIELD
                coming |= where.status[row, unit] == _EN_ROUTE
        met[row] |= here and contact[row]
        if not coming and (not here or (met[row] and not contact[row])):
            over[found] = row
            found += 1
    return over[:found]
