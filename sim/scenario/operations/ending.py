"""How fighting ends by decision."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.names import UnitName
from sim.scenario.operations.base import OperationBase


class Surrender(OperationBase):
    """Units lay down their arms where they stand."""

    kind: Literal["surrender"] = "surrender"
    units: Annotated[list[UnitName], Field(min_length=1)]


class Halt(OperationBase):
    """The commander stops the operation; the battle is over."""

    kind: Literal["halt"] = "halt"
