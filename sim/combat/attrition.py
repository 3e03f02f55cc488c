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
from sim.elementary import log, power
from sim.kernel import njit
from sim.luck.philox import uniform_pair
from sim.luck.variates import fallen

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
    hazard, enemy_hazard, at_attacker, at_defender = _hazards(attacker, defender, spans, parameters)
    return (
        _lose_men(attacker, hazard, luck),
        _lose_men(defender, enemy_hazard, luck),
        _lose_weapons(attacker, defender.fire, at_attacker, luck),
        _lose_weapons(defender, attacker.fire, at_defender, luck),
    )


@njit(cache=True, inline="always")
def _aimed_at(fire: np.ndarray, k: int, category: int) -> float:
    """The fire of all units, (k, U, C), at one category in one run."""
    total = 0.0
    for u in range(fire.shape[1]):
        total += fire[k, u, category]
    return total


@njit(cache=True)
def _hazards(
    attacker: _Side, defender: _Side, spans: np.ndarray, parameters: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Hazards of a man in the open on each side, and hours of fire at either, (k,) each.

    `spans`, (k,), are the hours of fire that the turn is worth.
    """
    runs = spans.shape[0]
    attackers, defenders = np.empty(runs), np.empty(runs)
    at_attacker, at_defender = np.empty(runs), np.empty(runs)
    for k in range(runs):
        ours, exposed = _exposed(attacker, k)
        theirs, open_to_fire = _exposed(defender, k)
        one = _aimed_at(defender.fire, k, PERSONNEL)
        two = _aimed_at(attacker.fire, k, PERSONNEL)
        weight = parameters[k if parameters.shape[0] > 1 else 0, 1]
        attackers[k], defenders[k], at_attacker[k], at_defender[k] = _integral(
            (ours, theirs), (exposed, open_to_fire), (one, two), spans[k], weight
        )
    return attackers, defenders, at_attacker, at_defender


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


@njit(cache=True, inline="always")
def _exposed(side: _Side, k: int) -> tuple[float, float]:
    """Men of a side in one run, and their mean exposure."""
    men, exposed = 0, 0.0
    for u in range(side.men.shape[1]):
        men += side.men[k, u]
        exposed += side.men[k, u] * side.exposure[k, u]
    return float(men), exposed / men if men > 0 else 0.0


@njit(cache=True)
def _integral(
    men: tuple[float, float],
    exposure: tuple[float, float],
    fire: tuple[float, float],
    span: float,
    weight: float,
) -> tuple[float, float, float, float]:
    """Hazards of both sides in a turn, and hours that the fire at each comes to.

    `fire` is what is aimed at the men of the first and of the second side when the turn begins.
    """
    a, d = men
    if a == 0.0 or d == 0.0:
        first = fire[0] * span / a if a > 0.0 else 0.0
        second = fire[1] * span / d if d > 0.0 else 0.0
        return first, second, span, span
    at_a, at_d = fire[0] / d, fire[1] / a  # by each man who fires
    odds = _known(a / d)
    favour = power(odds, 1.0 - weight)
    worst = span * max(exposure[0] * at_a * d / a * favour, exposure[1] * at_d * a / d / favour)
    steps = min(1 + int(worst / FINE), _MOST_STEPS)
    step = span / steps
    hit_a = hit_d = hours_a = hours_d = 0.0
    for left in range(steps - 1, -1, -1):
        half_a = a * (1.0 - 0.5 * step * exposure[0] * at_a * d / a * favour)
        half_d = d * (1.0 - 0.5 * step * exposure[1] * at_d * a / d / favour)
        half_a, half_d = max(half_a, 0.5 * a), max(half_d, 0.5 * d)
        odds, favour = _favour(half_a / half_d, weight, odds, favour)
        rate_a = at_a * half_d / half_a * favour
        rate_d = at_d * half_a / half_d / favour
        hit_a += step * rate_a
        hit_d += step * rate_d
        hours_a += step * half_d / men[1]
        hours_d += step * half_a / men[0]
        a = max(a - step * exposure[0] * rate_a * half_a, 0.25 * a)
        d = max(d - step * exposure[1] * rate_d * half_d, 0.25 * d)
        if left:
            odds, favour = _favour(a / d, weight, odds, favour)
    return hit_a, hit_d, hours_a, hours_d


@njit(cache=True, inline="always")
def _known(odds: float) -> float:
    return min(max(odds, 1.0 / KNOWN_ODDS), KNOWN_ODDS)


@njit(cache=True, inline="always")
def _favour(odds: float, weight: float, last: float, favour: float) -> tuple[float, float]:
    """The odds of a side, as far as known, and Helmbold's correction of the fire at it.

    `favour` is that of the `last` odds, which large ones often are once more.
    """
    known = _known(odds)
    return known, favour if known == last else power(known, 1.0 - weight)


@njit(cache=True)
def _lose_men(side: _Side, hazard: np.ndarray, luck: _Luck) -> np.ndarray:
    """Men lost, (k, U); `hazard` is that of a man in the open, (k,)."""
    men, exposure = side.men, side.exposure
    lost = np.zeros_like(men)
    for k in range(men.shape[0]):
        if hazard[k] == 0.0:
            continue
        run = luck.runs[np.uint32(luck.rows[k])]  # unsigned: see `muster`
        for u in range(men.shape[1]):
            if men[k, u] > 0:
                uniform, _ = uniform_pair(luck.seed, run, luck.turn, side.addresses[u])
                lost[k, u] = fallen(men[k, u], hazard[k] * exposure[k, u], uniform)
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
