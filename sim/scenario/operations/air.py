"""Operations in the air and from the air."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.figures import Duration, Share
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.operations.base import OperationBase


class Strike(OperationBase):
    """Aircraft fly sorties against the enemy at the first of several places where he is seen."""

    kind: Literal["strike"] = "strike"
    units: Annotated[list[UnitName], Field(min_length=1)]
    targets: Annotated[list[PlaceName], Field(min_length=1)]
    duration: Duration = Duration(value="0 h")
    every: Duration = Duration(value="3 h")
    """Time from one raid to the next."""
    intensity: dict[UnitName, Share] = {}
    """Share of a unit's aircraft that each raid sends if weather lets them fly; 0.5 if absent."""
    night: bool = False
    """Whether raids are flown in darkness."""
