"""Cease-fire: an order from above to stop fighting."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from sim.scenario.figures import Share
from sim.scenario.kinds import OperationSpec
from sim.scenario.names import PlaceName


class CeaseFire(OperationSpec):
    """An order from above to stop fighting."""

    example: ClassVar[str] = """
        truce:
          kind: cease_fire
          side: blue
          places: [bay]
          start: {at: 1945-08-18 12:00, assumed: invented}
          assumed: invented
    """

    kind: Literal["cease_fire"] = "cease_fire"
    places: list[PlaceName] = []
    """Where the order holds; everywhere if empty."""
    breach: Share = Share.of(0.0)
    """Probability that the troops at a place do not keep it."""

    early_end: ClassVar[Literal[-1, 0, 1]] = 0

    def goal(self) -> Sequence[str]:
        """Where the order holds."""
        return self.places or super().goal()
