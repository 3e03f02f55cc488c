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
from typing import ClassVar, NamedTuple

import numpy as np
from pydantic import Field

from sim.combat.contract import PERSONNEL, CombatModel, Engagement, Losses
from sim.combat.equipment import equipment_losses
from sim.combat.parameters import Parameters
from sim.combat.prior import Prior, likely
from sim.combat.ranks import Ranks, in_run, ranks_of
from sim.kernel import njit
from sim.luck.draws import Luck
from sim.luck.events import event_address
from sim.luck.philox import uniform_pair
from sim.luck.variates import binomial

_FEW = 40
"""Dice up to which the chance that none hits is multiplied out."""


class Dice(CombatModel):
    """Dice by the bucket."""

    name: ClassVar[str] = "dice"
    round_based: ClassVar[bool] = True

    class Parameters(Parameters):
        """What can be tuned; all values are rules of a game (assumed)."""

        priors: ClassVar[dict[str, Prior]] = {
            **dict.fromkeys(
                ("attacker_hit", "defender_hit"),
                likely(0.3, 3.0, "a six-sided die hits once in two to twenty throws"),
            ),
            "men_per_die": likely(3.0, 30.0, "from a few men to a platoon"),
        }
        fixed: ClassVar[dict[str, str]] = {
            "sides": "only its ratio to the hit numbers can be told",
            "reference": "only its ratio to the hit numbers can be told",
            "rounds": "only its product with the hit numbers can be told",
            **dict.fromkeys(
                ("first_fire", "attacker_loss_order", "defender_loss_order"),
                "a choice of the rules",
            ),
            "retreat_after": "a rule that a game has or has not",
            **dict.fromkeys(
                ("attacker_retreats_below", "defender_retreats_below"),
                "so many dice are another share of each force",
            ),
        }

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
        breaks = np.zeros((2, len(engagement.rows)), bool)
        _resolve(
            ranks_of(engagement.attacker),
            ranks_of(engagement.defender),
            engagement.parameter_table(*_Rules._fields),
            engagement.parameter_table(*(f"attacker_{name}" for name in _Drill._fields)),
            engagement.parameter_table(*(f"defender_{name}" for name in _Drill._fields)),
            engagement.lasted / engagement.hours,
            engagement.luck,
            _Outcome(losses.attacker_men, losses.defender_men, *breaks),
        )
        return Losses(
            losses.attacker_men,
            losses.defender_men,
            *equipment_losses(engagement),
            attacker_breaks=breaks[0],
            defender_breaks=breaks[1],
        )


class _Rules(NamedTuple):
    """The parameters that both sides share, under their own names."""

    sides: float
    men_per_die: float
    first_fire: float
    rounds: float
    retreat_after: float
    reference: float


class _Drill(NamedTuple):
    """The parameters of one side, under their own names but for the side."""

    hit: float
    loss_order: float
    retreats_below: float


class _Outcome(NamedTuple):
    """What a turn comes to in all runs, to be filled: men (k, U), breaks (k,)."""

    attacker_men: np.ndarray
    defender_men: np.ndarray
    attacker_breaks: np.ndarray
    defender_breaks: np.ndarray


class _Bucket(NamedTuple):
    """The dice of one side in one run; arrays have shape (U,)."""

    dice: np.ndarray
    chance: np.ndarray
    """Probability that one hits."""
    order: np.ndarray
    """Units in their order of loss."""
    addresses: np.ndarray


@njit(cache=True)
def _resolve(
    attacker: Ranks,
    defender: Ranks,
    common: np.ndarray,
    attacker_drill: np.ndarray,
    defender_drill: np.ndarray,
    turns_before: np.ndarray,
    luck: Luck,
    outcome: _Outcome,
) -> None:
    """Fill the outcome; the tables, k rows or one, have the columns of `_Rules` and `_Drill`."""
    reds, blues = _bucket(attacker), _bucket(defender)
    for k in range(luck.runs.shape[0]):
        rules = _rules(common, k)
        ours, theirs = _drill(attacker_drill, k), _drill(defender_drill, k)
        red, blue = in_run(attacker, k), in_run(defender, k)
        size = _prepare(red, rules, ours, _mean_exposure(blue), reds)
        enemy = _prepare(blue, rules, theirs, _mean_exposure(red), blues)
        if size == 0 or enemy == 0:
            continue
        stand, their_stand = ours.retreats_below, theirs.retreats_below
        before = turns_before[k]
        if rules.first_fire < 1.5:
            late, ebbs, other_ebbs = _play(reds, blues, stand, their_stand, rules, before, luck, k)
        else:
            late, other_ebbs, ebbs = _play(blues, reds, their_stand, stand, rules, before, luck, k)
        outcome.attacker_breaks[k], outcome.defender_breaks[k] = late or ebbs, other_ebbs
        _take_away(red.men, rules.men_per_die, reds.dice, outcome.attacker_men[k])
        _take_away(blue.men, rules.men_per_die, blues.dice, outcome.defender_men[k])


