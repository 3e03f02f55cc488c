"""Stochastic attrition between unlike units, the default model.

In a turn of h hours each man of unit u is hit with probability 1 - exp(-h F e_u / N), where F is
the fire that the enemy aims at men (losses an hour, averaged over the turn as the enemy himself
melts), N the men he can aim at, and e_u the exposure of the unit. Losses are binomial. Vehicles,
guns, craft and aircraft are hit in the same way by the fire aimed at their category.

For large equal forces the mean follows Lanchester's square law (Lanchester 1916); for single men
and short turns the process is the Markov form of it (Brown 1963). The averaging makes the mean
loss accurate to second order in the length of the turn.
"""

import math
from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from sim.combat.contract import PERSONNEL, CombatModel, Engagement, Force, Losses
from sim.combat.parameters import Parameters
from sim.kernel import njit
from sim.luck.philox import uniform_pair
from sim.luck.variates import fallen


class Attrition(CombatModel):
    """Binomial losses from aimed fire with heterogeneous units."""

    name: ClassVar[str] = "attrition"

    class Parameters(Parameters):
        """What can be tuned."""

        intensity: float = Field(1.0, ge=0, description="multiplier of all fire")

    def resolve(self, engagement: Engagement) -> Losses:
        """Losses of one turn."""
        attacker, defender = engagement.attacker, engagement.defender
        hours = engagement.hours * engagement.parameter("intensity")
        attacking, defending = Muster(attacker), Muster(defender)
        attackers_left = _mean_survival(hours, defending.fire, attacking.targets, attacking.exposed)
        defenders_left = _mean_survival(hours, attacking.fire, defending.targets, defending.exposed)
        attacker_losses = attacking.lose(engagement, defending.fire, hours * defenders_left)
        defender_losses = defending.lose(engagement, attacking.fire, hours * attackers_left)
        return Losses(
            attacker_men=attacker_losses[0],
            defender_men=defender_losses[0],
            attacker_weapons=attacker_losses[1],
            defender_weapons=defender_losses[1],
        )


class Muster:
    """A side in sum: its fire and its targets by category, shape (k, C)."""

    def __init__(self, force: Force) -> None:
        self._force = force
        self.fire, self.targets, self.exposed = _sum_up(
            force.men, force.weapons, force.weapon_category, force.fire, force.exposure
        )
        """`exposed` are men times exposure, (k,)."""

    def lose(
        self, engagement: Engagement, fire: np.ndarray, hours: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Losses of men (k, U) and weapons (k, W) under the enemy's fire (k, C) for (k,) hours."""
        force, draws = self._force, engagement.draws
        luck = (draws.seed, draws.runs, engagement.rows, np.uint64(engagement.turn))
        men = _lose_men(force.men, force.exposure, fire, self.targets, hours, luck, force.addresses)
        if not force.weapons.shape[1]:
            return men, np.zeros_like(force.weapons)
        weapons = _lose_weapons(
            force.weapons,
            force.weapon_unit,
            force.weapon_category,
            force.exposure,
            fire,
            self.targets,
            hours,
            luck,
            force.weapon_addresses,
        )
        return men, weapons


@njit(cache=True)
def _sum_up(
    men: np.ndarray,
    weapons: np.ndarray,
    category: np.ndarray,
    unit_fire: np.ndarray,
    exposure: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    fire = np.empty((men.shape[0], unit_fire.shape[2]))
    targets = np.zeros(fire.shape)
    exposed = np.empty(men.shape[0])
    for k in range(men.shape[0]):
        present = 0
        exposed[k] = 0.0
        for u in range(men.shape[1]):
            present += men[k, u]
            exposed[k] += men[k, u] * exposure[k, u]
        targets[k, PERSONNEL] = present
        for w in range(weapons.shape[1]):
            if category[w] > PERSONNEL:
                targets[k, category[w]] += weapons[k, w]
        for c in range(fire.shape[1]):
            fire[k, c] = 0.0
            for u in range(men.shape[1]):
                fire[k, c] += unit_fire[k, u, c]
    return fire, targets, exposed


@njit(cache=True)
def _mean_survival(
    hours: np.ndarray, enemy_fire: np.ndarray, targets: np.ndarray, exposed: np.ndarray
) -> np.ndarray:
    """Mean share of a side's men left over the turn, as they melt under fire at its start."""
    left = np.ones(hours.shape[0])
    for k in range(hours.shape[0]):
        men = targets[k, PERSONNEL]
        if men > 0.0:
            hazard = hours[k] * enemy_fire[k, PERSONNEL] * exposed[k] / (men * men)
            if hazard > 1e-9:
                left[k] = -math.expm1(-hazard) / hazard
    return left


@njit(cache=True)
def _lose_men(
    men: np.ndarray,
    exposure: np.ndarray,
    fire: np.ndarray,
    targets: np.ndarray,
    hours: np.ndarray,
    luck: tuple[Any, ...],
    addresses: np.ndarray,
) -> np.ndarray:
    seed, runs, rows, turn = luck
    lost = np.empty_like(men)
    for k in range(men.shape[0]):
        hazard = 0.0
        if targets[k, PERSONNEL] > 0.0:
            hazard = hours[k] * fire[k, PERSONNEL] / targets[k, PERSONNEL]
        for u in range(men.shape[1]):
            lost[k, u] = 0
            if men[k, u] > 0 and hazard > 0.0:
                uniform, _ = uniform_pair(seed, runs[rows[k]], turn, addresses[u])
                lost[k, u] = fallen(men[k, u], hazard * exposure[k, u], uniform)
    return lost


@njit(cache=True)
def _lose_weapons(
    weapons: np.ndarray,
    weapon_unit: np.ndarray,
    category: np.ndarray,
    exposure: np.ndarray,
    fire: np.ndarray,
    targets: np.ndarray,
    hours: np.ndarray,
    luck: tuple[Any, ...],
    addresses: np.ndarray,
) -> np.ndarray:
    seed, runs, rows, turn = luck
    lost = np.zeros_like(weapons)
    for k in range(weapons.shape[0]):
        for w in range(weapons.shape[1]):
            c = category[w]
            if c > PERSONNEL and weapons[k, w] > 0 and fire[k, c] > 0.0:
                hazard = hours[k] * fire[k, c] / targets[k, c]
                uniform, _ = uniform_pair(seed, runs[rows[k]], turn, addresses[w])
                lost[k, w] = fallen(weapons[k, w], hazard * exposure[k, weapon_unit[w]], uniform)
    return lost
