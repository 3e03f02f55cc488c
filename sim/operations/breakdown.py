"""Breakdown: communications of a side fail for a time."""

import numpy as np

from sim.operations.base import Operation
from sim.plan import breakdown as plan
from sim.rules.rulebook import Rulebook
from sim.world.sequence import Step


class Breakdown(Operation[plan.Breakdown]):
    """Orders that are given while it lasts come late; complete when communications are restored.

    It befalls a side and asks no commander. Orders that Python commanders give are late like those
    of the plan. What has begun goes on.
    """

    delays = True

    def __init__(self, rules: Rulebook, name: str, spec: plan.Breakdown) -> None:
        super().__init__(rules, name, spec)
        self._length = np.maximum(self.world.clock.spans(self.number("duration")), 1)
        self._delay = self.world.clock.spans(self.number("delay"))
        self._ends = self.calendar(Step.SIGNALS, self._restore)

    def begin(self, rows: np.ndarray) -> None:
        """Fall silent."""
        self._tell(rows, "communications break down")
        self._ends.add(rows, self.world.turn + self._length[rows])

    def _restore(self, rows: np.ndarray) -> None:
        self._tell(rows, "communications are restored")
        self.complete(rows)

    def lateness(self, order: str, rows: np.ndarray) -> np.ndarray:
        """Turns by which an order for an operation comes late now, shape (k,)."""
        concerned = not self.spec.orders or order in self.spec.orders
        silent = np.isin(rows, self.under_way(rows))
        return np.where(silent & concerned, self._delay[rows], 0)

    def _tell(self, rows: np.ndarray, text: str) -> None:
        self.world.chronicle.tell(rows, "signals", -1, text, side=self.side)
