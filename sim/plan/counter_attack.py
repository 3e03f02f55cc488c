"""Counter-attack: a reserve attacks where the enemy has come."""

from typing import Literal

from sim.plan.parts.attack import AttackSpec


class CounterAttack(AttackSpec):
    """A reserve attacks the enemy at a place, whether it is lost already or still held."""

    kind: Literal["counter_attack"] = "counter_attack"
