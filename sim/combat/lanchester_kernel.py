"""Integration of the Lanchester equations of `sim.combat.lanchester` within a turn."""

from typing import NamedTuple

import numpy as np

from sim.combat.contract import PERSONNEL
from sim.combat.ranks import Ranks
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


class Side(NamedTuple):
    """Where a side stands in the columns of a `Field`: its units, then its weapon entries."""

    first: int
    weapons: int
    end: int


class Field(NamedTuple):
    """Both sides in one run, S units and weapon entries; what is empty of a unit stays 0."""

    men: np.ndarray
    """(S,) men of a unit when the turn begins, at least 1."""
    exposure: np.ndarray
    """(S,)"""
    fire: np.ndarray
    """(C, S) of units."""
    category: np.ndarray
    """(S,) of weapons."""


class Course(NamedTuple):
    """What is left of both sides in one run, and what integrating it takes."""

    state: np.ndarray
    """(S,)"""
    stage: np.ndarray
    """(S,) the state within a step."""
    slopes: np.ndarray
    """(4, S) losses an hour."""


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
    red = _side(0, attacker)
    blue = _side(red.end, defender)
    size = blue.end
    armed = red.end > red.weapons or blue.end > blue.weapons
    fire = np.zeros((attacker.fire.shape[2] if armed else PERSONNEL + 1, size))
    field = Field(np.ones(size), np.empty(size), fire, np.zeros(size, np.int64))
    course, begun = Course(np.empty(size), np.empty(size), np.empty((4, size))), np.empty(size)
    for k in range(attacker.men.shape[0]):
        laws = _law(rules.attacker, k), _law(rules.defender, k)
        conduct = _conduct(rules.conduct, k)
        _gather(attacker, k, attacker_toll.fraction, red, field, begun)
        _gather(defender, k, defender_toll.fraction, blue, field, begun)
        course.state[:] = begun
        _integrate(course, field, (red, blue), laws, conduct, hours, lasted[k])
        stochastic = conduct.stochastic > 0.5
        _book(attacker, k, red.first, begun, course.state, stochastic, luck, attacker_toll)
        _book(defender, k, blue.first, begun, course.state, stochastic, luck, defender_toll)


@njit(cache=True, inline="always")
def _side(first: int, ranks: Ranks) -> Side:
    weapons = first + ranks.men.shape[1]
    return Side(first, weapons, weapons + ranks.weapons.shape[1])


@njit(cache=True, inline="always")
def _law(table: np.ndarray, k: int) -> Law:
    i = k if table.shape[0] > 1 else 0
    return Law(table[i, 0], table[i, 1], table[i, 2])


@njit(cache=True, inline="always")
def _conduct(table: np.ndarray, k: int) -> Conduct:
    i = k if table.shape[0] > 1 else 0
    return Conduct(table[i, 0], table[i, 1], table[i, 2], table[i, 3], table[i, 4], table[i, 5])


@njit(cache=True)
def _gather(
    ranks: Ranks, k: int, fraction: np.ndarray, side: Side, field: Field, state: np.ndarray
) -> None:
    """Men, less the fractions lost already, and weapons of one side in one run."""
    for u in range(ranks.men.shape[1]):
        i = side.first + u
        state[i] = max(ranks.men[k, u] - fraction[k, u], 0.0)
        field.men[i] = max(ranks.men[k, u], 1)
        field.exposure[i] = ranks.exposure[k, u]
        for category in range(field.fire.shape[0]):
            field.fire[category, i] = ranks.fire[k, u, category]
    for w in range(ranks.weapons.shape[1]):
        i = side.weapons + w
        state[i] = ranks.weapons[k, w]
        field.exposure[i] = ranks.exposure[k, ranks.weapon_unit[w]]
        field.category[i] = ranks.weapon_category[w]


@njit(cache=True, error_model="numpy")
def _integrate(
    course: Course,
    field: Field,
    sides: tuple[Side, Side],
    laws: tuple[Law, Law],
    conduct: Conduct,
    hours: float,
    lasted: float,
) -> None:
    """Classical Runge-Kutta steps of at most the share `step` of a unit."""
    state, stage, slopes = course
    done = 0.0
    while done < hours:
        _slopes(state, field, sides, laws, conduct, lasted + done, slopes[0])
        step = min(_step(state, slopes[0], conduct, hours), hours - done)
        if step <= 0.0:
            break
        for i in range(3):
            part = step if i == 2 else 0.5 * step
            for j in range(state.shape[0]):
                stage[j] = max(state[j] - part * slopes[i, j], 0.0)
            _slopes(stage, field, sides, laws, conduct, lasted + done + part, slopes[i + 1])
        for j in range(state.shape[0]):
            mean = (slopes[0, j] + 2.0 * slopes[1, j] + 2.0 * slopes[2, j] + slopes[3, j]) / 6.0
            state[j] = max(state[j] - step * mean, 0.0)
        done = hours if hours - done - step < 1e-12 * hours else done + step


