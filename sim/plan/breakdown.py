"""Breakdown: communications fail."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from sim.scenario.figures import Duration
from sim.scenario.kinds import OperationSpec
from sim.scenario.names import OperationName
from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.subject import Subject


class Breakdown(OperationSpec):
    """Communications of a side fail; its orders come late until they are restored."""

    example: ClassVar[str] = """
        silence:
          kind: breakdown
          side: blue
          duration: 24 h
          delay: 3 h
          orders: [back_to_the_fort]
          start: {at: 1945-08-16 04:00, assumed: invented}
          assumed: invented
    """

    kind: Literal["breakdown"] = "breakdown"
    duration: Duration
    """Time until they are restored."""
    delay: Duration
    """By how much an order is late that is given in that time."""
    orders: list[OperationName] = []
    """Operations of the side whose orders are late; all if empty."""

    ordered: ClassVar[bool] = False

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """The orders are of the same side."""
        for position, name in enumerate(self.orders):
            late = subject.definition.operations.get(name)
            if late is not None and late.side != self.side:
                message = f"operation {show(str(name))} is of {late.side}, not of {self.side}"
                yield Finding((*path, "orders", position), message)
