"""Halt: the commander stops the operation."""

from typing import ClassVar, Literal

from sim.scenario.kinds import OperationSpec


class Halt(OperationSpec):
    """The commander stops the operation; the battle is over."""

    kind: Literal["halt"] = "halt"

    early_end: ClassVar[Literal[-1, 0, 1]] = 0
