"""Assault: units attack a place."""

from typing import Literal

from sim.plan.parts.attack import AttackSpec


class Assault(AttackSpec):
    """Units attack a place and fall back if it costs too much or takes too long."""

    kind: Literal["assault"] = "assault"
