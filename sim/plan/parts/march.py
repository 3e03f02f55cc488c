"""What marches of all kinds share."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from sim.plan.parts.land_way import check_land_way, land_ways
from sim.scenario.figures import Distance, Speed
from sim.scenario.kinds import OperationSpec, Stands, Way, own
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.subject import Subject
from sim.scenario.vocabulary import ON_FOOT


class MarchSpec(OperationSpec):
    """Units go from where they are to a place."""

    by_land: ClassVar[bool] = True

    units: Annotated[list[UnitName], Field(min_length=1), own(*ON_FOOT)]
    """Who goes."""
    to: PlaceName
    """Where to."""
    speed: Speed = Speed.of("4 km/h")
    """How fast they go."""
    distance: Distance | None = None
    """Length of the way; that by the routes if absent."""

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """There is a way."""
        yield from check_land_way(self, path, subject)

    def stay(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """A warning if all units are at the place and nothing takes them away from it."""
        if not subject.whole("units", "operations"):
            return
        name, known = str(path[-1]), subject.whereabouts
        if all(known.of(unit, name) == {self.to} for unit in self.units):
            message = f"all units are at {show(str(self.to))} already, so that nobody goes"
            yield Finding((*path, "to"), message, severity="warning")

    def ways(self, stands: Stands) -> Iterator[Way]:
        """From where each unit stands."""
        yield from land_ways(self.units, self.to, stands)

    def leaves(self) -> dict[str, str]:
        """At the place."""
        return dict.fromkeys(self.units, self.to)

    def goal(self) -> Sequence[str]:
        """The place."""
        return [self.to]
