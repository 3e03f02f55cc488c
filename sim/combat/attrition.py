"""Stochastic attrition between unlike units, the default model.

Of A attackers and D defenders each man who is exposed as in the open is hit at the rate

    h_A = F_D / A  (A / D)^(1 - w)  (1 + t)^-g        h_D = F_A / D  (D / A)^(1 - w)  (1 + t)^-g

an hour. F is the fire that the enemy aims at men, which melts with him; t the hours since the
engagement began. With w = 1 and g = 0 that is Lanchester's square law (Lanchester 1916), and for
single men the Markov form of it (Brown 1963). w is Helmbold's weight (Helmbold 1965, "Some
observations on the use of Lanchester's theory for prediction"): the larger force cannot bring all
its fire to bear and offers more to the other's; 1/2 makes the linear law, 0 the logarithmic one.
His correction is used for ratios up to `KNOWN_ODDS`, as far as there are battles to show it. g lets
fire slacken as an engagement goes on: a long day has more hours, not more hours of fire.

Within a turn both sides melt: the rates are integrated, each step by the midpoint rule, until no
step costs more than `FINE` of a side, and losses are binomial with the integral. Vehicles, guns,
craft and aircraft are hit by the fire aimed at their category, likewise but without w.
"""

from typing import ClassVar, NamedTuple

import numpy as np
from pydantic import Field

from sim.combat.contract import PERSONNEL, CombatModel, Engagement, Force, Losses
from sim.combat.parameters import Parameters
from sim.combat.prior import Prior, between, likely
from sim.elementary import log, power, powers_of
from sim.kernel import njit
from sim.luck.philox import uniform_pair, uniforms
from sim.luck.variates import fallen, fallen_of

KNOWN_ODDS = 5.0
"""Force ratio up to which the larger force is hampered more and more; 96 % of the battles of the
bundled table lie within it."""
FINE = 0.1
"""Share of a side that a step of the integration may cost at most."""
_MOST_STEPS = 100


class Attrition(CombatModel):
    """Binomial losses from aimed fire with heterogeneous units."""

    name: ClassVar[str] = "attrition"
    pools_fire: ClassVar[bool] = True

    class Parameters(Parameters):
        """What can be tuned."""

        priors: ClassVar[dict[str, Prior]] = {
            "intensity": likely(0.5, 4.0, "the laws of fire take a part of it away again"),
            "weight": between(0.0, 0.27, 0.6, "from the logarithmic to the linear law"),
            "slackening": between(0.0, 0.5, 0.8, "battles of days have fewer losses an hour"),
        }
        usual: ClassVar[tuple[str, ...]] = ("weight", "slackening")

        intensity: float = Field(
            1.5,
            ge=0,
            description="multiplier of all fire; the default is fixed by the battles of 1945",
        )
        weight: float = Field(
            0.23,
            ge=0,
            le=1,
            description="Helmbold's weight: 1 for the square law, 0.5 for the linear, 0 for the "
            "logarithmic one; the default is fitted",
        )
        slackening: float = Field(
            0.5,
            ge=0,
            le=1,
            description="power of the hours of an engagement by which its fire falls; the "
            "default is fixed: the table tells the product with the rate of fire alone",
        )

    def resolve(self, engagement: Engagement) -> Losses:
        """Losses of one turn."""
        draws, table = engagement.draws, ("intensity", "weight", "slackening")
        losses = _resolve(
            _side(engagement.attacker),
            _side(engagement.defender),
            _Turn(engagement.turn, engagement.hours, engagement.engaged_since),
            engagement.parameter_table(*table),
            _Luck(draws.seed, draws.runs, engagement.rows, np.uint64(engagement.turn)),
        )
        return Losses(*losses)


class _Side(NamedTuple):
    """What the kernels need to know of a force; see `Force`."""

    men: np.ndarray
    exposure: np.ndarray
    fire: np.ndarray
    addresses: np.ndarray
    weapons: np.ndarray
    weapon_unit: np.ndarray
    weapon_category: np.ndarray
    weapon_addresses: np.ndarray


