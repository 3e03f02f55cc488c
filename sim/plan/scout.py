"""Scout: a party looks at a place before others land there."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from sim.scenario.figures import Duration, Share
from sim.scenario.kinds import OperationSpec, own
from sim.scenario.names import PlaceName, UnitName


class Scout(OperationSpec):
    """A party looks at a place before others land there."""

    example: ClassVar[str] = """
        scouting:
          kind: scout
          side: red
          to: bay
          success: 0.8
          start: {at: 1945-08-16 04:00, assumed: invented}
          assumed: invented
    """

    kind: Literal["scout"] = "scout"
    units: Annotated[list[UnitName], own()] = []
    """From which units it comes."""
    to: PlaceName
    """Where it looks."""
    duration: Duration = Duration.of("4 h")
    """How long it is away."""
    success: Share
    """Probability that it brings back what a landing needs to know."""
    discovery: Share = Share.of(0.0)
    """Probability that the enemy notices it and stands to."""

    def who(self) -> Sequence[str]:
        """The units, or a party of none of them."""
        return self.units or ["a party"]

    def goal(self) -> Sequence[str]:
        """The place."""
        return [self.to]
