"""Expedition: a party goes to a place that is not to be stormed."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.plan.parts.at_hand import warn_of_absent
from sim.plan.parts.sea_way import check_sea_way
from sim.scenario.figures import Distance, Duration, Share, Speed
from sim.scenario.kinds import OperationSpec, Stands, Way, own
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.problems import Finding, TreePath
from sim.scenario.subject import Subject
from sim.scenario.vocabulary import AIRCRAFT, ON_FOOT, SHIPS


class Expedition(OperationSpec):
    """A party goes by ship or aircraft to a place that is not to be stormed."""

    example: ClassVar[str] = """
        reinforcement:
          kind: expedition
          side: red
          units: [third_wave]
          craft: [destroyers]
          origin: harbour
          to: bay
          speed: 15 kn
          start: {after: [second_landing], when: {control: {bay: red}}, assumed: invented}
          assumed: invented
    """

    kind: Literal["expedition"] = "expedition"
    units: Annotated[list[UnitName], Field(min_length=1), own(*ON_FOOT)]
    """The party."""
    craft: Annotated[list[UnitName], Field(min_length=1), own(*SHIPS, *AIRCRAFT)]
    """Ships or aircraft that carry it."""
    origin: PlaceName
    """Where it sets out."""
    to: PlaceName
    """Where it steps ashore."""
    distance: Distance | None = None
    """Length of the way; a sea route between the two places serves if absent."""
    speed: Speed
    """Speed of the ships or aircraft."""
    turned_back: Share = Share.of(0.0)
    """Probability that fog or sea turns an attempt back half-way."""
    wait: Duration = Duration.of("12 h")
    """Time from the return to the next attempt."""

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """There is a way."""
        yield from check_sea_way(self, path, subject)
        yield from warn_of_absent(self.units, "units", self.origin, path, subject)
        yield from warn_of_absent(self.craft, "craft", self.origin, path, subject)

    def ways(self, stands: Stands) -> Iterator[Way]:
        """Across the sea."""
        yield Way(self.origin, self.to, "sea")

    def leaves(self) -> dict[str, str]:
        """The party and who carries it at the place."""
        return dict.fromkeys((*self.units, *self.craft), self.to)

    def brings(self) -> Sequence[str]:
        """The party."""
        return self.units

    def goal(self) -> Sequence[str]:
        """The place."""
        return [self.to]
