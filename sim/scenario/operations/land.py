"""Operations on land."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.figures import Distance, Duration, Share, Speed
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.operations.base import OperationBase


class March(OperationBase):
    """Units go from where they are to a place; they fight there if the enemy holds it."""

    kind: Literal["march"] = "march"
    units: Annotated[list[UnitName], Field(min_length=1)]
    to: PlaceName
    speed: Speed = Speed(value="4 km/h")
    distance: Distance | None = None


class Assault(OperationBase):
    """Units attack a place and fall back if it costs too much or takes too long."""

    kind: Literal["assault"] = "assault"
    units: Annotated[list[UnitName], Field(min_length=1)]
    to: PlaceName
    speed: Speed = Speed(value="3 km/h")
    distance: Distance | None = None
    duration: Duration | None = None
    """The assault is called off after so long; it has no limit if absent."""
    stop_at: Share = Share(value=1.0)
    """The assault is called off when so large a share of the attackers is lost in it."""


class Withdrawal(OperationBase):
    """Units leave for a place in the rear, out of contact if need be."""

    kind: Literal["withdrawal"] = "withdrawal"
    units: Annotated[list[UnitName], Field(min_length=1)]
    to: PlaceName
    speed: Speed = Speed(value="4 km/h")
    distance: Distance | None = None
