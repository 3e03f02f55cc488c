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

from sim.combat.contract import PERSONNEL
from sim.combat.fronts import FrontModel, Fronts, Toll, When
from sim.combat.parameters import Parameters, ParameterTable
from sim.combat.prior import Prior, between, likely
from sim.elementary import log, power, powers_of
from sim.kernel import njit
from sim.luck.philox import uniforms
from sim.luck.variates import fallen_of

KNOWN_ODDS = 5.0
"""Force ratio up to which the larger force is hampered more and more; 96 % of the battles of the
bundled table lie within it."""
FINE = 0.1
"""Share of a side that a step of the integration may cost at most."""
_MOST_STEPS = 100


class Attrition(FrontModel):
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

    def resolve_all(self, fronts: Fronts, when: When, parameters: ParameterTable) -> Toll:
        """Losses of one turn."""
        table = parameters.columns(("intensity", "weight", "slackening"), fronts.rows)
        toll: Toll = _resolve(fronts, when, table)
        return toll


@njit(cache=True)
def _resolve(fronts: Fronts, when: When, parameters: np.ndarray) -> Toll:
    """What both sides lose at all fronts."""
    spans = _spans(fronts.lasted, when.hours, parameters)
    hazard, hours = _hazards(fronts, spans, parameters)
    toll = Toll(np.empty_like(fronts.men), np.empty_like(fronts.weapons))
    for front in range(len(fronts.attackers)):
        begin, end = fronts.ends[front], fronts.ends[front + 1]
        for side in range(2):
            role = 0 if fronts.attackers[front] == side else 1
            _lose_men(fronts, front, side, hazard[role, begin:end], when, toll.men)
            _lose_weapons(fronts, front, side, hours[role, begin:end], when, toll.weapons)
    return toll


