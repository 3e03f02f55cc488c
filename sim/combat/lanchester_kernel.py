"""Integration of the Lanchester equations of `sim.combat.lanchester` within a turn."""

from typing import Any

import numpy as np

from sim.combat.contract import PERSONNEL
from sim.elementary import exp, power
from sim.kernel import njit
from sim.luck.philox import uniform_pair
from sim.luck.variates import binomial

_MAX_STEPS = 4000
"""Steps of a turn at most, however fast a side melts at its end."""
_ROUNDING = 1e-9
"""A fraction of a man so close to the next whole one is whole."""

Tables = tuple[Any, ...]
"""Arrays of one side."""


@njit(cache=True)
def resolve(
    attacker: Tables,
    defender: Tables,
    laws: np.ndarray,
    conduct: np.ndarray,
    times: tuple[float, np.ndarray],
    luck: Tables,
    kept: tuple[bool, bool],
    attacker_out: Tables,
    defender_out: Tables,
) -> None:
    """Losses of all runs; `kept` says of each side whether the fractions of men are carried on."""
    hours, lasted = times
    split = attacker[0].shape[1] + attacker[3].shape[1]
    state = np.empty(split + defender[0].shape[1] + defender[3].shape[1])
    for k in range(attacker[0].shape[0]):
        law = laws[k if laws.shape[0] > 1 else 0]
        rules = conduct[k if conduct.shape[0] > 1 else 0]
        _gather(attacker, k, attacker_out[2], state[:split])
        _gather(defender, k, defender_out[2], state[split:])
        begun = state.copy()
        _integrate(state, split, attacker, defender, k, law, rules, hours, lasted[k])
        stochastic = rules[4] > 0.5
        lost = begun - state
        _book(attacker, k, begun[:split], lost[:split], stochastic, kept[0], luck, attacker_out)
        _book(defender, k, begun[split:], lost[split:], stochastic, kept[1], luck, defender_out)


@njit(cache=True)
def _gather(
    force: Tables,
    k: int,
    fraction: np.ndarray,
    state: np.ndarray,
) -> None:
    """Men, less the fractions lost already, and weapons of one side in one run."""
    men, weapons = force[0], force[3]
    for u in range(men.shape[1]):
        state[u] = max(men[k, u] - fraction[k, u], 0.0)
    for w in range(weapons.shape[1]):
        state[men.shape[1] + w] = weapons[k, w]


@njit(cache=True)
def _integrate(
    state: np.ndarray,
    split: int,
    attacker: Tables,
    defender: Tables,
    k: int,
    law: np.ndarray,
    conduct: np.ndarray,
    hours: float,
    lasted: float,
) -> None:
    """Classical Runge-Kutta steps of at most the share `step` of a unit."""
    slopes = np.empty((4, state.shape[0]))
    stage = np.empty(state.shape[0])
    done = 0.0
    while done < hours:
        _slopes(state, split, attacker, defender, k, law, conduct, lasted + done, slopes[0])
        step = min(_step(state, slopes[0], conduct, hours), hours - done)
        if step <= 0.0:
            break
        for i in range(3):
            part = step if i == 2 else 0.5 * step
            for j in range(state.shape[0]):
                stage[j] = max(state[j] - part * slopes[i, j], 0.0)
            when = lasted + done + part
            _slopes(stage, split, attacker, defender, k, law, conduct, when, slopes[i + 1])
        for j in range(state.shape[0]):
            mean = (slopes[0, j] + 2.0 * slopes[1, j] + 2.0 * slopes[2, j] + slopes[3, j]) / 6.0
            state[j] = max(state[j] - step * mean, 0.0)
        done = hours if hours - done - step < 1e-12 * hours else done + step


@njit(cache=True)
def _step(state: np.ndarray, slopes: np.ndarray, conduct: np.ndarray, hours: float) -> float:
    """Hours until the fastest unit, or the fire, has lost the share; 0 if nobody loses anything."""
    fastest = 0.0
    for i in range(state.shape[0]):
        if state[i] > 0.0:
            fastest = max(fastest, slopes[i] / state[i])
    if fastest <= 0.0:
        return 0.0
    return float(max(conduct[5] / max(fastest, conduct[3]), hours / _MAX_STEPS))


@njit(cache=True)
def _slopes(
    state: np.ndarray,
    split: int,
    attacker: Tables,
    defender: Tables,
    k: int,
    law: np.ndarray,
    conduct: np.ndarray,
    when: float,
    out: np.ndarray,
) -> None:
    """Losses an hour of every unit and weapon entry."""
    fading = conduct[0] * exp(-conduct[3] * when)
    _suffer(
        state[:split],
        attacker,
        state[split:],
        defender,
        k,
        law[3],
        law[1:3],
        conduct,
        fading,
        out[:split],
    )
    _suffer(
        state[split:],
        defender,
        state[:split],
        attacker,
        k,
        law[0],
        law[4:6],
        conduct,
        fading,
        out[split:],
    )


