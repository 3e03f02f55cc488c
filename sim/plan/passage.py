"""Passage: ships go to a place at sea."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.plan.parts.at_hand import warn_of_absent
from sim.plan.parts.checks import check_at_sea
from sim.plan.parts.sea_way import check_sea_way
from sim.scenario.figures import Distance, Duration, Speed
from sim.scenario.kinds import OperationSpec, Stands, Way, own
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.problems import Finding, TreePath
from sim.scenario.subject import Subject
from sim.scenario.vocabulary import ON_FOOT, SHIPS


class Passage(OperationSpec):
    """Ships, with the troops that they carry, go to a place at sea and lie there."""

    example: ClassVar[str] = """
        voyage:
          kind: passage
          side: red
          units: [destroyers]
          origin: harbour
          to: bay
          speed: 15 kn
          start: {at: 1945-08-16 04:00, assumed: invented}
          assumed: invented
    """

    kind: Literal["passage"] = "passage"
    units: Annotated[list[UnitName], Field(min_length=1), own(*SHIPS)]
    """Units of ships that go."""
    aboard: Annotated[list[UnitName], own(*ON_FOOT)] = []
    """Troops that go with them and wait there for a landing."""
    origin: PlaceName
    """Where they come from."""
    to: PlaceName
    """Where they lie."""
    distance: Distance | None = None
    """Length of the passage; a sea route between the two places serves if absent."""
    through: PlaceName | None = None
    """The place at sea where the ships are found while they cross; nobody finds them if absent."""
    speed: Speed
    """Speed of the ships."""
    stay: Duration | None = None
    """They turn back after so long; they stay if absent."""

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """There is a way."""
        yield from check_sea_way(self, path, subject)
        yield from warn_of_absent(self.units, "units", self.origin, path, subject)
        yield from warn_of_absent(self.aboard, "aboard", self.origin, path, subject)
        yield from check_at_sea(self.through, (*path, "through"), subject)

    def ways(self, stands: Stands) -> Iterator[Way]:
        """Across the sea."""
        yield Way(self.origin, self.to, "sea")

    def leaves(self) -> dict[str, str]:
        """Ships and troops off the place."""
        return dict.fromkeys((*self.units, *self.aboard), self.to)

    def goal(self) -> Sequence[str]:
        """The place."""
        return [self.to]
