"""Fates and morale: how losses divide, when a side breaks and what then becomes of it.

The values are assumptions shared by all battles of August 1945; a scenario may override them.
"""

from typing import ClassVar

from pydantic import Field

from sim.combat.parameters import Parameters


class Morale(Parameters):
    """Shares and break points."""

    title: ClassVar[str] = "morale"

    killed_share: float = Field(
        0.25, ge=0, le=1, description="share of the men put out of action who are killed"
    )
    destroyed_share: float = Field(
        0.5, ge=0, le=1, description="share of the weapons hit that are lost, not damaged"
    )
    crew_lost: float = Field(
        0.6, ge=0, le=1, description="share of a vehicle's crew who are put out of action with it"
    )
    crew_killed: float = Field(
        0.7, ge=0, le=1, description="share of the crew put out of action who are killed"
    )
    craft_drowned: float = Field(
        0.3, ge=0, le=1, description="share of the men aboard a craft that is lost who drown"
    )
    attacker_break: float = Field(
        0.3, ge=0, description="share of losses at which an attack by regular troops breaks"
    )
    defender_break: float = Field(
        0.35, ge=0, description="share of losses at which a defence by regular troops breaks"
    )
    break_spread: float = Field(
        0.2, ge=0, description="standard deviation of the log of the break point"
    )
    odds_weight: float = Field(
        0.25, ge=0, description="power of the force ratio by which the break point grows"
    )
    surprise_break: float = Field(
        0.5, ge=0, description="multiplier of the break point of a surprised garrison"
    )
    frailty: float = Field(
        0.2, ge=0, description="standard deviation of the log of a side's fire, battle to battle"
    )
    rout_captured: float = Field(
        0.1, ge=0, le=1, description="share of a broken garrison that is captured"
    )
    abandoned_share: float = Field(
        0.4, ge=0, le=1, description="share of a broken garrison's wounded who are left behind"
    )
    abandoned_killed: float = Field(
        0.75, ge=0, le=1, description="share of the abandoned wounded who die"
    )
