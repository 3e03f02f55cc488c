"""Airborne: troops come by air."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.scenario.figures import Distance, Duration, Share, Speed
from sim.scenario.kinds import OperationSpec, Stands, Way, enemy, own
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.subject import Subject
from sim.scenario.vocabulary import AIRCRAFT, ON_FOOT


class Airborne(OperationSpec):
    """Transports fly units to an airfield or drop them there."""

    example: ClassVar[str] = """
        drop:
          kind: airborne
          side: red
          units: [paratroops]
          transports: [transports]
          origin: airfield
          to: pass
          speed: 250 km/h
          interceptors: [fighters]
          interception: 0.3
          start: {at: 1945-08-17 06:00, assumed: invented}
          assumed: invented
    """

    kind: Literal["airborne"] = "airborne"
    units: Annotated[list[UnitName], Field(min_length=1), own(*ON_FOOT)]
    """The men who are carried; each transport takes an equal share of them."""
    transports: Annotated[list[UnitName], Field(min_length=1), own(*AIRCRAFT)]
    """Units of aircraft that carry them."""
    escort: Annotated[list[UnitName], own(*AIRCRAFT)] = []
    """Fighters that fly with them, fight off interceptors and keep the guns down."""
    origin: PlaceName
    """Where they take off."""
    to: PlaceName
    """Where they land or jump."""
    emplaning: Duration = Duration.of("0 h")
    """Time from the order to take-off."""
    distance: Distance | None = None
    """Length of the flight; the great circle between the two places if absent."""
    speed: Speed
    """Speed of the transports."""
    interceptors: Annotated[list[UnitName], enemy(*AIRCRAFT)] = []
    """Enemy fighters that may come up."""
    interception: Share = Share.of(0.0)
    """Probability that they find the transports."""
    turn_away: Share = Share.of(0.0)
    """Probability that they turn away without an attack when they have found them."""
    opposition: Share = Share.of(1.0)
    """Probability that the guns at the place open fire on the approach."""
    surprise: Share = Share.of(0.0)
    """Probability that the garrison is taken by surprise."""
    interval: Duration = Duration.of("2 min")
    """Time from one transport to the next; craters make it longer."""
    accidents: Share = Share.of(0.0)
    """Probability that a transport is damaged on the strip; craters make it likelier."""
    injured: Share = Share.of(0.1)
    """Share of the men aboard a transport who are hurt when it is damaged on the strip."""
    scatter: Share = Share.of(0.0)
    """Share of the men who come down too far away to join the others, as in a drop."""

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """The ends differ, and the length of the flight is known."""
        ends = [subject.definition.places.get(name) for name in (self.origin, self.to)]
        if self.origin == self.to:
            message = f"must differ from origin, not be {show(str(self.to))} too"
            yield Finding((*path, "to"), message)
        elif self.distance is None and None not in ends and any(p.at is None for p in ends if p):
            names = f"{show(str(self.origin))} and {show(str(self.to))}"
            yield Finding(path, f"must give distance, or {names} must give `at`", at_key=True)

    def ways(self, stands: Stands) -> Iterator[Way]:
        """By air."""
        yield Way(self.origin, self.to, "air")

    def leaves(self) -> dict[str, str]:
        """The troops at the airfield."""
        return dict.fromkeys(self.units, self.to)

    def brings(self) -> Sequence[str]:
        """The troops."""
        return self.units

    def goal(self) -> Sequence[str]:
        """The airfield."""
        return [self.to]
