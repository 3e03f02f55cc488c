"""Ferry: ships carry civilians to safety."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.plan.parts.checks import check_at_sea, check_civilians, check_moment
from sim.plan.parts.sea_way import check_sea_way
from sim.scenario.figures import Count, Distance, Duration, Factor, Share, Speed
from sim.scenario.kinds import MORE_THAN_ZERO, OperationSpec, Stands, Way, own
from sim.scenario.moment import Moment
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.problems import Finding, TreePath
from sim.scenario.subject import Subject
from sim.scenario.vocabulary import SHIPS


class Ferry(OperationSpec):
    """Ships go to and fro between a port and safety as long as civilians wait there."""

    example: ClassVar[str] = """
        rescue:
          kind: ferry
          side: blue
          craft: [steamers]
          origin: village
          to: haven
          capacity: 300
          boarding: 200
          turnaround: 1 h
          speed: 10 kn
          start: {at: 1945-08-16 05:00, assumed: invented}
          assumed: invented
    """

    kind: Literal["ferry"] = "ferry"
    craft: Annotated[list[UnitName], Field(min_length=1), own(*SHIPS)]
    """Units of ships; those of a unit sail together."""
    origin: PlaceName
    """The port where civilians wait."""
    to: PlaceName
    """Where civilians are safe."""
    through: PlaceName | None = None
    """The place at sea where the ships are found while they cross; nobody finds them if absent."""
    capacity: Annotated[Count, MORE_THAN_ZERO]
    """Civilians whom one ship carries."""
    boarding: Annotated[Factor, MORE_THAN_ZERO]
    """Civilians an hour who can go aboard at the port."""
    turnaround: Duration
    """Time in the other port until the ships sail back."""
    distance: Distance | None = None
    """Length of the crossing; a sea route between the two places serves if absent."""
    speed: Speed
    """Speed of the ships."""
    storm: Share = Share.of(0.0)
    """Probability that the weather of a day keeps the ships in port."""
    loss: Share = Share.of(0.0)
    """Probability that a ship is lost by mine or accident on a crossing with people."""
    rescue: Duration = Duration.of("4 h")
    """Time until help reaches those in the water."""
    until: Moment | None = None
    """No ship leaves the port later."""

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """There is a way, and somebody waits."""
        yield from check_sea_way(self, path, subject)
        yield from check_at_sea(self.through, (*path, "through"), subject)
        yield from check_civilians(self.origin, (*path, "origin"), subject)
        yield from check_moment(self.until, (*path, "until"), subject)

    def ways(self, stands: Stands) -> Iterator[Way]:
        """Across the sea."""
        yield Way(self.origin, self.to, "sea")

    def carriers(self) -> Sequence[str]:
        """The ships."""
        return self.craft

    def goal(self) -> Sequence[str]:
        """The port of safety."""
        return [self.to]
