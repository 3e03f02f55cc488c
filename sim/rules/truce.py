"""Truce: who keeps a cease-fire where."""

import numpy as np

from sim.rules.rule import Rule
from sim.world.news import Ceased
from sim.world.world import World


class Truce(Rule):
    """A side that ceases fire attacks no more; where both do there is a truce."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._ceased, self._truce = world.state.hand_over(self, "ceased", "truce")

    def cease_fire(self, place: int, side: int, rows: np.ndarray) -> None:
        """A side fires no more at a place unless it is attacked."""
        self._ceased[rows, place, side] = True
        self._truce[rows, place] = self._ceased[rows, place, 1 - side]
        self.world.news.announce(Ceased(place), rows)
