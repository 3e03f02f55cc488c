"""The exact stochastic Lanchester process: casualty by casualty in continuous time.

Between two casualties nothing changes. The time to the next one is exponential with the sum of
all rates, and it falls on a unit with the probability of its share in that sum (Brown 1963; the
simulation is Gillespie's direct method, 1977). The rate at which unit u of a side loses men is,
an hour,

    F (X / R)^a X_u e_u / X        F the enemy's fire at men: what each of his units inflicts falls
                                   with its men; X the side's men, e_u the unit's exposure
    rate Y X^a X_u e_u / X         if the enemy's rate is given: Y his men

with a = `unaimed`: 0 is aimed fire, the square law; 1 is unaimed fire into an area, the linear
law. R is the number of men for whom both yield the same losses. Weapons, vehicles, craft and
aircraft are hit one by one by the fire at their category.

The process has no memory, so that the turn may have any length: the distribution of losses does
not depend on it, except that fire lost with weapons is missed from the next turn on.

Draws: the n-th event of a turn has the n-th event address of the place (`sim.luck.events`).
"""

from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from sim.combat.contract import PERSONNEL, CombatModel, Engagement, Force, Losses
from sim.combat.parameters import Parameters
from sim.elementary import log, power
from sim.kernel import njit
from sim.luck.events import event_address
from sim.luck.philox import uniform_pair

_NAMES = ("intensity", "attacker_rate", "defender_rate", "unaimed", "reference")

Tables = tuple[Any, ...]
"""Arrays of one side, as the kernels take them."""


class Markov(CombatModel):
    """Casualty by casualty, exact at any length of the turn."""

    name: ClassVar[str] = "markov"

    class Parameters(Parameters):
        """What can be tuned."""

        units: ClassVar[dict[str, str]] = {
            "attacker_rate": "an hour",
            "defender_rate": "an hour",
            "reference": "men",
        }

        intensity: float = Field(1.0, ge=0, description="multiplier of all fire")
        attacker_rate: float = Field(
            0.0,
            ge=0,
            description="losses an hour that one attacker inflicts; 0 takes the fire of his units",
        )
        defender_rate: float = Field(
            0.0,
            ge=0,
            description="losses an hour that one defender inflicts; 0 takes the fire of his units",
        )
        unaimed: float = Field(
            0.0,
            ge=0,
            le=1,
            description="power of the target's strength: 0 for aimed fire, 1 for fire into an area",
        )
        reference: float = Field(
            1000.0,
            gt=0,
            description="men for whom aimed and unaimed fire have one effect (assumed)",
        )

    def resolve(self, engagement: Engagement) -> Losses:
        """Losses of one turn."""
        losses = Losses.none(engagement)
        draws = engagement.draws
        _resolve(
            _tables(engagement.attacker),
            _tables(engagement.defender),
            engagement.parameter_table(*_NAMES),
            engagement.hours,
            (draws.seed, draws.runs, engagement.rows, np.uint64(engagement.turn)),
            draws.address("combat/markov", engagement.place),
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
    )


@njit(cache=True)
def _resolve(
    attacker: Tables,
    defender: Tables,
    parameters: np.ndarray,
    hours: float,
    luck: Tables,
    address: np.uint64,
    attacker_out: Tables,
    defender_out: Tables,
) -> None:
    seed, runs, rows, turn = luck
    first = _count(attacker[0], attacker[3])
    rates = np.empty(first + _count(defender[0], defender[3]))
    fire = np.empty((2, attacker[1].shape[2]))
    for k in range(rows.shape[0]):
        own = parameters[k if parameters.shape[0] > 1 else 0]
        intensity, attacker_rate, defender_rate, unaimed, reference = own
        ours = 1.0 if defender_rate > 0.0 else reference
        theirs = 1.0 if attacker_rate > 0.0 else reference
        clock = 0.0
        event = 0
        while True:
            _add_fire(attacker, k, attacker_out[0], attacker_rate, intensity, fire[0])
            _add_fire(defender, k, defender_out[0], defender_rate, intensity, fire[1])
            total = _set_rates(attacker, k, attacker_out, fire[1], unaimed, ours, rates[:first])
            total += _set_rates(defender, k, defender_out, fire[0], unaimed, theirs, rates[first:])
            if total <= 0.0:
                break
            wait, choice = uniform_pair(seed, runs[rows[k]], turn, event_address(address, event))
            clock -= log(wait) / total
            if clock > hours:
                break
            hit = _choose(rates, choice * total)
            if hit < first:
                _strike(attacker, k, hit, attacker_out)
            else:
                _strike(defender, k, hit - first, defender_out)
            event += 1


@njit(cache=True, inline="always")
def _count(men: np.ndarray, weapons: np.ndarray) -> int:
    """Number of units and weapon entries."""
    return int(men.shape[1] + weapons.shape[1])


@njit(cache=True)
def _add_fire(
    force: Tables,
    k: int,
    lost: np.ndarray,
    rate: float,
    intensity: float,
    out: np.ndarray,
) -> None:
    """Losses an hour that what is left of a side inflicts on each category."""
    men, unit_fire = force[0], force[1]
    out[:] = 0.0
    left = 0
    for u in range(men.shape[1]):
        if men[k, u] > lost[k, u]:
            left += men[k, u] - lost[k, u]
            share = intensity * (men[k, u] - lost[k, u]) / men[k, u]
            for c in range(out.shape[0]):
                out[c] += unit_fire[k, u, c] * share
    if rate > 0.0:
        out[PERSONNEL] = intensity * rate * left


@njit(cache=True)
def _set_rates(
    force: Tables,
    k: int,
    lost: Tables,
    fire: np.ndarray,
    unaimed: float,
    reference: float,
    out: np.ndarray,
) -> float:
    """Rates at which the units and weapon entries of a side are hit; returns their sum."""
    men, exposure, weapons, weapon_unit, category = force[0], force[2], force[3], force[4], force[5]
    units = men.shape[1]
    left = 0
    for u in range(units):
        left += men[k, u] - lost[0][k, u]
    spread = 0.0
    if left > 0:
        spread = fire[PERSONNEL] / left
        if unaimed > 0.0:
            spread *= power(left / reference, unaimed)
    total = 0.0
    for u in range(units):
        out[u] = spread * (men[k, u] - lost[0][k, u]) * exposure[k, u]
        total += out[u]
    for w in range(category.shape[0]):
        out[units + w] = 0.0
        if category[w] >= 0 and fire[category[w]] > 0.0 and weapons[k, w] > lost[1][k, w]:
            targets = 0
            for other in range(category.shape[0]):
                if category[other] == category[w]:
                    targets += weapons[k, other] - lost[1][k, other]
            left = weapons[k, w] - lost[1][k, w]
            out[units + w] = fire[category[w]] * left * exposure[k, weapon_unit[w]] / targets
            total += out[units + w]
    return total


@njit(cache=True, inline="always")
def _choose(
    rates: np.ndarray,
    mark: float,
) -> int:
    """The entry in which the mark falls when all rates are laid end to end."""
    chosen = 0
    for i in range(rates.shape[0]):
        if rates[i] > 0.0:
            chosen = i
            if mark < rates[i]:
                break
            mark -= rates[i]
    return chosen


@njit(cache=True, inline="always")
def _strike(
    force: Tables,
    k: int,
    hit: int,
    lost: Tables,
) -> None:
    units = force[0].shape[1]
    if hit < units:
        lost[0][k, hit] += 1
    else:
        lost[1][k, hit - units] += 1