class _Melt(NamedTuple):
    """How sides melt in a turn: columns of attackers and defenders, (2, k), and of both, (k,)."""

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
    fronts: Fronts, spans: np.ndarray, parameters: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Hazards of a man in the open, and hours of fire at attackers and defenders, (2, k) each.

    `spans`, (k,), are the hours of fire that the turn is worth.
    """
    melt = _begun(fronts, spans)
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
def _begun(fronts: Fronts, spans: np.ndarray) -> _Melt:
    """The columns when the turn begins; where a side is gone the turn has no step."""
    runs = spans.shape[0]
    men, exposure, at, hazard, hours = np.zeros((5, 2, runs))
    for front in range(len(fronts.attackers)):
        attacker = fronts.attackers[front]
        _weigh(fronts, front, attacker, men[0], exposure[0], at[1])
        _weigh(fronts, front, 1 - attacker, men[1], exposure[1], at[0])
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
def _weigh(
    fronts: Fronts,
    front: int,
    side: int,
    men: np.ndarray,
    exposure: np.ndarray,
    aims: np.ndarray,
) -> None:
    """Write the men of a side of a front, their mean exposure and their fire at men, (k,) each.

    They are zero at first.
    """
    begin, end = fronts.ends[front], fronts.ends[front + 1]
    number, exposed, aimed = men[begin:end], exposure[begin:end], aims[begin:end]
    for u in range(fronts.units[front, side]):  # unit by unit: several runs at a time
        there, each = fronts.men[side, u, begin:end], fronts.exposure[side, u, begin:end]
        for k in range(there.shape[0]):
            number[k] += there[k]
            exposed[k] += there[k] * each[k]
    for u in range(min(fronts.units[front, side], fronts.fire.shape[1])):
        fire = fronts.fire[side, u, PERSONNEL, begin:end]
        for k in range(fire.shape[0]):
            aimed[k] += fire[k]
    for k in range(number.shape[0]):
        exposed[k] = exposed[k] / number[k] if number[k] > 0.0 else 0.0


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
def _spans(lasted: np.ndarray, hours: float, parameters: np.ndarray) -> np.ndarray:
    """Hours of fire that a turn is worth, intensity included, (k,).

    Where all runs share the parameters, the integral is found once for each number of turns that
    engagements have `lasted`.
    """
    spans = np.empty(lasted.shape[0])
    by_age = np.full(lasted.max() + 1, np.nan)
    for k in range(lasted.shape[0]):
        row, age = k if parameters.shape[0] > 1 else 0, lasted[k]
        if parameters.shape[0] > 1 or np.isnan(by_age[age]):
            fire = _hours_of_fire(age * hours, hours, parameters[row, 2])
            by_age[age] = parameters[row, 0] * fire
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


class _Risk(NamedTuple):
    """What may be lost in some runs: columns, (k,), that are filled in from the front."""

    which: np.ndarray
    """Positions of the runs."""
    runs: np.ndarray
    """Their numbers."""
    counts: np.ndarray
    hazards: np.ndarray


@njit(cache=True)
def _no_risk(pairs: int) -> _Risk:
    """Room for so many."""
    numbers = np.empty((2, pairs), np.int64)
    return _Risk(numbers[0], np.empty(pairs, np.uint64), numbers[1], np.empty(pairs))


@njit(cache=True)
def _draw(risk: _Risk, found: int, when: When, address: np.uint64, lost: np.ndarray) -> None:
    """Draw what is lost of the first `found` of those at risk, and write it, (k,)."""
    lost[:] = 0
    if not found:
        return
    drawn, fell = np.empty(found), np.empty(found, np.int64)
    uniforms(when.seed, risk.runs[:found], np.uint64(when.turn), address, drawn)
    fallen_of(risk.counts[:found], risk.hazards[:found], drawn, fell)
    for j in range(found):
        lost[risk.which[j]] = fell[j]


@njit(cache=True)
def _lose_men(
    fronts: Fronts, front: int, side: int, hazard: np.ndarray, when: When, lost: np.ndarray
) -> None:
    """Write the men whom a side of a front loses; `hazard`, (k,), is that of a man in the open."""
    begin, end = fronts.ends[front], fronts.ends[front + 1]
    runs, risk = fronts.runs[begin:end], _no_risk(end - begin)
    which, numbers, counts, hazards = risk
    for u in range(fronts.units[front, side]):  # unit by unit, for many draws at a time take less
        men, exposure = fronts.men[side, u, begin:end], fronts.exposure[side, u, begin:end]
        found = 0
        for k in range(men.shape[0]):
            which[found], numbers[found], counts[found] = k, runs[k], men[k]
            hazards[found] = hazard[k] * exposure[k]
            found += men[k] > 0
        _draw(risk, found, when, fronts.addresses[front, side, u], lost[side, u, begin:end])


@njit(cache=True)
def _lose_weapons(
    fronts: Fronts, front: int, side: int, hours: np.ndarray, when: When, lost: np.ndarray
) -> None:
    """Write the weapons that a side of a front loses.

    `hours`, (k,), are those of the enemy's fire at its start that the turn comes to.
    """
    begin, end = fronts.ends[front], fronts.ends[front + 1]
    fire = fronts.fire[1 - side]
    shooters = min(fronts.units[front, 1 - side], fire.shape[0])
    category, unit = fronts.weapon_category[front, side], fronts.weapon_unit[front, side]
    entries = fronts.entries[front, side]
    targets = _targets(fronts, front, side, fire.shape[1])
    runs, risk = fronts.runs[begin:end], _no_risk(end - begin)
    for w in range(entries):
        ready, c, found = fronts.weapons[side, w, begin:end], category[w], 0
        exposure = fronts.exposure[side, unit[w], begin:end]
        for k in range(ready.shape[0] if c >= 0 else 0):
            if ready[k] > 0:
                aimed = _aimed_at(fire, shooters, begin + k, c)
                hazard = hours[k] * aimed / targets[c, k]
                risk.which[found], risk.runs[found], risk.counts[found] = k, runs[k], ready[k]
                risk.hazards[found] = hazard * exposure[k]
                found += hazard > 0.0
        address = fronts.weapon_addresses[front, side, w]
        _draw(risk, found, when, address, lost[side, w, begin:end])


@njit(cache=True)
def _targets(fronts: Fronts, front: int, side: int, categories: int) -> np.ndarray:
    """Weapons of a side of a front by category, (C, k)."""
    begin, end = fronts.ends[front], fronts.ends[front + 1]
    targets = np.zeros((categories, end - begin), np.int64)
    for w in range(fronts.entries[front, side]):
        category = fronts.weapon_category[front, side, w]
        ready = fronts.weapons[side, w, begin:end]
        for k in range(ready.shape[0] if category >= 0 else 0):
            targets[category, k] += ready[k]
    return targets


@njit(cache=True, inline="always")
def _aimed_at(fire: np.ndarray, shooters: int, pair: int, category: int) -> float:
    """The fire of all units of a side, (U, C, K), at one category in one pair."""
    total = 0.0
    for u in range(shooters):
        total += fire[u, category, pair]
    return total
