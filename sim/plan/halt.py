"""Halt: the commander stops the operation."""

from typing import ClassVar, Literal

from sim.scenario.kinds import OperationSpec


class Halt(OperationSpec):
    """The commander stops the operation; the battle is over."""

    example: ClassVar[str] = """
        stand_fast:
          kind: halt
          side: red
          start: {at: 1945-08-19 12:00, assumed: invented}
          assumed: invented
    """

    kind: Literal["halt"] = "halt"

    ends_battle: ClassVar[bool] = True
    early_end: ClassVar[Literal[-1, 0, 1]] = 0
