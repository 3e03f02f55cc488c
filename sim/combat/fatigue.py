"""Fatigue: what days of fighting take from a unit, and what rest gives back.

A level from 0 (fresh) to 1 (worn out) rises with the hours of engagement and falls with those of
rest, each with a half-life of its own:

    fighting for h hours    level -> 1 - (1 - level) 2^(-h / tiring_hours)
    resting for h hours     level -> level 2^(-h / rest_hours)

The fire of a unit is multiplied by 1 - fire * level, the losses at which it breaks by
1 - resolve * level. The values are assumptions shared by all battles: men who have fought for two
days without relief are half worn out, and a night and a morning of rest give half of it back. A
scenario turns the rule on with `combat: {fatigue: {}}`; without it nobody tires.
"""

from typing import ClassVar

from pydantic import Field

from sim.combat.parameters import Parameters


class Fatigue(Parameters):
    """How fast units tire and recover, and what it does to them."""

    title: ClassVar[str] = "fatigue"

    tiring_hours: float = Field(
        48.0, gt=0, description="hours of engagement after which a fresh unit is half worn out"
    )
    rest_hours: float = Field(16.0, gt=0, description="hours of rest in which fatigue halves")
    fire: float = Field(0.5, ge=0, le=1, description="share of fire that full fatigue takes away")
    resolve: float = Field(
        0.5, ge=0, le=1, description="share of the break point that full fatigue takes away"
    )
