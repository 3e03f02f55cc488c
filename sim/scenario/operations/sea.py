"""Operations at sea and from the sea."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.figures import Count, Distance, Duration, Share, Speed
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.operations.base import OperationBase


class Scout(OperationBase):
    """A party looks at a place before others land there."""

    kind: Literal["scout"] = "scout"
    units: list[UnitName] = []
    to: PlaceName
    duration: Duration = Duration(value="4 h")
    success: Share
    """Probability that it brings back what a landing needs to know."""
    discovery: Share = Share(value=0.0)
    """Probability that the enemy notices it and stands to."""


class LandingBase(OperationBase):
    """What landings of all kinds share."""

    units: Annotated[list[UnitName], Field(min_length=1)]
    craft: list[UnitName] = []
    origin: PlaceName
    to: PlaceName
    embarkation: Duration = Duration(value="0 h")
    distance: Distance | None = None
    """Length of the passage; a sea route between the two places serves if absent."""
    through: PlaceName | None = None
    """The place at sea where the ships are found while they cross; nobody finds them if absent."""
    speed: Speed
    detection: Share = Share(value=1.0)
    """Probability that the approach is detected, before scouting and darkness."""
    run_in: Duration = Duration(value="20 min")
    """How long the craft are under fire when they are detected."""
    sites: list[str] = []
    """Landing sites that are used; all of the place's if empty."""


class Landing(LandingBase):
    """Craft carry units across the sea and put them ashore over a place's landing sites."""

    kind: Literal["landing"] = "landing"


class Shuttle(LandingBase):
    """Craft go to and fro between transports at the origin and the beach, a load at a time."""

    kind: Literal["shuttle"] = "shuttle"
    craft: Annotated[list[UnitName], Field(min_length=1)]
    lift: Count
    """Men that one craft carries in one trip."""
    turnaround: Duration
    """Time from the end of one trip to the beginning of the next."""
    surf: Share = Share(value=0.0)
    """Share of the beach's capacity that surf takes away."""
    swim: Share = Share(value=0.0)
    """Share of the men who must swim because the craft cannot beach."""
    drowning: Share = Share(value=0.0)
    """Share of the swimmers who drown."""


class Passage(OperationBase):
    """Ships, with the troops that they carry, go to a place at sea and lie there."""

    kind: Literal["passage"] = "passage"
    units: Annotated[list[UnitName], Field(min_length=1)]
    aboard: list[UnitName] = []
    """Troops that go with them and wait there for a landing."""
    origin: PlaceName
    to: PlaceName
    distance: Distance | None = None
    """Length of the passage; a sea route between the two places serves if absent."""
    through: PlaceName | None = None
    """The place at sea where the ships are found while they cross; nobody finds them if absent."""
    speed: Speed
    stay: Duration | None = None
    """They turn back after so long; they stay if absent."""


class Expedition(OperationBase):
    """A party goes by ship or aircraft to a place that is not to be stormed."""

    kind: Literal["expedition"] = "expedition"
    units: Annotated[list[UnitName], Field(min_length=1)]
    craft: Annotated[list[UnitName], Field(min_length=1)]
    """Ships or aircraft that carry it."""
    origin: PlaceName
    to: PlaceName
    distance: Distance | None = None
    """Length of the way; a sea route between the two places serves if absent."""
    speed: Speed
    turned_back: Share = Share(value=0.0)
    """Probability that fog or sea turns an attempt back half-way."""
    wait: Duration = Duration(value="12 h")
    """Time from the return to the next attempt."""


class Gunfire(OperationBase):
    """Ships or batteries bombard the enemy at a place.

    Each weapon fires at the first category of its `bombardment` that the enemy has there: a coastal
    battery at craft, then at men. A battery that is overrun or in contact itself is silent.
    """

    kind: Literal["gunfire"] = "gunfire"
    units: Annotated[list[UnitName], Field(min_length=1)]
    target: PlaceName
    duration: Duration
    observed: bool = True
    """Whether the fire stops in darkness and loses by fog."""
    observer: PlaceName | None = None
    """A place from which own troops see the target when they hold it."""
    unobserved: Share = Share(value=1.0)
    """Share of the effect that fire has while the side does not hold `observer`."""
    in_support: bool = True
    """Whether they fire only while own troops are in contact; else at any enemy who is there."""
