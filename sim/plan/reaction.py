"""Reaction: reserves march to the sound of the guns."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.plan.parts.land_way import land_ways
from sim.scenario.figures import Distance, Duration, Speed
from sim.scenario.kinds import OperationSpec, Stands, Way, own
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.subject import Subject
from sim.scenario.vocabulary import ON_FOOT


class Reaction(OperationSpec):
    """Reserves march to the sound of the guns."""

    example: ClassVar[str] = """
        alarm:
          kind: reaction
          side: blue
          units: [reserve]
          to: [bay, village]
          reach: 20 km
          delay: 2 h
          start: {at: 1945-08-16 05:00, assumed: invented}
          assumed: invented
    """

    by_land: ClassVar[bool] = True

    kind: Literal["reaction"] = "reaction"
    units: Annotated[list[UnitName], Field(min_length=1), own(*ON_FOOT)]
    """The reserves."""
    to: Annotated[list[PlaceName], Field(min_length=1)]
    """Places from which the units would hear fighting."""
    reach: Distance
    """How far by land they hear it, or are told of it."""
    delay: Duration
    """Time until a unit that has heard it sets out; drawn for each unit if it is uncertain."""
    speed: Speed = Speed.of("4 km/h")
    """How fast they march."""

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """A road leads to each of the places."""
        by_land = [r.between for r in subject.definition.routes if r.kind != "sea"]
        for position, place in enumerate(self.to):
            here = (*path, "to", position)
            if place in self.to[:position]:
                yield Finding(here, f"place {show(str(place))} is listed twice")
            reached = any(place in ends for ends in by_land)
            if not reached and subject.whole("routes") and place in subject.known["places"]:
                yield Finding(here, f"no route by land leads to {show(str(place))}; add one")
        if subject.whole("units", "operations", "sides"):
            yield from self._quiet((*path, "to"), subject)

    def _quiet(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """A warning if the two sides can meet at none of the places."""
        stands = [subject.whereabouts.of_side(side) for side in subject.definition.sides]
        if not any(all(place in there for there in stands) for place in self.to):
            message = "the sides never meet there, so that nobody hears anything"
            yield Finding(path, message, severity="warning", tells_plan=True)

    def ways(self, stands: Stands) -> Iterator[Way]:
        """To the first of the places."""
        yield from land_ways(self.units, self.to[0], stands)

    def leaves(self) -> dict[str, str]:
        """At the first of the places."""
        return dict.fromkeys(self.units, self.to[0])

    def goal(self) -> Sequence[str]:
        """The places."""
        return self.to