@njit(cache=True)
def _suffer(
    own: np.ndarray,
    force: Tables,
    enemy: np.ndarray,
    enemy_force: Tables,
    k: int,
    rate: float,
    powers: np.ndarray,
    conduct: np.ndarray,
    fading: float,
    out: np.ndarray,
) -> None:
    """Losses an hour of one side under the fire of the other."""
    men, exposure = force[0], force[2]
    units = men.shape[1]
    out[:] = 0.0
    strength = total = exposed = 0.0
    for u in range(enemy_force[0].shape[1]):
        strength += enemy[u]
    for u in range(units):
        total += own[u]
        exposed += own[u] * exposure[k, u]
    if total > 0.0 and exposed > 0.0 and strength > 0.0:
        if rate > 0.0:
            fire = rate * power(total, powers[0]) * power(strength, powers[1])
        else:
            fire = _fire(enemy, enemy_force, k, PERSONNEL)
            if powers[0] != 0.0 or powers[1] != 1.0:
                fire *= power(total / conduct[1], powers[0])
                fire *= power(strength / conduct[1], powers[1] - 1.0)
        mean = exposed / total
        fire *= fading * power(mean, conduct[2]) / exposed
        for u in range(units):
            out[u] = fire * own[u] * exposure[k, u]
    _suffer_weapons(own, force, enemy, enemy_force, k, fading, out)


@njit(cache=True)
def _fire(
    own: np.ndarray,
    force: Tables,
    k: int,
    category: int,
) -> float:
    """Losses an hour that what is left of a side inflicts on one category."""
    men, unit_fire = force[0], force[1]
    total = 0.0
    for u in range(men.shape[1]):
        if men[k, u] > 0:
            total += unit_fire[k, u, category] * own[u] / men[k, u]
    return total


@njit(cache=True)
def _suffer_weapons(
    own: np.ndarray,
    force: Tables,
    enemy: np.ndarray,
    enemy_force: Tables,
    k: int,
    fading: float,
    out: np.ndarray,
) -> None:
    units, exposure, weapon_unit, weapon_category = force[0].shape[1], force[2], force[4], force[5]
    for category in range(1, force[1].shape[2]):
        targets = 0.0
        for w in range(weapon_unit.shape[0]):
            if weapon_category[w] == category:
                targets += own[units + w]
        if targets <= 0.0:
            continue
        fire = fading * _fire(enemy, enemy_force, k, category)
        for w in range(weapon_unit.shape[0]):
            if weapon_category[w] == category:
                out[units + w] = fire * exposure[k, weapon_unit[w]] * own[units + w] / targets


@njit(cache=True)
def _book(
    force: Tables,
    k: int,
    begun: np.ndarray,
    lost: np.ndarray,
    stochastic: bool,
    kept: bool,
    luck: Tables,
    out: Tables,
) -> None:
    """Turn losses into whole men and weapons."""
    men, weapons, addresses, weapon_addresses = force[0], force[3], force[6], force[7]
    seed, runs, rows, turn = luck
    run = runs[rows[k]]
    units = men.shape[1]
    for u in range(units):
        if kept and not stochastic:
            due = out[2][k, u] + lost[u]
            out[0][k, u] = min(int(due + _ROUNDING), men[k, u])
            # a unit that is elsewhere in this run keeps what it carries
            gone = men[k, u] > 0 and out[0][k, u] >= men[k, u]
            out[2][k, u] = 0.0 if gone else max(due - out[0][k, u], 0.0)
        elif lost[u] > 0.0:
            uniform, _ = uniform_pair(seed, run, turn, addresses[u])
            out[0][k, u] = _whole(men[k, u], begun[u], lost[u], stochastic, uniform)
    for w in range(weapons.shape[1]):
        if lost[units + w] > 0.0:
            uniform, _ = uniform_pair(seed, run, turn, weapon_addresses[w])
            out[1][k, w] = _whole(
                weapons[k, w], begun[units + w], lost[units + w], stochastic, uniform
            )


@njit(cache=True, inline="always")
def _whole(
    count: int,
    begun: float,
    lost: float,
    stochastic: bool,
    uniform: float,
) -> int:
    """Whole losses with the mean `lost`."""
    if stochastic:
        return binomial(count, lost / begun, uniform)
    return int(min(lost + 1.0 - uniform, count))
