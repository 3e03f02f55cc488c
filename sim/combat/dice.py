"""Buckets of dice: a die for every few men, hits on a number or less.

A unit has one die for every `men_per_die` men or part of them. Each round every die is thrown;
one that shows the unit's hit number or less takes one die's men off the enemy, in his order of
loss. Both sides fire at once, or one fires first and the other with what is left. A side that is
down to fewer dice than it stands for retreats; the attacker also does after a number of rounds.

    hit number = side's number x (fire per man / `reference`) x mean exposure of the enemy

so that quality, terrain and the other modifiers tell as everywhere; the probability of a hit is
the number over the sides of the die, fractions included. With `reference` 0 the number is the
side's own for all its units: the plain game. Vehicles, guns, craft and aircraft throw no dice of
their own; each is hit with probability 1 - exp(-h F e / N) under the fire F at its category, as
in `attrition`.

Numbers are hits per round, men and dice; a turn has `rounds` rounds. The rules are those of the
exact odds of `sim.odds`. The throw of a unit in round n of a turn has the n-th event address of
its men.
"""

import math
from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from sim.combat.contract import PERSONNEL, CombatModel, Engagement, Force, Losses
from sim.combat.equipment import equipment_losses
from sim.combat.parameters import Parameters
from sim.kernel import njit
from sim.luck.events import event_address
from sim.luck.philox import uniform_pair
from sim.luck.variates import binomial

_COMMON = ("sides", "men_per_die", "first_fire", "rounds", "retreat_after", "reference")
_SIDE = ("hit", "loss_order", "retreats_below")
_FEW = 40
"""Dice up to which the chance that none hits is multiplied out."""

Tables = tuple[Any, ...]
"""Arrays of one side, as the kernels take them."""


class Dice(CombatModel):
    """Dice by the bucket."""

    name: ClassVar[str] = "dice"
    round_based: ClassVar[bool] = True

    class Parameters(Parameters):
        """What can be tuned; all values are rules of a game (assumed)."""

        units: ClassVar[dict[str, str]] = {
            "men_per_die": "men",
            "reference": "an hour",
            "rounds": "a turn",
            "retreat_after": "rounds",
            "attacker_retreats_below": "dice",
            "defender_retreats_below": "dice",
        }

        attacker_hit: float = Field(1.0, ge=0, description="hit number of the attacker's dice")
        defender_hit: float = Field(1.0, ge=0, description="hit number of the defender's dice")
        sides: float = Field(6.0, ge=1, description="sides of a die")
        men_per_die: float = Field(10.0, gt=0, description="men for whom one die is thrown")
        reference: float = Field(
            0.2,
            ge=0,
            description="losses an hour and man at which a unit has its side's hit number; "
            "0 gives all units that number, whatever their fire",
        )
        rounds: float = Field(1.0, ge=1, description="rounds in a turn")
        first_fire: float = Field(
            0.0,
            ge=0,
            le=2,
            description="0 both at once, 1 the attacker first, 2 the defender first",
        )
        attacker_loss_order: float = Field(
            0.0,
            ge=0,
            le=3,
            description="who is lost first: 0 the first unit of the scenario, 1 the last, "
            "2 the lowest hit number, 3 the highest",
        )
        defender_loss_order: float = Field(
            0.0, ge=0, le=3, description="the same for the defender's units"
        )
        retreat_after: float = Field(
            0.0, ge=0, description="rounds after which the attacker retreats; 0 for never"
        )
        attacker_retreats_below: float = Field(
            1.0, ge=0, description="dice with fewer of which the attacker retreats"
        )
        defender_retreats_below: float = Field(
            1.0, ge=0, description="dice with fewer of which the defender retreats"
        )

    def resolve(self, engagement: Engagement) -> Losses:
        """Losses of one turn."""
        losses = Losses.none(engagement)
        k = len(engagement.rows)
        breaks = np.zeros((2, k), bool)
        draws = engagement.draws
        _resolve(
            _tables(engagement.attacker),
            _tables(engagement.defender),
            engagement.parameter_table(*_COMMON),
            (
                engagement.parameter_table(*(f"attacker_{name}" for name in _SIDE)),
                engagement.parameter_table(*(f"defender_{name}" for name in _SIDE)),
            ),
            engagement.lasted / engagement.hours,
            (draws.seed, draws.runs, engagement.rows, np.uint64(engagement.turn)),
            (losses.attacker_men, losses.defender_men),
            breaks,
        )
        return Losses(
            losses.attacker_men,
            losses.defender_men,
            *equipment_losses(engagement),
            attacker_breaks=breaks[0],
            defender_breaks=breaks[1],
        )


def _tables(force: Force) -> tuple[np.ndarray, ...]:
    return force.men, force.fire, force.exposure, force.addresses


@njit(cache=True)
def _resolve(
    attacker: Tables,
    defender: Tables,
    common: np.ndarray,
    sides: Tables,
    turns_before: np.ndarray,
    luck: Tables,
    lost: Tables,
    breaks: np.ndarray,
) -> None:
    seed, runs, rows, turn = luck
    reds, blues = _workspace(attacker[0].shape[1]), _workspace(defender[0].shape[1])
    for k in range(rows.shape[0]):
        p = k if common.shape[0] > 1 else 0
        size = _prepare(attacker, k, common, sides[0], p, _mean_exposure(defender, k), reds)
        enemy = _prepare(defender, k, common, sides[1], p, _mean_exposure(attacker, k), blues)
        if size == 0 or enemy == 0:
            continue
        rules = common[p, 2] < 0.5, int(common[p, 3]), common[p, 4], turns_before[k]
        draw = seed, runs[rows[k]], turn
        stand, their_stand = sides[0][p, 2], sides[1][p, 2]
        if common[p, 2] < 1.5:
            late, red, blue = _play(
                size, enemy, stand, their_stand, rules, draw, reds, blues, attacker[3], defender[3]
            )
        else:
            late, blue, red = _play(
                enemy, size, their_stand, stand, rules, draw, blues, reds, defender[3], attacker[3]
            )
        breaks[0, k], breaks[1, k] = late or red, blue
        _take_away(attacker[0], k, common[p, 1], reds[0], lost[0])
        _take_away(defender[0], k, common[p, 1], blues[0], lost[1])


