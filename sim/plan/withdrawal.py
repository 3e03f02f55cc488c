"""Withdrawal: units leave for a place in the rear."""

from typing import ClassVar, Literal

from sim.plan.parts.march import MarchSpec


class Withdrawal(MarchSpec):
    """Units leave for a place in the rear, out of contact if need be."""

    example: ClassVar[str] = """
        back_to_the_fort:
          kind: withdrawal
          side: blue
          units: [reserve]
          to: fort
          start: {when: {losses: {blue: 0.3}}, assumed: invented}
          assumed: invented
    """

    kind: Literal["withdrawal"] = "withdrawal"

    early_end: ClassVar[Literal[-1, 0, 1]] = 0
