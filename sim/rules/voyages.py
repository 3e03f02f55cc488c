"""Voyages: how far those have come who cross the sea or the air, by operation and run."""

import numpy as np

from sim.rules.rule import Rule
from sim.world.world import World


class Voyages(Rule):
    """One line for each operation that crosses the sea or the air; the columns are runs.

    As in the ledger, all lines are in one array, so that many operations can go on at once.
    """

    def __init__(self, world: World) -> None:
        super().__init__(world)
        n = len(world.all_rows)
        self.out_since = np.zeros((4, n), np.int64)
        """(lines, n): the turn at which they set out."""
        self.coming_home = np.zeros((4, n), bool)
        """(lines, n): whether they were called back and are on their way."""
        self.in_vain = np.zeros((4, n), bool)
        """(lines, n): whether nobody was there to put to sea."""
        self.sailed = np.zeros((4, n), bool)
        """(lines, n): whether a landing no longer waits for craft."""
        self.off_shore = np.zeros((4, n), bool)
        """(lines, n): whether a landing is before the shore, or further."""
        self.going_ashore = np.zeros((4, n), bool)
        """(lines, n): whether troops went ashore in an earlier turn."""
        self._lines = 0

    def open(self) -> int:
        """A new line, on which nothing has begun yet."""
        if self._lines == len(self.out_since):
            for name, whole in vars(self).items():
                if isinstance(whole, np.ndarray):
                    setattr(self, name, np.concatenate([whole, np.zeros_like(whole)]))
        self._lines += 1
        return self._lines - 1
