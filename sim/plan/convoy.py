"""Convoy: ships with civilians aboard go from place to place."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.plan.parts.checks import check_civilians
from sim.plan.parts.sea_way import joined
from sim.scenario.figures import Count, Duration, Share, Speed
from sim.scenario.kinds import OperationSpec, Stands, Way, own
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.problems import Finding, TreePath, show, unknown
from sim.scenario.record import Sourced
from sim.scenario.subject import Subject
from sim.scenario.vocabulary import SHIPS


class Call(Sourced):
    """What a convoy does at a place on its way."""

    stay: Duration = Duration.of("0 h")
    """Time until it goes on."""
    leave: Share = Share.of(0.0)
    """Share of the civilians aboard who go ashore there, in safety."""


class Convoy(OperationSpec):
    """Ships with civilians aboard go from place to place to where they are safe.

    On its way a ship is in the waters of the place that it passed last.
    """

    example: ClassVar[str] = """
        last_ship:
          kind: convoy
          side: blue
          units: [steamers]
          people: {steamers: 340}
          origin: village
          way: [haven]
          speed: 10 kn
          start: {at: 1945-08-18 04:00, assumed: invented}
          assumed: invented
    """

    kind: Literal["convoy"] = "convoy"
    units: Annotated[list[UnitName], Field(min_length=1), own(*SHIPS)]
    """Units of ships that sail together."""
    people: dict[UnitName, Count] = {}
    """People aboard by ship, its crew among them; the others come from the port of origin."""
    origin: PlaceName
    """The port from which they sail."""
    way: Annotated[list[PlaceName], Field(min_length=1)]
    """Places that it passes in their order, joined by sea routes; it ends at the last one."""
    calls: dict[PlaceName, Call] = {}
    """Places on the way at which it calls."""
    speed: Speed
    """Speed of the ships."""
    refuge: PlaceName | None = None
    """Where a damaged ship runs in; it goes on if absent."""
    limp: Duration = Duration.of("2 h")
    """Time that it takes a damaged ship to get there."""
    rescue: Duration = Duration.of("4 h")
    """Time until help reaches those in the water."""

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """There is a way, and what is said of calls and people is of this convoy."""
        if self.people:
            yield from check_civilians(self.origin, (*path, "origin"), subject)
        yield from self._check_way(path, subject)
        for name in self.calls:
            if name not in self.way[:-1] and name in subject.known["places"]:
                message = unknown("place of call", str(name), self.way[:-1])
                yield Finding((*path, "calls", name), message, at_key=True)
        for unit in self.people:
            if unit not in self.units and unit in subject.known["units"]:
                message = unknown("unit of this convoy", str(unit), self.units)
                yield Finding((*path, "people", unit), message, at_key=True)

    def _check_way(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        for position, (start, end) in enumerate(pairwise((self.origin, *self.way))):
            here = (*path, "way", position)
            if start == end:
                message = f"must differ from the place before, not be {show(str(end))} too"
                yield Finding(here, message)
            elif not joined(start, end, subject):
                names = f"{show(str(start))} to {show(str(end))}"
                yield Finding(here, f"no sea route from {names}; add one")

    def ways(self, stands: Stands) -> Iterator[Way]:
        """From place to place."""
        for start, end in pairwise((self.origin, *self.way)):
            yield Way(start, end, "sea")

    def passengers(self, ship: str) -> float:
        """Those who are aboard as the file says."""
        people = self.people.get(UnitName(ship))
        return super().passengers(ship) if people is None else people.most()

    def carriers(self) -> Sequence[str]:
        """The ships."""
        return self.units

    def goal(self) -> Sequence[str]:
        """The end of the way."""
        return [self.way[-1]]