def _side(force: Force) -> _Side:
    return _Side(
        force.men,
        force.exposure,
        force.fire,
        force.addresses,
        force.weapons,
        force.weapon_unit,
        force.weapon_category,
        force.weapon_addresses,
    )


class _Turn(NamedTuple):
    """When and how long they fight."""

    turn: int
    hours: float
    since: np.ndarray
    """The turn at which the engagement began, (n,)."""


class _Luck(NamedTuple):
    """What the kernels draw from, but for the addresses."""

    seed: np.uint64
    runs: np.ndarray
    rows: np.ndarray
    turn: np.uint64


@njit(cache=True)
def _resolve(
    attacker: _Side, defender: _Side, when: _Turn, parameters: np.ndarray, luck: _Luck
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Losses of the attacker's and the defender's men, (k, U), then of their weapons, (k, W)."""
    spans = _spans(luck.rows, when, parameters)
    hazard, hours = _hazards(attacker, defender, spans, parameters)
    runs = luck.runs[luck.rows]
    return (
        _lose_men(attacker, hazard[0], luck, runs),
        _lose_men(defender, hazard[1], luck, runs),
        _lose_weapons(attacker, defender.fire, hours[0], luck),
        _lose_weapons(defender, attacker.fire, hours[1], luck),
    )


@njit(cache=True, inline="always")
def _aimed_at(fire: np.ndarray, k: int, category: int) -> float:
    """The fire of all units, (k, U, C), at one category in one run."""
    total = 0.0
    for u in range(fire.shape[1]):
        total += fire[k, u, category]
    return total


class _Melt(NamedTuple):
    """How both sides melt in a turn: columns of each, (2, k), and of what is between them, (k,)."""

    men: np.ndarray
    """Who is there at first."""
    exposure: np.ndarray
    """The mean of a side's men."""
    at: np.ndarray
    """The fire at a side's men, an hour and by each enemy man."""
    left: np.ndarray
    half: np.ndarray
    """Who is left in the middle of a step."""
    hazard: np.ndarray
    """Of a man in the open."""
    hours: np.ndarray
    """Of the fire at a side when the turn begins that the turn comes to."""
    favour: np.ndarray
    """Helmbold's correction of the fire at the first side."""
    step: np.ndarray
    """Hours."""
    steps: np.ndarray
    """How many are still to be taken."""


@njit(cache=True)
def _hazards(
    attacker: _Side, defender: _Side, spans: np.ndarray, parameters: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Hazards of a man in the open on each side, and hours of fire at either, (2, k) each.

    `spans`, (k,), are the hours of fire that the turn is worth.
    """
    melt = _begun(attacker, defender, spans)
    going = np.flatnonzero(melt.steps)
    work = np.empty((3, going.shape[0]))
    for j in range(going.shape[0]):
        work[0, j] = 1.0 - parameters[going[j] if parameters.shape[0] > 1 else 0, 1]
    _correct(melt, melt.left, going, work)
    _divide(melt, spans, going)
    while going.shape[0]:
        _go_half(melt, going)
        _correct(melt, melt.half, going, work)
        _go_whole(melt, going)
        going = going[: _still_going(melt, going, work)]
        _correct(melt, melt.left, going, work)
    return melt.hazard, melt.hours


@njit(cache=True)
def _begun(attacker: _Side, defender: _Side, spans: np.ndarray) -> _Melt:
    """The columns when the turn begins; where a side is gone the turn has no step."""
    runs = spans.shape[0]
    men, exposure, at, hazard, hours = np.zeros((5, 2, runs))
    _weigh(attacker, men[0], exposure[0], at[1])
    _weigh(defender, men[1], exposure[1], at[0])
    steps = np.empty(runs, np.int64)
    for k in range(runs):
        a, d = men[0, k], men[1, k]
        steps[k] = a > 0.0 and d > 0.0
        if steps[k]:
            at[0, k] /= d
            at[1, k] /= a
        else:
            hours[0, k] = hours[1, k] = spans[k]
            hazard[0, k] = at[0, k] * spans[k] / a if a > 0.0 else 0.0
            hazard[1, k] = at[1, k] * spans[k] / d if d > 0.0 else 0.0
    half, work = np.empty((2, runs)), np.empty((2, runs))
    return _Melt(men, exposure, at, men.copy(), half, hazard, hours, work[0], work[1], steps)


@njit(cache=True)
def _weigh(side: _Side, men: np.ndarray, exposure: np.ndarray, aims: np.ndarray) -> None:
    """Write the men of a side, their mean exposure and their fire at men, (k,) each."""
    there, each, fire = side.men, side.exposure, side.fire
    for k in range(men.shape[0]):
        number, exposed = 0, 0.0
        for u in range(there.shape[1]):
            number += there[k, u]
            exposed += there[k, u] * each[k, u]
        men[k] = number
        exposure[k] = exposed / number if number > 0 else 0.0
        aims[k] = _aimed_at(fire, k, PERSONNEL)


@njit(cache=True, error_model="numpy")
def _correct(melt: _Melt, men: np.ndarray, going: np.ndarray, work: np.ndarray) -> None:
    """Find Helmbold's correction where so many men, (2, k), are left.

    The first row of `work`, (3, k), is 1 less his weight; the others are overwritten.
    """
    n = going.shape[0]
    rest, odds, favour = work[0, :n], work[1, :n], work[2, :n]
    for j in range(n):
        k = np.uint32(going[j])  # unsigned: see `muster`
        odds[j] = min(max(men[0, k] / men[1, k], 1.0 / KNOWN_ODDS), KNOWN_ODDS)
    powers_of(odds, rest, favour)
    found = melt.favour
    for j in range(n):
        found[np.uint32(going[j])] = favour[j]


@njit(cache=True)
def _still_going(melt: _Melt, going: np.ndarray, work: np.ndarray) -> int:
    """Keep those who have steps to take, and 1 less their weights, in front; returns how many."""
    still, steps = 0, melt.steps
    for j in range(going.shape[0]):
        k = np.uint32(going[j])
        going[still], work[0, still] = going[j], work[0, j]
        steps[k] -= 1
        still += steps[k] > 0
    return still


@njit(cache=True, error_model="numpy")
def _divide(melt: _Melt, spans: np.ndarray, going: np.ndarray) -> None:
    """Divide the turn into steps none of which costs too much."""
    exposure, at, left, favour = melt.exposure, melt.at, melt.left, melt.favour
    step, steps = melt.step, melt.steps
    for row in going:
        k = np.uint32(row)
        a, d = left[0, k], left[1, k]
        one = exposure[0, k] * at[0, k] * d / a * favour[k]
        two = exposure[1, k] * at[1, k] * a / d / favour[k]
        steps[k] = min(1 + int(spans[k] * max(one, two) / FINE), _MOST_STEPS)
        step[k] = spans[k] / steps[k]


@njit(cache=True, error_model="numpy")
def _go_half(melt: _Melt, going: np.ndarray) -> None:
    """Go half a step."""
    # the arrays themselves, here and below: to ask a bundle for one in each run takes a while
    exposure, at, left, half = melt.exposure, melt.at, melt.left, melt.half
    corrections, steps = melt.favour, melt.step
    for row in going:
        k = np.uint32(row)
        a, d, favour, part = left[0, k], left[1, k], corrections[k], 0.5 * steps[k]
        half_a = a * (1.0 - part * exposure[0, k] * at[0, k] * d / a * favour)
        half_d = d * (1.0 - part * exposure[1, k] * at[1, k] * a / d / favour)
        half[0, k], half[1, k] = max(half_a, 0.5 * a), max(half_d, 0.5 * d)


@njit(cache=True, error_model="numpy")
def _go_whole(melt: _Melt, going: np.ndarray) -> None:
    """Go a whole step at the rates of its middle."""
    men, exposure, at, left, half = melt.men, melt.exposure, melt.at, melt.left, melt.half
    hazard, hours, corrections, steps = melt.hazard, melt.hours, melt.favour, melt.step
    for row in going:
        k = np.uint32(row)
        half_a, half_d, favour, step = half[0, k], half[1, k], corrections[k], steps[k]
        rate_a = at[0, k] * half_d / half_a * favour
        rate_d = at[1, k] * half_a / half_d / favour
        hazard[0, k] += step * rate_a
        hazard[1, k] += step * rate_d
        hours[0, k] += step * half_d / men[1, k]
        hours[1, k] += step * half_a / men[0, k]
        a, d = left[0, k], left[1, k]
        left[0, k] = max(a - step * exposure[0, k] * rate_a * half_a, 0.25 * a)
        left[1, k] = max(d - step * exposure[1, k] * rate_d * half_d, 0.25 * d)


@njit(cache=True)
def _spans(rows: np.ndarray, when: _Turn, parameters: np.ndarray) -> np.ndarray:
    """Hours of fire that a turn is worth, intensity included, (k,).

    Where all runs share the parameters, the integral is found once for each turn that engagements
    have lasted.
    """
    turn, hours, since = when
    spans = np.empty(rows.shape[0])
    first = turn
    for row in rows:
        first = min(first, since[row])
    by_age = np.full(turn - first + 1, np.nan)
    for k in range(rows.shape[0]):
        p = parameters[k if parameters.shape[0] > 1 else 0]
        age = turn - since[rows[k]]
        if parameters.shape[0] > 1 or np.isnan(by_age[age]):
            by_age[age] = p[0] * _hours_of_fire(age * hours, hours, p[2])
        spans[k] = by_age[age]
    return spans


@njit(cache=True, inline="always")
def _hours_of_fire(lasted: float, hours: float, slackening: float) -> float:
    """The integral of (1 + t)^-g over a turn."""
    if slackening == 0.0:
        return hours
    first, last = 1.0 + lasted, 1.0 + lasted + hours
    if slackening == 1.0:
        return log(last / first)
    rest = 1.0 - slackening
    return (power(last, rest) - power(first, rest)) / rest


@njit(cache=True)
def _lose_men(side: _Side, hazard: np.ndarray, luck: _Luck, runs: np.ndarray) -> np.ndarray:
    """Men lost, (k, U), in some `runs`; `hazard` is that of a man in the open, (k,)."""
    men, exposure = side.men, side.exposure
    lost = np.zeros_like(men)
    hazards, drawn = np.empty(men.shape[0]), np.empty(men.shape[0])
    there, fell = np.empty(men.shape[0], np.int64), np.empty(men.shape[0], np.int64)
    for u in range(men.shape[1]):  # unit by unit, for many draws at a time take less
        for k in range(men.shape[0]):
            there[k] = men[k, u]
            hazards[k] = hazard[k] * exposure[k, u]
        uniforms(luck.seed, runs, luck.turn, side.addresses[u], drawn)
        fallen_of(there, hazards, drawn, fell)
        for k in range(men.shape[0]):
            lost[k, u] = fell[k]
    return lost


@njit(cache=True)
def _lose_weapons(side: _Side, fire: np.ndarray, hours: np.ndarray, luck: _Luck) -> np.ndarray:
    """Weapons lost, (k, W).

    `hours`, (k,), are those of the enemy's `fire` at its start that the turn comes to.
    """
    weapons, unit, category = side.weapons, side.weapon_unit, side.weapon_category
    lost = np.zeros_like(weapons)
    targets = np.zeros(fire.shape[2], np.int64)
    for k in range(weapons.shape[0] if weapons.shape[1] else 0):
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
                run = luck.runs[luck.rows[k]]
                uniform, _ = uniform_pair(luck.seed, run, luck.turn, side.weapon_addresses[w])
                lost[k, w] = fallen(weapons[k, w], hazard * side.exposure[k, unit[w]], uniform)
    return lost
