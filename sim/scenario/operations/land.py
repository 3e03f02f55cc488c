"""Operations on land."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.figures import Distance, Duration, Factor, Moment, Share, Speed
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.operations.base import OperationBase


class March(OperationBase):
    """Units go from where they are to a place; they fight there if the enemy holds it."""

    kind: Literal["march"] = "march"
    units: Annotated[list[UnitName], Field(min_length=1)]
    to: PlaceName
    speed: Speed = Speed(value="4 km/h")
    distance: Distance | None = None


class AssaultBase(OperationBase):
    """What attacks of all kinds share."""

    units: Annotated[list[UnitName], Field(min_length=1)]
    to: PlaceName
    speed: Speed = Speed(value="3 km/h")
    distance: Distance | None = None
    duration: Duration | None = None
    """The assault is called off after so long; it has no limit if absent."""
    stop_at: Share = Share(value=1.0)
    """The assault is called off when so large a share of the attackers is lost in it."""


class Assault(AssaultBase):
    """Units attack a place and fall back if it costs too much or takes too long."""

    kind: Literal["assault"] = "assault"


class Seizure(AssaultBase):
    """Units take a barely guarded object by surprise, or attack it if that fails."""

    kind: Literal["seizure"] = "seizure"
    success: Share
    """Probability that the guards are overpowered before they can fire."""
    odds: Factor = Factor(value=3.0)
    """Attackers to a guard without whom it cannot succeed."""
    killed: Share = Share(value=0.5)
    """Share of the overpowered guards who are killed; the others are captured."""


class CounterAttack(AssaultBase):
    """A reserve attacks the enemy at a place, whether it is lost already or still held."""

    kind: Literal["counter_attack"] = "counter_attack"


class Offensive(AssaultBase):
    """Units attack a place again and again, and rest in between."""

    kind: Literal["offensive"] = "offensive"
    pause: Duration = Duration(value="6 h")
    """Time from the end of one attack to the beginning of the next."""
    until: Moment | None = None
    """No attack begins later; there is no limit if absent."""
    by_day: bool = False
    """Whether attacks begin in daylight only."""


class Siege(OperationBase):
    """Units invest a fortress; fire, sickness and hunger do the rest (`sim.rules.siege`)."""

    kind: Literal["siege"] = "siege"
    units: Annotated[list[UnitName], Field(min_length=1)]
    garrison: Annotated[list[UnitName], Field(min_length=1)]
    """The enemy units that are invested."""


class Reaction(OperationBase):
    """Reserves march to the sound of the guns."""

    kind: Literal["reaction"] = "reaction"
    units: Annotated[list[UnitName], Field(min_length=1)]
    to: Annotated[list[PlaceName], Field(min_length=1)]
    """Places from which the units would hear fighting."""
    reach: Distance
    """How far by land they hear it, or are told of it."""
    delay: Duration
    """Time until a unit that has heard it sets out; drawn for each unit if it is uncertain."""
    speed: Speed = Speed(value="4 km/h")


class Withdrawal(OperationBase):
    """Units leave for a place in the rear, out of contact if need be."""

    kind: Literal["withdrawal"] = "withdrawal"
    units: Annotated[list[UnitName], Field(min_length=1)]
    to: PlaceName
    speed: Speed = Speed(value="4 km/h")
    distance: Distance | None = None
