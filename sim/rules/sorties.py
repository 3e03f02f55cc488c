"""Sorties: the account of what has flown."""

import numpy as np

from sim.rules.rule import Rule
from sim.world.state import add
from sim.world.world import World


class Sorties(Rule):
    """Sorties by weapon entry and day."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        days = world.clock.day_of(world.clock.turns) + 1
        entries = world.state.weapons.shape[1]
        self.flown = np.zeros((len(world.all_rows), entries, days), np.int32, order="F")
        """(n, W, days)"""

    def count(self, rows: np.ndarray, entry: int, sorties: np.ndarray) -> None:
        """Book sorties of one weapon entry that fly now."""
        day = self.world.clock.day_of(self.world.turn)
        add(self.flown[:, entry, day], rows, sorties)
