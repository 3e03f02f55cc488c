"""Operations that carry people across the sea, and those that hunt the ships."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.figures import (
    Count,
    Distance,
    Duration,
    Factor,
    Moment,
    Share,
    Sourced,
    Speed,
)
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.operations.base import OperationBase


class Ferry(OperationBase):
    """Ships go to and fro between a port and safety as long as civilians wait there."""

    kind: Literal["ferry"] = "ferry"
    craft: Annotated[list[UnitName], Field(min_length=1)]
    """Units of ships; those of a unit sail together."""
    origin: PlaceName
    to: PlaceName
    """Where civilians are safe."""
    through: PlaceName | None = None
    """The place at sea where the ships are found while they cross; nobody finds them if absent."""
    capacity: Count
    """Civilians whom one ship carries."""
    boarding: Factor
    """Civilians an hour who can go aboard at the port."""
    turnaround: Duration
    """Time in the other port until the ships sail back."""
    distance: Distance | None = None
    """Length of the crossing; a sea route between the two places serves if absent."""
    speed: Speed
    storm: Share = Share(value=0.0)
    """Probability that the weather of a day keeps the ships in port."""
    loss: Share = Share(value=0.0)
    """Probability that a ship is lost by mine or accident on a crossing with people."""
    rescue: Duration = Duration(value="4 h")
    """Time until help reaches those in the water."""
    until: Moment | None = None
    """No ship leaves the port later."""


class Call(Sourced):
    """What a convoy does at a place on its way."""

    stay: Duration = Duration(value="0 h")
    """Time until it goes on."""
    leave: Share = Share(value=0.0)
    """Share of the civilians aboard who go ashore there, in safety."""


class Convoy(OperationBase):
    """Ships with civilians aboard go from place to place to where they are safe.

    On its way a ship is in the waters of the place that it passed last.
    """

    kind: Literal["convoy"] = "convoy"
    units: Annotated[list[UnitName], Field(min_length=1)]
    people: dict[UnitName, Count] = {}
    """People aboard by ship, its crew among them; the others come from the port of origin."""
    origin: PlaceName
    way: Annotated[list[PlaceName], Field(min_length=1)]
    """Places that it passes in their order, joined by sea routes; it ends at the last one."""
    calls: dict[PlaceName, Call] = {}
    speed: Speed
    refuge: PlaceName | None = None
    """Where a damaged ship runs in; it goes on if absent."""
    limp: Duration = Duration(value="2 h")
    """Time that it takes a damaged ship to get there."""
    rescue: Duration = Duration(value="4 h")
    """Time until help reaches those in the water."""


class Submarine(OperationBase):
    """Submarines search a rectangle of the sea and attack the ships that they find in it."""

    kind: Literal["submarine"] = "submarine"
    units: Annotated[list[UnitName], Field(min_length=1)]
    """Units of one submarine each, which search on their own."""
    to: PlaceName
    """The waters that they search, from the start of the operation on."""
    length: Distance
    breadth: Distance
    """The sides of the rectangle."""
    speed: Speed
    """Speed of the search."""
    attack_speed: Speed
    """Speed of the approach, after a ship is seen."""
    approach: Duration
    """Time from the sighting to the attack."""
    torpedoes: Count
    """Torpedoes that each has."""
    salvo: Count
    """Torpedoes that it fires at a ship."""
    surface: Share = Share(value=0.5)
    """Probability that it fights with its gun: at once against an unarmed ship, else against one
    that is still afloat after its torpedoes."""
    gunfire: Duration = Duration(value="1 h")
    """How long it fires at the most."""
    until: Moment | None = None
    """When it leaves; it stays if absent."""
