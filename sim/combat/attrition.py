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
from numba import njit
from pydantic import Field

from sim.combat.contract import PERSONNEL, CombatModel, Engagement, Force, Losses
from sim.combat.parameters import Parameters
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
        sides = (engagement.attacker, engagement.defender)
        losses = Losses(
            *(np.zeros_like(f.men) for f in sides), *(np.zeros_like(f.weapons) for f in sides)
        )
        _resolve(
            _tables(engagement.attacker),
            _tables(engagement.defender),
            engagement.hours * engagement.parameter("intensity"),
            engagement.draws.seed,
            engagement.draws.runs,
            engagement.rows,
            np.uint64(engagement.turn),
            (losses.attacker_men, losses.attacker_weapons),
            (losses.defender_men, losses.defender_weapons),
        )
        return losses


def _tables(force: Force) -> tuple[np.ndarray, ...]:
    return (
        force.men,
        force.fire,
        force.exposure,
        force.weapons,
        force.weapon_unit,
        force.weapon_category,
        force.addresses,
        force.weapon_addresses,
    )


@njit(cache=True)
def _resolve(
    attacker: tuple[Any, ...],
    defender: tuple[Any, ...],
    hours: np.ndarray,
    seed: np.uint64,
    runs: np.ndarray,
    rows: np.ndarray,
    turn: np.uint64,
    attacker_losses: tuple[Any, ...],
    defender_losses: tuple[Any, ...],
) -> None:
    categories = attacker[1].shape[2]
    attacker_fire = np.empty(categories)
    defender_fire = np.empty(categories)
    attacker_targets = np.empty(categories)
    defender_targets = np.empty(categories)
    for k in range(rows.shape[0]):
        attacker_exposure = _muster(attacker, k, attacker_fire, attacker_targets)
        defender_exposure = _muster(defender, k, defender_fire, defender_targets)
        attacker_hazard = _hazard(defender_fire, attacker_targets, hours[k]) * attacker_exposure
        defender_hazard = _hazard(attacker_fire, defender_targets, hours[k]) * defender_exposure
        run = runs[rows[k]]
        scale = hours[k] * _mean_survival(defender_hazard)
        _lose(attacker, k, defender_fire, attacker_targets, scale, seed, run, turn, attacker_losses)
        scale = hours[k] * _mean_survival(attacker_hazard)
        _lose(defender, k, attacker_fire, defender_targets, scale, seed, run, turn, defender_losses)


@njit(cache=True, inline="always")
def _muster(force: tuple[Any, ...], k: int, fire: np.ndarray, targets: np.ndarray) -> float:
    """Sum a side's fire and targets by category; return the mean exposure of its men."""
    men, unit_fire, exposure, weapons = force[0], force[1], force[2], force[3]
    weapon_category = force[5]
    fire[:] = 0.0
    targets[:] = 0.0
    exposed = 0.0
    for u in range(men.shape[1]):
        if men[k, u] > 0:
            targets[PERSONNEL] += men[k, u]
            exposed += men[k, u] * exposure[k, u]
        for c in range(fire.shape[0]):
            fire[c] += unit_fire[k, u, c]
    for w in range(weapons.shape[1]):
        if weapon_category[w] > PERSONNEL:
            targets[weapon_category[w]] += weapons[k, w]
    return exposed / targets[PERSONNEL] if targets[PERSONNEL] > 0.0 else 0.0


@njit(cache=True, inline="always")
def _hazard(fire: np.ndarray, targets: np.ndarray, hours: float) -> float:
    return hours * fire[PERSONNEL] / targets[PERSONNEL] if targets[PERSONNEL] > 0.0 else 0.0


@njit(cache=True, inline="always")
def _mean_survival(hazard: float) -> float:
    """Mean share of men left over a turn at whose end exp(-hazard) are left."""
    return 1.0 if hazard < 1e-9 else -math.expm1(-hazard) / hazard


@njit(cache=True, inline="always")
def _lose(
    force: tuple[Any, ...],
    k: int,
    enemy_fire: np.ndarray,
    targets: np.ndarray,
    hours: float,
    seed: np.uint64,
    run: np.uint64,
    turn: np.uint64,
    losses: tuple[Any, ...],
) -> None:
    men, exposure, weapons = force[0], force[2], force[3]
    weapon_unit, weapon_category = force[4], force[5]
    addresses, weapon_addresses = force[6], force[7]
    men_lost, weapons_lost = losses
    if enemy_fire[PERSONNEL] > 0.0 and targets[PERSONNEL] > 0.0:
        hazard = hours * enemy_fire[PERSONNEL] / targets[PERSONNEL]
        for u in range(men.shape[1]):
            if men[k, u] > 0:
                uniform, _ = uniform_pair(seed, run, turn, addresses[u])
                men_lost[k, u] = fallen(men[k, u], hazard * exposure[k, u], uniform)
    for w in range(weapons.shape[1]):
        category = weapon_category[w]
        if category > PERSONNEL and weapons[k, w] > 0 and enemy_fire[category] > 0.0:
            hazard = hours * enemy_fire[category] / targets[category]
            uniform, _ = uniform_pair(seed, run, turn, weapon_addresses[w])
            danger = hazard * exposure[k, weapon_unit[w]]
            weapons_lost[k, w] = fallen(weapons[k, w], danger, uniform)
