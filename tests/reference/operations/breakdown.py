"""Breakdown: communications of a side fail for a time."""

from tests.reference.operations.base import Operation


class Breakdown(Operation):
    """Orders that are given while it lasts come late; complete when it is over."""

    plays = ("duration", "delay", "orders")

    def course(self):
        """Silence."""
        end = self.started_at + max(self.turns("duration"), 1)
        yield self.until(end, "restore")
        self.complete()

    def lateness(self, operation):
        """Turns by which an order for an operation comes late now."""
        concerned = not self.spec.orders or operation.name in self.spec.orders
        concerned &= operation.side == self.side and not isinstance(operation, Breakdown)
        silent = self.under_way
        return self.turns("delay") if silent and concerned else 0
