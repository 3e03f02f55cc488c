"""What attacks of all kinds share."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from sim.plan.parts.land_way import check_land_way, land_ways
from sim.scenario.figures import Distance, Duration, Share, Speed
from sim.scenario.kinds import OperationSpec, Stands, Way, own
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.problems import Finding, TreePath
from sim.scenario.subject import Subject
from sim.scenario.vocabulary import ON_FOOT


class AttackSpec(OperationSpec):
    """Units go to a place and fight for it."""

    by_land: ClassVar[bool] = True

    units: Annotated[list[UnitName], Field(min_length=1), own(*ON_FOOT)]
    """Who attacks."""
    to: PlaceName
    """The place that they attack."""
    speed: Speed = Speed(value="3 km/h")
    """How fast they go there."""
    distance: Distance | None = None
    """Length of the way there; that by the routes if absent."""
    duration: Duration | None = None
    """The assault is called off after so long; it has no limit if absent."""
    stop_at: Share = Share(value=1.0)
    """The assault is called off when so large a share of the attackers is lost in it."""

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """There is a way."""
        yield from check_land_way(self, path, subject)

    def ways(self, stands: Stands) -> Iterator[Way]:
        """From where each unit stands."""
        yield from land_ways(self.units, self.to, stands)

    def leaves(self) -> dict[str, str]:
        """At the place."""
        return dict.fromkeys(self.units, self.to)

    def goal(self) -> Sequence[str]:
        """The place."""
        return [self.to]
