"""Operations in the air and from the air."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.figures import Distance, Duration, Share, Speed
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.operations.base import OperationBase


class RaidsBase(OperationBase):
    """What air attacks of all kinds share."""

    units: Annotated[list[UnitName], Field(min_length=1)]
    duration: Duration = Duration(value="0 h")
    every: Duration = Duration(value="3 h")
    """Time from one raid to the next."""
    intensity: dict[UnitName, Share] = {}
    """Share of a unit's aircraft that each raid sends if weather lets them fly; 0.5 if absent."""
    night: bool = False
    """Whether raids are flown in darkness."""


class Strike(RaidsBase):
    """Aircraft fly sorties against the enemy at the first of several places where he is seen."""

    kind: Literal["strike"] = "strike"
    targets: Annotated[list[PlaceName], Field(min_length=1)]


class AntiShipping(RaidsBase):
    """Aircraft look for ships in some waters and attack them (`sim.rules.anti_shipping`)."""

    kind: Literal["anti_shipping"] = "anti_shipping"
    to: PlaceName
    """The waters, or the port, where they look."""
    targets: list[UnitName] = []
    """Enemy units of ships; if empty all that are there, except submarines on patrol."""
    detection: Share = Share(value=1.0)
    """Probability that a raid finds a unit of ships that is there, by day and in clear air."""
    rescue: Duration = Duration(value="4 h")
    """Time until help reaches those in the water, if their ships' own operation does not say."""


class Airborne(OperationBase):
    """Transports fly units to an airfield or drop them there."""

    kind: Literal["airborne"] = "airborne"
    units: Annotated[list[UnitName], Field(min_length=1)]
    """The men who are carried; each transport takes an equal share of them."""
    transports: Annotated[list[UnitName], Field(min_length=1)]
    escort: list[UnitName] = []
    origin: PlaceName
    to: PlaceName
    emplaning: Duration = Duration(value="0 h")
    """Time from the order to take-off."""
    distance: Distance | None = None
    """Length of the flight; the great circle between the two places if absent."""
    speed: Speed
    interceptors: list[UnitName] = []
    """Enemy fighters that may come up."""
    interception: Share = Share(value=0.0)
    """Probability that they find the transports."""
    turn_away: Share = Share(value=0.0)
    """Probability that they turn away without an attack when they have found them."""
    opposition: Share = Share(value=1.0)
    """Probability that the guns at the place open fire on the approach."""
    surprise: Share = Share(value=0.0)
    """Probability that the garrison is taken by surprise."""
    interval: Duration = Duration(value="2 min")
    """Time from one transport to the next; craters make it longer."""
    accidents: Share = Share(value=0.0)
    """Probability that a transport is damaged on the strip; craters make it likelier."""
    injured: Share = Share(value=0.1)
    """Share of the men aboard a transport who are hurt when it is damaged on the strip."""
    scatter: Share = Share(value=0.0)
    """Share of the men who come down too far away to join the others, as in a drop."""