@njit(cache=True)
def _workspace(
    units: int,
) -> Tables:
    """Dice, chance of a hit and order of loss of each unit."""
    return np.zeros(units, np.int64), np.zeros(units), np.zeros(units, np.int64)


@njit(cache=True)
def _prepare(
    force: Tables,
    k: int,
    common: np.ndarray,
    side: np.ndarray,
    p: int,
    exposure: float,
    work: Tables,
) -> int:
    """Set out the dice of one side; how many they are."""
    men, fire = force[0], force[1]
    dice, chance, order = work
    men_per_die, reference = common[p, 1], common[p, 5]
    factor = side[p, 0] / common[p, 0]
    if reference > 0.0:
        factor *= exposure / reference
    size = 0
    for u in range(men.shape[1]):
        dice[u] = math.ceil(men[k, u] / men_per_die)
        size += dice[u]
        chance[u] = factor
        if reference > 0.0 and men[k, u] > 0:
            chance[u] *= fire[k, u, PERSONNEL] / men[k, u]
        chance[u] = min(chance[u], 1.0)
    if order.shape[0] > 1:
        _set_order(chance, int(side[p, 1]), order)
    return size


@njit(cache=True)
def _mean_exposure(
    force: Tables,
    k: int,
) -> float:
    men, exposure = force[0], force[2]
    total = exposed = 0.0
    for u in range(men.shape[1]):
        total += men[k, u]
        exposed += men[k, u] * exposure[k, u]
    return exposed / total if total > 0.0 else 0.0


@njit(cache=True)
def _set_order(
    chance: np.ndarray,
    rule: int,
    order: np.ndarray,
) -> None:
    """Units in their order of loss."""
    for i in range(order.shape[0]):
        order[i] = i if rule != 1 else order.shape[0] - 1 - i
    if rule < 2:
        return
    sign = 1.0 if rule == 2 else -1.0
    for i in range(1, order.shape[0]):  # insertion sort: stable, and units are few
        unit, j = order[i], i
        while j > 0 and sign * chance[order[j - 1]] > sign * chance[unit]:
            order[j] = order[j - 1]
            j -= 1
        order[j] = unit


@njit(cache=True)
def _play(
    own: int,
    enemy: int,
    stand: float,
    their_stand: float,
    rules: Tables,
    draw: Tables,
    first: Tables,
    second: Tables,
    addresses: np.ndarray,
    their_addresses: np.ndarray,
) -> tuple[bool, bool, bool]:
    """The rounds of one turn, until a side is gone or retreats.

    Returns whether it has grown late for the attacker, and whether the side that fires first and
    the other are down to fewer dice than they stand for.
    """
    together, rounds, retreat_after, turns_before = rules
    for done in range(rounds):
        hits = _hits(done, draw, addresses, first)
        if not together:
            enemy -= _remove(hits, second)
        own -= _remove(_hits(done, draw, their_addresses, second), first)
        if together:
            enemy -= _remove(hits, second)
        if own == 0 or enemy == 0:
            break
        late = retreat_after > 0.0 and turns_before * rounds + done + 1 > retreat_after - 0.5
        if late or own < stand or enemy < their_stand:
            return late, own < stand, enemy < their_stand
    return False, False, False


@njit(cache=True, inline="always")
def _hits(
    done: int,
    draw: Tables,
    addresses: np.ndarray,
    work: Tables,
) -> int:
    """Hits of all dice of a side in one round."""
    seed, run, turn = draw
    dice, chance, _ = work
    hits = 0
    for u in range(dice.shape[0]):
        if dice[u] > 0 and chance[u] > 0.0:
            uniform, _ = uniform_pair(seed, run, turn, event_address(addresses[u], done))
            hits += _throw(dice[u], chance[u], uniform)
    return hits


@njit(cache=True, inline="always")
def _throw(
    dice: int,
    chance: float,
    uniform: float,
) -> int:
    """`binomial`, faster for the few dice of a game."""
    if dice > _FEW or chance > 0.5:
        return binomial(dice, chance, uniform)
    mass = 1.0
    for _ in range(dice):
        mass *= 1.0 - chance
    odds = chance / (1.0 - chance)
    hits = 0
    total = mass
    while total < uniform and hits < dice:
        hits += 1
        mass *= odds * (dice - hits + 1) / hits
        total += mass
    return hits


@njit(cache=True, inline="always")
def _remove(
    hits: int,
    work: Tables,
) -> int:
    """Take dice off a side in its order of loss; how many went."""
    dice, _, order = work
    left = hits
    for i in range(order.shape[0]):
        gone = min(left, dice[order[i]])
        dice[order[i]] -= gone
        left -= gone
    return hits - left


@njit(cache=True)
def _take_away(
    men: np.ndarray,
    k: int,
    men_per_die: float,
    dice: np.ndarray,
    lost: np.ndarray,
) -> None:
    """Turn dice back into men: the last die of a unit, which may stand for fewer, goes first."""
    for u in range(men.shape[1]):
        left = min(math.ceil(dice[u] * men_per_die), men[k, u])
        lost[k, u] = men[k, u] - left
