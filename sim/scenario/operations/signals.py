"""What goes wrong with communications."""

from typing import Literal

from sim.scenario.figures import Duration
from sim.scenario.names import OperationName
from sim.scenario.operations.base import OperationBase


class Breakdown(OperationBase):
    """Communications of a side fail; its orders come late until they are restored."""

    kind: Literal["breakdown"] = "breakdown"
    duration: Duration
    """Time until they are restored."""
    delay: Duration
    """By how much an order is late that is given in that time."""
    orders: list[OperationName] = []
    """Operations of the side whose orders are late; all if empty."""