@njit(cache=True, error_model="numpy")
def _step(state: np.ndarray, slopes: np.ndarray, conduct: Conduct, hours: float) -> float:
    """Hours until the fastest unit, or the fire, has lost the share; 0 if nobody loses anything."""
    fastest = 0.0
    for i in range(state.shape[0]):
        if state[i] > 0.0:
            fastest = max(fastest, slopes[i] / state[i])
    if fastest <= 0.0:
        return 0.0
    return float(max(conduct.step / max(fastest, conduct.fatigue), hours / _MAX_STEPS))


@njit(cache=True, inline="always")
def _slopes(
    state: np.ndarray,
    field: Field,
    sides: tuple[Side, Side],
    laws: tuple[Law, Law],
    conduct: Conduct,
    when: float,
    out: np.ndarray,
) -> None:
    """Losses an hour of every unit and weapon entry."""
    red, blue = sides
    fading = conduct.intensity * (exp(-conduct.fatigue * when) if conduct.fatigue > 0.0 else 1.0)
    _suffer(state, field, (red, blue), laws[0], conduct, fading, out)
    _suffer(state, field, (blue, red), laws[1], conduct, fading, out)


@njit(cache=True, error_model="numpy", inline="always")
def _suffer(
    state: np.ndarray,
    field: Field,
    sides: tuple[Side, Side],
    law: Law,
    conduct: Conduct,
    fading: float,
    out: np.ndarray,
) -> None:
    """Losses an hour of the first side under the fire of the other."""
    own, enemy = sides
    strength = total = exposed = pull = 0.0
    for u in range(enemy.first, enemy.weapons):
        strength += state[u]
    for u in range(own.first, own.weapons):
        total += state[u]
        exposed += state[u] * field.exposure[u]
    if total > 0.0 and exposed > 0.0 and strength > 0.0:
        if law.rate > 0.0:
            pull = law.rate * power(total, law.p) * power(strength, law.q)
        else:
            pull = _fire(state, field, enemy, PERSONNEL)
            if law.p != 0.0 or law.q != 1.0:
                pull *= power(total / conduct.reference, law.p)
                pull *= power(strength / conduct.reference, law.q - 1.0)
        pull *= fading * power(exposed / total, conduct.cover) / exposed
    for u in range(own.first, own.weapons):
        out[u] = pull * state[u] * field.exposure[u]
    if own.end > own.weapons:
        _suffer_weapons(state, field, own, enemy, fading, out)


@njit(cache=True, error_model="numpy", inline="always")
def _fire(state: np.ndarray, field: Field, side: Side, category: int) -> float:
    """Losses an hour that what is left of a side inflicts on one category."""
    total = 0.0
    for u in range(side.first, side.weapons):
        total += field.fire[category, u] * state[u] / field.men[u]
    return total


@njit(cache=True, error_model="numpy")
def _suffer_weapons(
    state: np.ndarray,
    field: Field,
    own: Side,
    enemy: Side,
    fading: float,
    out: np.ndarray,
) -> None:
    out[own.weapons : own.end] = 0.0
    for category in range(field.fire.shape[0]):
        targets = 0.0
        for w in range(own.weapons, own.end):
            if field.category[w] == category:
                targets += state[w]
        if targets <= 0.0:
            continue
        fire = fading * _fire(state, field, enemy, category)
        for w in range(own.weapons, own.end):
            if field.category[w] == category:
                out[w] = fire * field.exposure[w] * state[w] / targets


@njit(cache=True)
def _book(
    ranks: Ranks,
    k: int,
    first: int,
    begun: np.ndarray,
    left: np.ndarray,
    stochastic: bool,
    luck: Luck,
    toll: Toll,
) -> None:
    """Turn the losses of a run into whole men and weapons; those of the side begin at `first`."""
    units, fraction = ranks.men.shape[1], toll.fraction
    for u in range(units):
        before, men = begun[first + u], ranks.men[k, u]
        lost = before - left[first + u]
        if toll.kept and not stochastic:
            due = fraction[k, u] + lost
            toll.men[k, u] = min(int(due + _ROUNDING), men)
            # a unit that is elsewhere in this run keeps what it carries
            gone = men > 0 and toll.men[k, u] >= men
            fraction[k, u] = 0.0 if gone else max(due - toll.men[k, u], 0.0)
        elif lost > 0.0:
            uniform, _ = uniform_pair(luck.seed, luck.runs[k], luck.turn, ranks.addresses[u])
            toll.men[k, u] = _whole(men, before, lost, stochastic, uniform)
    for w in range(ranks.weapons.shape[1]):
        before = begun[first + units + w]
        lost = before - left[first + units + w]
        if lost > 0.0:
            address = ranks.weapon_addresses[w]
            uniform, _ = uniform_pair(luck.seed, luck.runs[k], luck.turn, address)
            toll.weapons[k, w] = _whole(ranks.weapons[k, w], before, lost, stochastic, uniform)


@njit(cache=True, inline="always")
def _whole(count: int, begun: float, lost: float, stochastic: bool, uniform: float) -> int:
    """Whole losses with the mean `lost`."""
    if stochastic:
        return binomial(count, lost / begun, uniform)
    return int(min(lost + 1.0 - uniform, count))
