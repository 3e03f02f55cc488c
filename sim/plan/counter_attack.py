"""Counter-attack: a reserve attacks where the enemy has come."""

from typing import ClassVar, Literal

from sim.plan.parts.attack import AttackSpec


class CounterAttack(AttackSpec):
    """A reserve attacks the enemy at a place, whether it is lost already or still held."""

    example: ClassVar[str] = """
        to_the_beach:
          kind: counter_attack
          side: blue
          units: [militia]
          to: bay
          start:
            when: {control: {bay: red}}
            delay: 1 h
            not_after: 1945-08-17 04:00
            assumed: invented
          assumed: invented
    """

    kind: Literal["counter_attack"] = "counter_attack"
