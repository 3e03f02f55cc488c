"""Integration of the Lanchester equations of `sim.combat.lanchester` within a turn."""

from typing import NamedTuple

import numpy as np

from sim.combat.contract import PERSONNEL
from sim.combat.ranks import Ranks, in_run
from sim.elementary import exp, power
from sim.kernel import njit
from sim.luck.draws import Luck
from sim.luck.philox import uniform_pair
from sim.luck.variates import binomial

_MAX_STEPS = 4000
"""Steps of a turn at most, however fast a side melts at its end."""
_ROUNDING = 1e-9
"""A fraction of a man so close to the next whole one is whole."""


class Law(NamedTuple):
    """How the strengths of both sides count in the losses of one."""

    rate: float
    """b of the enemy's fire, an hour; 0 takes the fire of his units."""
    p: float
    """Power of the side's own strength."""
    q: float
    """Power of the enemy's strength."""


class Conduct(NamedTuple):
    """The parameters that both sides share, under their own names."""

    intensity: float
    reference: float
    cover: float
    fatigue: float
    stochastic: float
    step: float


class Rules(NamedTuple):
    """The parameters of all runs; each table has k rows, or one if all runs share them."""

    attacker: np.ndarray
    """(k or 1, 3) columns of `Law`, of the attacker's losses."""
    defender: np.ndarray
    """The same of the defender's."""
    conduct: np.ndarray
    """(k or 1, 6) columns of `Conduct`."""


class Toll(NamedTuple):
    """What a side loses in all runs, to be filled."""

    men: np.ndarray
    """(k, U)"""
    weapons: np.ndarray
    """(k, W)"""
    fraction: np.ndarray
    """(k, U) parts of men who are lost beyond the whole ones."""
    kept: bool
    """Whether these are carried on."""


@njit(cache=True)
def resolve(
    attacker: Ranks,
    defender: Ranks,
    rules: Rules,
    hours: float,
    lasted: np.ndarray,
    luck: Luck,
    attacker_toll: Toll,
    defender_toll: Toll,
) -> None:
    """Losses of all runs in a turn of some hours; `lasted` (k,) hours went before."""
    split = attacker.men.shape[1] + attacker.weapons.shape[1]
    state = np.empty(split + defender.men.shape[1] + defender.weapons.shape[1])
    for k in range(attacker.men.shape[0]):
        red, blue = in_run(attacker, k), in_run(defender, k)
        laws = _law(rules.attacker, k), _law(rules.defender, k)
        conduct = _conduct(rules.conduct, k)
        _gather(red, attacker_toll.fraction[k], state[:split])
        _gather(blue, defender_toll.fraction[k], state[split:])
        begun = state.copy()
        _integrate(state, red, blue, laws, conduct, hours, lasted[k])
        stochastic = conduct.stochastic > 0.5
        lost = begun - state
        _book(red, k, begun[:split], lost[:split], stochastic, luck, attacker_toll)
        _book(blue, k, begun[split:], lost[split:], stochastic, luck, defender_toll)


@njit(cache=True, inline="always")
def _law(table: np.ndarray, k: int) -> Law:
    row = table[k if table.shape[0] > 1 else 0]
    return Law(row[0], row[1], row[2])


@njit(cache=True, inline="always")
def _conduct(table: np.ndarray, k: int) -> Conduct:
    row = table[k if table.shape[0] > 1 else 0]
    return Conduct(row[0], row[1], row[2], row[3], row[4], row[5])


@njit(cache=True)
def _gather(ranks: Ranks, fraction: np.ndarray, state: np.ndarray) -> None:
    """Men, less the fractions lost already, and weapons of one side in one run."""
    units = ranks.men.shape[0]
    for u in range(units):
        state[u] = max(ranks.men[u] - fraction[u], 0.0)
    for w in range(ranks.weapons.shape[0]):
        state[units + w] = ranks.weapons[w]


@njit(cache=True)
def _integrate(
    state: np.ndarray,
    attacker: Ranks,
    defender: Ranks,
    laws: tuple[Law, Law],
    conduct: Conduct,
    hours: float,
    lasted: float,
) -> None:
    """Classical Runge-Kutta steps of at most the share `step` of a unit."""
    slopes = np.empty((4, state.shape[0]))
    stage = np.empty(state.shape[0])
    done = 0.0
    while done < hours:
        _slopes(state, attacker, defender, laws, conduct, lasted + done, slopes[0])
        step = min(_step(state, slopes[0], conduct, hours), hours - done)
        if step <= 0.0:
            break
        for i in range(3):
            part = step if i == 2 else 0.5 * step
            for j in range(state.shape[0]):
                stage[j] = max(state[j] - part * slopes[i, j], 0.0)
            when = lasted + done + part
            _slopes(stage, attacker, defender, laws, conduct, when, slopes[i + 1])
        for j in range(state.shape[0]):
            mean = (slopes[0, j] + 2.0 * slopes[1, j] + 2.0 * slopes[2, j] + slopes[3, j]) / 6.0
            state[j] = max(state[j] - step * mean, 0.0)
        done = hours if hours - done - step < 1e-12 * hours else done + step


