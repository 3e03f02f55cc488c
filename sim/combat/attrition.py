"""Stochastic attrition between unlike units, the default model.

In a turn of h hours each man of unit u is hit with probability 1 - exp(-h F e_u / N), where F is
the fire that the enemy aims at men (losses an hour, averaged over the turn as the enemy himself
melts), N the men he can aim at, and e_u the exposure of the unit. Losses are binomial. Vehicles,
guns, craft and aircraft are hit in the same way by the fire aimed at their category.

For large equal forces the mean follows Lanchester's square law (Lanchester 1916); for single men
and short turns the process is the Markov form of it (Brown 1963). The averaging makes the mean
loss accurate to second order in the length of the turn.
"""

from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from sim.combat.contract import PERSONNEL, CombatModel, Engagement, Force, Losses
from sim.combat.parameters import Parameters
from sim.elementary import chance
from sim.kernel import njit
from sim.luck.philox import uniform_pair
from sim.luck.variates import fallen


class Attrition(CombatModel):
    """Binomial losses from aimed fire with heterogeneous units."""

    name: ClassVar[str] = "attrition"
    pools_fire: ClassVar[bool] = True

    class Parameters(Parameters):
        """What can be tuned."""

        intensity: float = Field(1.0, ge=0, description="multiplier of all fire")

    def resolve(self, engagement: Engagement) -> Losses:
        """Losses of one turn."""
        attacker, defender = engagement.attacker, engagement.defender
        intensity = engagement.parameter_table("intensity")
        attackers_lost = _losses(engagement, intensity, attacker, defender)
        defenders_lost = _losses(engagement, intensity, defender, attacker)
        return Losses(
            attacker_men=attackers_lost[0],
            defender_men=defenders_lost[0],
            attacker_weapons=attackers_lost[1],
            defender_weapons=defenders_lost[1],
        )


def _losses(
    engagement: Engagement, intensity: np.ndarray, force: Force, enemy: Force
) -> tuple[np.ndarray, np.ndarray]:
    """Men (k, U) and weapons (k, W) that a force loses under the enemy's fire."""
    draws = engagement.draws
    luck = (draws.seed, draws.runs, engagement.rows, np.uint64(engagement.turn))
    under_fire = _hours_under_fire(
        engagement.hours, intensity, force.fire, enemy.men, enemy.exposure
    )
    men = _lose_men(force.men, force.exposure, enemy.fire, under_fire, luck, force.addresses)
    if not force.weapons.shape[1]:
        return men, np.zeros_like(force.weapons)
    weapons = _lose_weapons(
        force.weapons,
        force.weapon_unit,
        force.weapon_category,
        force.exposure,
        enemy.fire,
        under_fire,
        luck,
        force.weapon_addresses,
    )
    return men, weapons


@njit(cache=True, inline="always")
def _aimed_at(fire: np.ndarray, k: int, category: int) -> float:
    """The fire of all units, (k, U, C), at one category in one run."""
    total = 0.0
    for u in range(fire.shape[1]):
        total += fire[k, u, category]
    return total


@njit(cache=True)
def _hours_under_fire(
    hours: float,
    intensity: np.ndarray,
    fire: np.ndarray,
    enemy_men: np.ndarray,
    enemy_exposure: np.ndarray,
) -> np.ndarray:
    """Hours of the enemy's fire at its start that the turn comes to, (k,), as his men melt.

    `intensity`, (k or 1, 1), multiplies the hours of the turn.
    """
    effective = np.empty(fire.shape[0])
    for k in range(fire.shape[0]):
        effective[k] = hours * intensity[k if intensity.shape[0] > 1 else 0, 0]
        men, exposed = 0, 0.0
        for u in range(enemy_men.shape[1]):
            men += enemy_men[k, u]
            exposed += enemy_men[k, u] * enemy_exposure[k, u]
        if men > 0:
            hazard = effective[k] * _aimed_at(fire, k, PERSONNEL) * exposed / (float(men) * men)
            if hazard > 1e-9:
                effective[k] *= chance(hazard) / hazard
    return effective


@njit(cache=True)
def _lose_men(
    men: np.ndarray,
    exposure: np.ndarray,
    fire: np.ndarray,
    hours: np.ndarray,
    luck: tuple[Any, ...],
    addresses: np.ndarray,
) -> np.ndarray:
    seed, runs, rows, turn = luck
    lost = np.zeros_like(men)
    for k in range(men.shape[0]):
        present = 0
        for u in range(men.shape[1]):
            present += men[k, u]
        if present == 0:
            continue
        hazard = hours[k] * _aimed_at(fire, k, PERSONNEL) / present
        if hazard == 0.0:
            continue
        run = runs[np.uint32(rows[k])]  # unsigned: see `muster`
        for u in range(men.shape[1]):
            if men[k, u] > 0:
                uniform, _ = uniform_pair(seed, run, turn, addresses[u])
                lost[k, u] = fallen(men[k, u], hazard * exposure[k, u], uniform)
    return lost


@njit(cache=True)
def _lose_weapons(
    weapons: np.ndarray,
    weapon_unit: np.ndarray,
    category: np.ndarray,
    exposure: np.ndarray,
    fire: np.ndarray,
    hours: np.ndarray,
    luck: tuple[Any, ...],
    addresses: np.ndarray,
) -> np.ndarray:
    seed, runs, rows, turn = luck
    lost = np.zeros_like(weapons)
    targets = np.zeros(fire.shape[2], np.int64)
    for k in range(weapons.shape[0]):
        targets[:] = 0
        for w in range(weapons.shape[1]):
            if category[w] >= 0:
                targets[category[w]] += weapons[k, w]
        for w in range(weapons.shape[1]):
            c = category[w]
            if c < 0 or weapons[k, w] == 0:
                continue
            hazard = hours[k] * _aimed_at(fire, k, c) / targets[c]
            if hazard > 0.0:
                uniform, _ = uniform_pair(seed, runs[rows[k]], turn, addresses[w])
                lost[k, w] = fallen(weapons[k, w], hazard * exposure[k, weapon_unit[w]], uniform)
    return lost
