"""Anti-shipping: what air attacks do to ships and to those aboard.

A raid looks for each unit of ships in its waters on its own; it finds it with the probability that
its operation gives, less by the factors `night_detection` and `fog_detection` of the table of
modifiers. Its k sorties attack all the N ships that it has found together. Each of these is hit
with probability

    1 - exp(-k s / N),

the law of random fire, s the losses of craft that one sortie inflicts (`weapons.<class>.strike`).
A ship that is hit sinks with probability d / w, d the share of the weapons hit that are lost
(`morale.destroyed_share`) and w the staying power of its class (`weapons.<class>.salvo.staying`, 1
if it has none); else it is damaged and goes on. Each of those aboard a ship that is hit dies with
probability `bomb_killed`; of those aboard one that sinks, help saves some, as after a torpedo
(`sim.rules.submarine`). The ships' anti-aircraft fire takes its toll of every sortie that attacks.

The value is an assumption shared by all battles of August 1945.
"""

from typing import ClassVar

import numpy as np
from pydantic import Field

from sim.combat.parameters import Parameters
from sim.combat.prior import Prior, likely
from sim.elementary import chances
from sim.rules.rule import Rule


class AntiShipping(Rule):
    """Aircraft against ships."""

    section = "anti_shipping"
    only_with = "anti_shipping"

    class Parameters(Parameters):
        """What a bomb does to those aboard."""

        title: ClassVar[str] = "anti-shipping"
        priors: ClassVar[dict[str, Prior]] = {
            "bomb_killed": likely(0.015, 0.15, "a bomb wrecks a part of a ship"),
        }

        bomb_killed: float = Field(
            0.05, ge=0, le=1, description="share of those aboard whom a bomb kills outright"
        )


def chance_of_a_hit(power: np.ndarray, ships: np.ndarray) -> np.ndarray:
    """Probability that one of the ships found is hit in a raid, (k,).

    `power` are the losses of craft that the raid would inflict, `ships` those that it has found.
    """
    return chances(power / np.maximum(ships, 1))
