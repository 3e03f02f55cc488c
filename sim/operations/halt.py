"""Halt: a commander stops the operation, and the battle is over."""

import numpy as np

from sim.operations.base import Operation
from sim.plan import halt as plan


class Halt(Operation[plan.Halt]):
    """Ends the runs in which it is ordered."""

    def begin(self, rows: np.ndarray) -> None:
        """Stop."""
        self.world.chronicle.tell(rows, "halt", -1, "stops the operation", side=self.side)
        self.complete(rows)
        self.world.schedule.end(rows)
