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

from typing import ClassVar, NamedTuple

import numpy as np
from pydantic import Field

from sim.combat.contract import PERSONNEL, CombatModel, Engagement, Losses
from sim.combat.parameters import Parameters
from sim.combat.prior import Prior, between, likely
from sim.combat.ranks import Ranks, in_run, ranks_of
from sim.elementary import log, power
from sim.kernel import njit
from sim.luck.draws import Luck
from sim.luck.events import event_address
from sim.luck.philox import uniform_pair

_NAMES = ("intensity", "attacker_rate", "defender_rate", "unaimed", "reference")


class Markov(CombatModel):
    """Casualty by casualty, exact at any length of the turn."""

    name: ClassVar[str] = "markov"

    class Parameters(Parameters):
        """What can be tuned."""

        priors: ClassVar[dict[str, Prior]] = {
            "intensity": likely(
                0.25, 4.0, "four times either way; the losses an hour of most battles"
            ),
            "unaimed": between(0.0, 0.3, 1.0, "from aimed fire to fire into an area"),
        }
        fixed: ClassVar[dict[str, str]] = {
            **dict.fromkeys(
                ("attacker_rate", "defender_rate"),
                "a rate is that of one battle, as Engel's of Iwo Jima (1954)",
            ),
            "reference": "it scales all losses, as `intensity` does",
        }
        usual: ClassVar[tuple[str, ...]] = ("unaimed",)

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
        _resolve(
            ranks_of(engagement.attacker),
            ranks_of(engagement.defender),
            engagement.parameter_table(*_NAMES),
            engagement.hours,
            engagement.luck,
            engagement.draws.address("combat/markov", engagement.place),
            _Toll(losses.attacker_men, losses.attacker_weapons),
            _Toll(losses.defender_men, losses.defender_weapons),
        )
        return losses


class _Toll(NamedTuple):
    """What a side has lost, in all runs or, without that axis, in one."""

    men: np.ndarray
    """(k, U) or (U,)"""
    weapons: np.ndarray
    """(k, W) or (W,)"""


@njit(cache=True)
def _resolve(
    attacker: Ranks,
    defender: Ranks,
    parameters: np.ndarray,
    hours: float,
    luck: Luck,
    address: np.uint64,
    attacker_toll: _Toll,
    defender_toll: _Toll,
) -> None:
    """Fill the tolls of all runs; `parameters` (k or 1, 5) has the columns `_NAMES`."""
    first = _count(attacker)
    rates = np.empty(first + _count(defender))
    fire = np.empty((2, attacker.fire.shape[2]))
    for k in range(luck.runs.shape[0]):
        own = parameters[k if parameters.shape[0] > 1 else 0]
        intensity, attacker_rate, defender_rate, unaimed, reference = own
        ours = 1.0 if defender_rate > 0.0 else reference
        theirs = 1.0 if attacker_rate > 0.0 else reference
        red, blue = in_run(attacker, k), in_run(defender, k)
        reds, blues = _toll_in_run(attacker_toll, k), _toll_in_run(defender_toll, k)
        clock = 0.0
        event = 0
        while True:
            _add_fire(red, reds.men, attacker_rate, intensity, fire[0])
            _add_fire(blue, blues.men, defender_rate, intensity, fire[1])
            total = _set_rates(red, reds, fire[1], unaimed, ours, rates[:first])
            total += _set_rates(blue, blues, fire[0], unaimed, theirs, rates[first:])
            if total <= 0.0:
                break
            wait, choice = uniform_pair(
                luck.seed, luck.runs[k], luck.turn, event_address(address, event)
            )
            clock -= log(wait) / total
            if clock > hours:
                break
            hit = _choose(rates, choice * total)
            if hit < first:
                _strike(reds, hit)
            else:
                _strike(blues, hit - first)
            event += 1


@njit(cache=True, inline="always")
def _count(ranks: Ranks) -> int:
    """Number of units and weapon entries."""
    return int(ranks.men.shape[1] + ranks.weapons.shape[1])


@njit(cache=True, inline="always")
def _toll_in_run(toll: _Toll, k: int) -> _Toll:
    return _Toll(toll.men[k], toll.weapons[k])


@njit(cache=True, inline="always")
def _add_fire(
    ranks: Ranks, lost: np.ndarray, rate: float, intensity: float, out: np.ndarray
) -> None:
    """Losses an hour that what is left of a side inflicts on each category."""
    men = ranks.men
    out[:] = 0.0
    left = 0
    for u in range(men.shape[0]):
        if men[u] > lost[u]:
            left += men[u] - lost[u]
            share = intensity * (men[u] - lost[u]) / men[u]
            for c in range(out.shape[0]):
                out[c] += ranks.fire[u, c] * share
    if rate > 0.0:
        out[PERSONNEL] = intensity * rate * left


@njit(cache=True, inline="always")
def _set_rates(
    ranks: Ranks,
    lost: _Toll,
    fire: np.ndarray,
    unaimed: float,
    reference: float,
    out: np.ndarray,
) -> float:
    """Rates at which the units and weapon entries of a side are hit; returns their sum."""
    men, exposure = ranks.men, ranks.exposure
    weapons, category = ranks.weapons, ranks.weapon_category
    units = men.shape[0]
    left = 0
    for u in range(units):
        left += men[u] - lost.men[u]
    spread = 0.0
    if left > 0:
        spread = fire[PERSONNEL] / left
        if unaimed > 0.0:
            spread *= power(left / reference, unaimed)
    total = 0.0
    for u in range(units):
        out[u] = spread * (men[u] - lost.men[u]) * exposure[u]
        total += out[u]
    for w in range(category.shape[0]):
        out[units + w] = 0.0
        if category[w] >= 0 and fire[category[w]] > 0.0 and weapons[w] > lost.weapons[w]:
            targets = 0
            for other in range(category.shape[0]):
                if category[other] == category[w]:
                    targets += weapons[other] - lost.weapons[other]
            left = weapons[w] - lost.weapons[w]
            share = exposure[ranks.weapon_unit[w]]
            out[units + w] = fire[category[w]] * left * share / targets
            total += out[units + w]
    return total


@njit(cache=True, inline="always")
def _choose(rates: np.ndarray, mark: float) -> int:
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
def _strike(lost: _Toll, hit: int) -> None:
    units = lost.men.shape[0]
    if hit < units:
        lost.men[hit] += 1
    else:
        lost.weapons[hit - units] += 1
