"""Siege: units invest a fortress."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.scenario.kinds import OperationSpec, enemy, own
from sim.scenario.names import UnitName
from sim.scenario.vocabulary import ON_FOOT


class Siege(OperationSpec):
    """Units invest a fortress; fire, sickness and hunger do the rest (`sim.rules.siege`)."""

    example: ClassVar[str] = """
        lines:
          kind: siege
          side: red
          units: [third_wave]
          garrison: [fort_guns]
          start: {when: {control: {pass: red}, contact: [fort]}, assumed: invented}
          assumed: invented
    """

    kind: Literal["siege"] = "siege"
    units: Annotated[list[UnitName], Field(min_length=1), own(*ON_FOOT)]
    """The besiegers."""
    garrison: Annotated[list[UnitName], Field(min_length=1), enemy(*ON_FOOT)]
    """The enemy units that are invested."""

    def goal(self) -> Sequence[str]:
        """The garrison."""
        return self.garrison
