"""Losses of vehicles, guns, craft and aircraft by the fire aimed at their category.

Shared by models whose own rules are about men. Each is hit in a turn of h hours with probability
1 - exp(-h F e / N): F the enemy's fire at the category (losses an hour), N how many there are, e
the exposure of the unit. Losses are binomial.
"""

import numpy as np

from sim.combat.contract import Engagement, Force
from sim.combat.sums import firepower
from sim.elementary import chances
from sim.luck.variates import binomials


def equipment_losses(engagement: Engagement) -> tuple[np.ndarray, np.ndarray]:
    """Weapons of the attacker and the defender put out of action this turn, each (k, W)."""
    attacker, defender = engagement.attacker, engagement.defender
    return _lost(engagement, attacker, defender), _lost(engagement, defender, attacker)


def _lost(engagement: Engagement, force: Force, enemy: Force) -> np.ndarray:
    lost = np.zeros_like(force.weapons)
    for entry, category in enumerate(force.weapon_category):
        if category < 0:
            continue
        alike = force.weapon_category == category
        targets = np.maximum(force.weapons[:, alike].sum(axis=1), 1)
        hazard = engagement.hours * firepower(enemy, category) / targets
        chance = chances(hazard * force.exposure[:, force.weapon_unit[entry]])
        address = force.weapon_addresses[entry]
        uniform = engagement.draws.uniform(address, engagement.turn, engagement.rows)
        lost[:, entry] = binomials(np.ascontiguousarray(force.weapons[:, entry]), chance, uniform)
    return lost
