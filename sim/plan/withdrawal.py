"""Withdrawal: units leave for a place in the rear."""

from typing import ClassVar, Literal

from sim.plan.parts.march import MarchSpec


class Withdrawal(MarchSpec):
    """Units leave for a place in the rear, out of contact if need be."""

    kind: Literal["withdrawal"] = "withdrawal"

    early_end: ClassVar[Literal[-1, 0, 1]] = 0
