"""How fighting ends by decision."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.figures import Duration, Moment, Share
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.operations.base import OperationBase


class Surrender(OperationBase):
    """Units lay down their arms where they stand."""

    kind: Literal["surrender"] = "surrender"
    units: Annotated[list[UnitName], Field(min_length=1)]


class Parley(OperationBase):
    """Envoys ask an enemy commander to give up; whether he does is `sim.rules.parley`."""

    kind: Literal["parley"] = "parley"
    garrison: Annotated[list[UnitName], Field(min_length=1)]
    """The enemy units that he commands; all of them surrender if he agrees."""
    place: PlaceName
    """Where he stands; its area is what must be cut off to isolate him."""
    duration: Duration = Duration(value="1 h")
    """Length of one round of talks."""
    every: Duration | None = None
    """Time after which a refusal is followed by another round; there is none if absent."""
    until: Moment | None = None
    """No round ends later."""
    news: Moment | None = None
    """When he heard that his government gives up the war; never if absent."""
    disarmed_from: Moment | None = None
    """When disarmament begins at the earliest; at once if absent."""
    disarmament: Duration = Duration(value="0 h")
    """How long it takes."""


class CeaseFire(OperationBase):
    """An order from above to stop fighting."""

    kind: Literal["cease_fire"] = "cease_fire"
    places: list[PlaceName] = []
    """Where the order holds; everywhere if empty."""
    breach: Share = Share(value=0.0)
    """Probability that the troops at a place do not keep it."""


class Halt(OperationBase):
    """The commander stops the operation; the battle is over."""

    kind: Literal["halt"] = "halt"
