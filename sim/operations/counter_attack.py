"""Counter-attack: a reserve goes where the enemy has come, and leaves if it costs too much."""

from collections.abc import Iterator

import numpy as np

from sim.kernel import njit
from sim.operations.assault import Attack
from sim.operations.march import Bands
from sim.plan import counter_attack as plan
from sim.world.news import Arrived, PlaceChanged, Topic
from sim.world.state import Fate, Status, Whereabouts
from sim.world.world import World

_FIELD, _EN_ROUTE = Status.FIELD, Status.EN_ROUTE
_PRESENT = int(Fate.PRESENT)


class CounterAttack(Attack[plan.CounterAttack]):
    """An attack on the enemy at a place that may still be in own hands.

    It supports a garrison that holds out and retakes what is lost. Complete when the fighting at
    the place is over, when the units are no more, or when they have been called off; then they go
    back to where they came from.
    """

    def topics(self) -> Iterator[Topic[[np.ndarray]]]:
        """On arrival perhaps the fighting goes on already."""
        yield from (Arrived(unit) for unit in self.units.tolist())
        yield PlaceChanged(self.to)

    @classmethod
    def over(cls, world: World, side: int, bands: Bands) -> np.ndarray:
        """After they have met the enemy: is there still fighting, or anybody left to fight?"""
        del side
        over: np.ndarray = _over(bands, world.state.contested, world.state.whereabouts)
        return over

    def _attacking(self, rows: np.ndarray) -> np.ndarray:
        """They can be called off from a place that its garrison still holds."""
        return rows


@njit(cache=True)
def _over(bands: Bands, contested: np.ndarray, where: Whereabouts) -> np.ndarray:
    """Whether none of the units comes or fights, (k,); notes where they have met the enemy.

    `contested`, (n, P), is whether there is fighting.
    """
    over = np.empty(bands.rows.shape[0], np.bool_)
    for i in range(bands.rows.shape[0]):
        row, which = bands.rows[i], bands.which[i]
        goal = bands.goals[which]
        here = coming = False
        for unit in bands.units[which]:
            if where.place[row, unit] == goal and where.men[row, unit, _PRESENT] > 0:
                here |= where.status[row, unit] == _FIELD
                coming |= where.status[row, unit] == _EN_ROUTE
        bands.met[which, row] |= here and contested[row, goal]
        over[i] = not coming and (not here or (bands.met[which, row] and not contested[row, goal]))
    return over