@njit(cache=True)
def _step(state: np.ndarray, slopes: np.ndarray, conduct: Conduct, hours: float) -> float:
    """Hours until the fastest unit, or the fire, has lost the share; 0 if nobody loses anything."""
    fastest = 0.0
    for i in range(state.shape[0]):
        if state[i] > 0.0:
            fastest = max(fastest, slopes[i] / state[i])
    if fastest <= 0.0:
        return 0.0
    return float(max(conduct.step / max(fastest, conduct.fatigue), hours / _MAX_STEPS))


@njit(cache=True)
def _slopes(
    state: np.ndarray,
    attacker: Ranks,
    defender: Ranks,
    laws: tuple[Law, Law],
    conduct: Conduct,
    when: float,
    out: np.ndarray,
) -> None:
    """Losses an hour of every unit and weapon entry."""
    fading = conduct.intensity * exp(-conduct.fatigue * when)
    split = attacker.men.shape[0] + attacker.weapons.shape[0]
    red, blue = state[:split], state[split:]
    _suffer(red, attacker, blue, defender, laws[0], conduct, fading, out[:split])
    _suffer(blue, defender, red, attacker, laws[1], conduct, fading, out[split:])


@njit(cache=True)
def _suffer(
    own: np.ndarray,
    ranks: Ranks,
    enemy: np.ndarray,
    enemy_ranks: Ranks,
    law: Law,
    conduct: Conduct,
    fading: float,
    out: np.ndarray,
) -> None:
    """Losses an hour of one side under the fire of the other."""
    units = ranks.men.shape[0]
    out[:] = 0.0
    strength = total = exposed = 0.0
    for u in range(enemy_ranks.men.shape[0]):
        strength += enemy[u]
    for u in range(units):
        total += own[u]
        exposed += own[u] * ranks.exposure[u]
    if total > 0.0 and exposed > 0.0 and strength > 0.0:
        if law.rate > 0.0:
            fire = law.rate * power(total, law.p) * power(strength, law.q)
        else:
            fire = _fire(enemy, enemy_ranks, PERSONNEL)
            if law.p != 0.0 or law.q != 1.0:
                fire *= power(total / conduct.reference, law.p)
                fire *= power(strength / conduct.reference, law.q - 1.0)
        mean = exposed / total
        fire *= fading * power(mean, conduct.cover) / exposed
        for u in range(units):
            out[u] = fire * own[u] * ranks.exposure[u]
    _suffer_weapons(own, ranks, enemy, enemy_ranks, fading, out)


@njit(cache=True)
def _fire(own: np.ndarray, ranks: Ranks, category: int) -> float:
    """Losses an hour that what is left of a side inflicts on one category."""
    men = ranks.men
    total = 0.0
    for u in range(men.shape[0]):
        if men[u] > 0:
            total += ranks.fire[u, category] * own[u] / men[u]
    return total


@njit(cache=True)
def _suffer_weapons(
    own: np.ndarray,
    ranks: Ranks,
    enemy: np.ndarray,
    enemy_ranks: Ranks,
    fading: float,
    out: np.ndarray,
) -> None:
    units, unit_of, category_of = ranks.men.shape[0], ranks.weapon_unit, ranks.weapon_category
    for category in range(ranks.fire.shape[1]):
        targets = 0.0
        for w in range(unit_of.shape[0]):
            if category_of[w] == category:
                targets += own[units + w]
        if targets <= 0.0:
            continue
        fire = fading * _fire(enemy, enemy_ranks, category)
        for w in range(unit_of.shape[0]):
            if category_of[w] == category:
                out[units + w] = fire * ranks.exposure[unit_of[w]] * own[units + w] / targets


@njit(cache=True)
def _book(
    ranks: Ranks,
    k: int,
    begun: np.ndarray,
    lost: np.ndarray,
    stochastic: bool,
    luck: Luck,
    toll: Toll,
) -> None:
    """Turn the losses of a run into whole men and weapons."""
    men, weapons, fraction = ranks.men, ranks.weapons, toll.fraction
    units = men.shape[0]
    for u in range(units):
        if toll.kept and not stochastic:
            due = fraction[k, u] + lost[u]
            toll.men[k, u] = min(int(due + _ROUNDING), men[u])
            # a unit that is elsewhere in this run keeps what it carries
            gone = men[u] > 0 and toll.men[k, u] >= men[u]
            fraction[k, u] = 0.0 if gone else max(due - toll.men[k, u], 0.0)
        elif lost[u] > 0.0:
            uniform, _ = uniform_pair(luck.seed, luck.runs[k], luck.turn, ranks.addresses[u])
            toll.men[k, u] = _whole(men[u], begun[u], lost[u], stochastic, uniform)
    for w in range(weapons.shape[0]):
        if lost[units + w] > 0.0:
            address = ranks.weapon_addresses[w]
            uniform, _ = uniform_pair(luck.seed, luck.runs[k], luck.turn, address)
            toll.weapons[k, w] = _whole(
                weapons[w], begun[units + w], lost[units + w], stochastic, uniform
            )


@njit(cache=True, inline="always")
def _whole(count: int, begun: float, lost: float, stochastic: bool, uniform: float) -> int:
    """Whole losses with the mean `lost`."""
    if stochastic:
        return binomial(count, lost / begun, uniform)
    return int(min(lost + 1.0 - uniform, count))
