"""Shuttle: a landing a load at a time."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.plan.parts.landing import LandingSpec
from sim.scenario.figures import Count, Duration, Share
from sim.scenario.kinds import MORE_THAN_ZERO, own
from sim.scenario.names import UnitName
from sim.scenario.vocabulary import SHIPS


class Shuttle(LandingSpec):
    """Craft go to and fro between transports at the origin and the beach, a load at a time."""

    example: ClassVar[str] = """
        second_landing:
          kind: shuttle
          side: red
          units: [second_wave]
          craft: [boats]
          origin: harbour
          to: bay
          speed: 8 kn
          lift: 30
          turnaround: 30 min
          start: {after: [first_landing], delay: 1 h, assumed: invented}
          assumed: invented
    """

    kind: Literal["shuttle"] = "shuttle"
    craft: Annotated[list[UnitName], Field(min_length=1), own(*SHIPS)]
    """Units of craft that go to and fro."""
    lift: Annotated[Count, MORE_THAN_ZERO]
    """Men that one craft carries in one trip."""
    turnaround: Duration
    """Time from the end of one trip to the beginning of the next."""
    surf: Share = Share.of(0.0)
    """Share of the beach's capacity that surf takes away."""
    swim: Share = Share.of(0.0)
    """Share of the men who must swim because the craft cannot beach."""
    drowning: Share = Share.of(0.0)
    """Share of the swimmers who drown."""