@njit(cache=True, inline="always")
def _rules(table: np.ndarray, k: int) -> _Rules:
    row = table[k if table.shape[0] > 1 else 0]
    return _Rules(row[0], row[1], row[2], row[3], row[4], row[5])


@njit(cache=True, inline="always")
def _drill(table: np.ndarray, k: int) -> _Drill:
    row = table[k if table.shape[0] > 1 else 0]
    return _Drill(row[0], row[1], row[2])


@njit(cache=True)
def _bucket(ranks: Ranks) -> _Bucket:
    units = ranks.men.shape[1]
    dice, order = np.zeros(units, np.int64), np.zeros(units, np.int64)
    return _Bucket(dice, np.zeros(units), order, ranks.addresses)


@njit(cache=True, inline="always")
def _prepare(ranks: Ranks, rules: _Rules, drill: _Drill, exposure: float, bucket: _Bucket) -> int:
    """Set out the dice of one side; how many they are."""
    men, dice, chance = ranks.men, bucket.dice, bucket.chance
    reference = rules.reference
    factor = drill.hit / rules.sides
    if reference > 0.0:
        factor *= exposure / reference
    size = 0
    for u in range(men.shape[0]):
        dice[u] = math.ceil(men[u] / rules.men_per_die)
        size += dice[u]
        chance[u] = factor
        if reference > 0.0 and men[u] > 0:
            chance[u] *= ranks.fire[u, PERSONNEL] / men[u]
        chance[u] = min(chance[u], 1.0)
    if bucket.order.shape[0] > 1:
        _set_order(chance, int(drill.loss_order), bucket.order)
    return size


@njit(cache=True, inline="always")
def _mean_exposure(ranks: Ranks) -> float:
    total = exposed = 0.0
    for u in range(ranks.men.shape[0]):
        total += ranks.men[u]
        exposed += ranks.men[u] * ranks.exposure[u]
    return exposed / total if total > 0.0 else 0.0


@njit(cache=True)
def _set_order(chance: np.ndarray, rule: int, order: np.ndarray) -> None:
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


@njit(cache=True, inline="always")
def _play(
    first: _Bucket,
    second: _Bucket,
    stand: float,
    their_stand: float,
    rules: _Rules,
    turns_before: float,
    luck: Luck,
    k: int,
) -> tuple[bool, bool, bool]:
    """The rounds of one turn, until a side is gone or retreats.

    Returns whether it has grown late for the attacker, and whether the side that fires first and
    the other are down to fewer dice than they stand for.
    """
    own, enemy = first.dice.sum(), second.dice.sum()
    together, rounds = rules.first_fire < 0.5, int(rules.rounds)
    retreat_after = rules.retreat_after
    for done in range(rounds):
        hits = _hits(done, luck, k, first)
        if not together:
            enemy -= _remove(hits, second)
        own -= _remove(_hits(done, luck, k, second), first)
        if together:
            enemy -= _remove(hits, second)
        if own == 0 or enemy == 0:
            break
        late = retreat_after > 0.0 and turns_before * rounds + done + 1 > retreat_after - 0.5
        if late or own < stand or enemy < their_stand:
            return late, own < stand, enemy < their_stand
    return False, False, False


@njit(cache=True, inline="always")
def _hits(done: int, luck: Luck, k: int, bucket: _Bucket) -> int:
    """Hits of all dice of a side in one round."""
    dice, chance = bucket.dice, bucket.chance
    hits = 0
    for u in range(dice.shape[0]):
        if dice[u] > 0 and chance[u] > 0.0:
            address = event_address(bucket.addresses[u], done)
            uniform, _ = uniform_pair(luck.seed, luck.runs[k], luck.turn, address)
            hits += _throw(dice[u], chance[u], uniform)
    return hits


@njit(cache=True, inline="always")
def _throw(dice: int, chance: float, uniform: float) -> int:
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
def _remove(hits: int, bucket: _Bucket) -> int:
    """Take dice off a side in its order of loss; how many went."""
    dice, order = bucket.dice, bucket.order
    left = hits
    for i in range(order.shape[0]):
        gone = min(left, dice[order[i]])
        dice[order[i]] -= gone
        left -= gone
    return hits - left


@njit(cache=True, inline="always")
def _take_away(men: np.ndarray, men_per_die: float, dice: np.ndarray, lost: np.ndarray) -> None:
    """Turn dice back into men: the last die of a unit, which may stand for fewer, goes first."""
    for u in range(men.shape[0]):
        left = min(math.ceil(dice[u] * men_per_die), men[u])
        lost[u] = men[u] - left
