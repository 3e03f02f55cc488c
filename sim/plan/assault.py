"""Assault: units attack a place."""

from typing import ClassVar, Literal

from sim.plan.parts.attack import AttackSpec


class Assault(AttackSpec):
    """Units attack a place and fall back if it costs too much or takes too long."""

    example: ClassVar[str] = """
        to_the_village:
          kind: assault
          side: red
          units: [marines]
          to: village
          start: {after: [first_landing], assumed: invented}
          assumed: invented
    """

    kind: Literal["assault"] = "assault"
