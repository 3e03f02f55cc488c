"""Siege: units invest a fortress."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.kinds import OperationSpec, enemy, own
from sim.scenario.names import UnitName
from sim.scenario.vocabulary import ON_FOOT


class Siege(OperationSpec):
    """Units invest a fortress; fire, sickness and hunger do the rest (`sim.rules.siege`)."""

    kind: Literal["siege"] = "siege"
    units: Annotated[list[UnitName], Field(min_length=1), own(*ON_FOOT)]
    """The besiegers."""
    garrison: Annotated[list[UnitName], Field(min_length=1), enemy(*ON_FOOT)]
    """The enemy units that are invested."""

    def goal(self) -> Sequence[str]:
        """The garrison."""
        return self.garrison
