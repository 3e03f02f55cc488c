"""Surrender: units lay down their arms."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.scenario.kinds import OperationSpec, own
from sim.scenario.names import UnitName


class Surrender(OperationSpec):
    """Units lay down their arms where they stand."""

    example: ClassVar[str] = """
        arms_down:
          kind: surrender
          side: blue
          units: [garrison]
          start: {when: {losses: {garrison: 0.8}}, assumed: invented}
          assumed: invented
    """

    kind: Literal["surrender"] = "surrender"
    units: Annotated[list[UnitName], Field(min_length=1), own()]
    """Who surrenders."""

    early_end: ClassVar[Literal[-1, 0, 1]] = -1

    def goal(self) -> Sequence[str]:
        """No place of its own."""
        return ["where they stand"]
