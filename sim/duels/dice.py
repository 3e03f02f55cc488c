"""Buckets of dice: every unit throws a die each round and hits on its hit number or less.

Hits take units in their order of loss. Both sides fire at once, or one fires first and the other
with what is left. The fight goes on until a side is gone or retreats.

The exact outcome is one sweep over the states (attackers left, defenders left) from the start
downwards, a Markov chain that only ever descends: rounds in which nobody is hit are summed as a
geometric series, so that the number of rounds plays no part (Kemeny and Snell 1960, ch. 3).
"""

import math
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from sim.duels.fight import SIDES, Fight, Side
from sim.duels.forces import Force, OddsError, check_whole
from sim.duels.hits import HitColumns, HitTable, at_least, fire, hit_columns, hit_table, none, some
from sim.duels.outcome import Outcome
from sim.kernel import njit

MOST_SIDES = 1_000
"""How many sides a die may have."""
MOST_ROUNDS = 1_000_000

QUICK_OPERATIONS = 4e9
"""Operations up to which `solve` takes about a second."""
QUICK_STATES = 2e7
"""States up to which it needs no more than a few hundred megabytes."""
WHOLE_UNITS = 1_000
WHOLE_OPERATIONS = 200_000_000
"""Sizes up to which no probability is left out, however small."""
CUT = 1e-30
"""In larger fights a number of hits is left out if its probability does not exceed this; all that
is left out adds up to less than 1e-20."""


@dataclass(frozen=True)
class Dice(Fight):
    """A fight with dice; the power of a unit is its hit number, from 0 (never hits) to `sides`."""

    sides: int = 6
    """Sides of each die."""
    first_fire: Side | None = None
    """Who fires first each round; None for both at once."""
    retreat_after: int | None = None
    """Rounds after which the attacker retreats, and loses, if both sides stand."""

    most_units: ClassVar[int] = 10_000  # a table of hits for each strength must fit

    def __post_init__(self) -> None:
        super().__post_init__()
        check_whole("sides", self.sides, 2, MOST_SIDES)
        if self.first_fire not in (None, *SIDES):
            raise OddsError(f"first_fire must be {' or '.join(SIDES)}, not {self.first_fire!r}")
        if self.retreat_after is not None:
            check_whole("retreat_after", self.retreat_after, 1, MOST_ROUNDS)
        for side, force in zip(SIDES, (self.attacker, self.defender), strict=True):
            _check_hit_numbers(force, self.sides, side)

    def tables(self, cut: float) -> tuple[HitTable, HitTable]:
        """Hits of the attacker and of the defender at each strength."""
        attacker, defender = (
            hit_table(force.powers / self.sides, cut) for force in (self.attacker, self.defender)
        )
        return attacker, defender

    def winners(self, attackers: np.ndarray, defenders: np.ndarray) -> np.ndarray:
        """Who has won; where both still stand after `retreat_after` rounds, the defender."""
        won = super().winners(attackers, defenders)
        if self.retreat_after is not None:
            won[(attackers >= self.stands[0]) & (defenders >= self.stands[1])] = -1
        return won

    def _rules(self) -> list[str]:
        rules = [f"dice of {self.sides} sides"]
        if self.first_fire:
            rules.append(f"{self.first_fire} fires first")
        if self.retreat_after is not None:
            rules.append(f"attacker retreats after {self.retreat_after:,} rounds")
        return rules


def _check_hit_numbers(force: Force, sides: int, side: Side) -> None:
    for group in force.groups:
        if not (group.power <= sides and group.power == int(group.power)):
            allowed = f"a whole number from 0 (never hits) to {sides}, the sides of the die"
            raise OddsError(f"{side}: {group}: the hit number must be {allowed}")


def is_whole(fight: Dice) -> bool:
    """Whether `solve` leaves out nothing, so that the smallest probability has all its digits."""
    sizes = fight.attacker.size, fight.defender.size
    pairs = float(np.prod([size * (size + 1) / 2 for size in sizes]))
    return max(sizes) <= WHOLE_UNITS and pairs <= WHOLE_OPERATIONS


def operations(fight: Dice) -> float:
    """Multiplications that `solve` needs at most; infinite if its states would not fit."""
    attacker, defender = fight.tables(CUT)
    states = float(len(attacker.first)) * len(defender.first)
    if states > QUICK_STATES:
        return math.inf
    work = float(len(attacker.mass)) * len(defender.mass)
    if fight.first_fire:
        work = float(len(attacker.mass)) * len(defender.first)
        work += float(len(defender.mass)) * len(attacker.first)
    return (states + work) * (fight.retreat_after or 1)


def solve(fight: Dice) -> Outcome:
    """The exact outcome: all digits but for rounding where `is_whole`, else to 1e-14."""
    chances = ends(fight)
    attackers, defenders = np.ogrid[: chances.shape[0], : chances.shape[1]]
    won = fight.winners(attackers, defenders)
    return Outcome(
        attacker_wins=float(chances[won > 0].sum()),
        defender_wins=float(chances[won < 0].sum()),
        draw=float(chances[won == 0].sum()),
        attacker_survivors=chances.sum(axis=1),
        defender_survivors=chances.sum(axis=0),
    )


def ends(fight: Dice) -> np.ndarray:
    """Probability that so many are left at the end, shape (A + 1, B + 1)."""
    attacker, defender = fight.tables(0.0 if is_whole(fight) else CUT)
    stand, their_stand = fight.stands
    rounds = fight.retreat_after or 0
    if fight.first_fire == "defender":
        lost = _play(defender, attacker, their_stand, stand, False, rounds).T
    else:
        together = fight.first_fire is None
        lost = _play(attacker, defender, stand, their_stand, together, rounds)
    return lost[::-1, ::-1]


class _Tables(NamedTuple):
    """What both sides score at each strength; the other side's the other way round as well."""

    ours: HitTable
    theirs: HitTable
    columns: HitColumns


# The kernels count losses, not survivors, so that hits move forward in memory: state[i, j] is the
# probability of i lost on the side that fires first (a are left) and j on the other (b are left).


@njit(cache=True)
def _play(
    ours: HitTable, theirs: HitTable, stand: int, their_stand: int, together: bool, rounds: int
) -> np.ndarray:
    """Probability of each state at the end; 0 rounds for a fight without limit."""
    size, their_size = ours.first.shape[0] - 1, theirs.first.shape[0] - 1
    tables = _Tables(ours, theirs, hit_columns(theirs, min(size, their_size)))
    state = np.zeros((size + 1, their_size + 1))
    state[0, 0] = 1.0
    rows, live = size - stand + 1, their_size - their_stand + 1
    for i in range(rows):
        if rounds == 0 and together:
            _settle_together(i, live, state, tables)
        elif rounds == 0:
            _settle_in_turn(i, live, state, tables)
    visits = np.empty(live)
    for _ in range(rounds):
        # from the bottom, so that nobody fires twice in a round
        for i in range(rows - 1, -1, -1):
            for j in range(live):
                visits[j] = state[i, j]
                state[i, j] = 0.0
            if together:
                _fire_together(visits, 0, i, state, tables)
            else:
                after_fire = np.zeros(their_size + 1)
                fire(visits, 0, after_fire, ours, size - i)
                _return_fire(after_fire, 0, i, state, tables)
    return state


@njit(cache=True)
def _settle_together(i: int, live: int, state: np.ndarray, tables: _Tables) -> None:
    """Empty the first `live` states of a row when both sides fire at once."""
    ours, theirs = tables.ours, tables.theirs
    a = state.shape[0] - 1 - i
    visits = np.zeros(live)
    unhurt = np.zeros(1)
    for j in range(live):
        b = state.shape[1] - 1 - j
        leaves = some(ours, a) + none(ours, a) * some(theirs, b)
        if state[i, j] > 0.0 and leaves > 0.0:
            visits[j] = state[i, j] / leaves
            unhurt[0] = visits[j] * none(theirs, b)
            fire(unhurt, j, state[i], ours, a)
            # what came back is in the visits already
            state[i, j] = 0.0
    _fire_together(visits, 1, i, state, tables)


@njit(cache=True)
def _fire_together(
    visits: np.ndarray,
    least: int,
    i: int,
    state: np.ndarray,
    tables: _Tables,
) -> None:
    """One round from each state of a row, in which we lose at least `least` units."""
    ours, theirs, columns = tables.ours, tables.theirs, tables.columns
    a = state.shape[0] - 1 - i
    their_size = state.shape[1] - 1
    weights = np.empty(visits.shape[0])
    for hits in range(least, min(a, columns.end.shape[0])):
        begin, end = columns.begin[hits], min(columns.end[hits], visits.shape[0])
        if begin < end:
            for j in range(begin, end):
                weights[j] = visits[j] * columns.chances[hits, j]
            fire(weights[begin:end], begin, state[i + hits], ours, a)
    for j in range(visits.shape[0]):
        weights[j] = visits[j] * at_least(theirs, their_size - j, a)
    fire(weights, 0, state[i + a], ours, a)


@njit(cache=True)
def _settle_in_turn(i: int, live: int, state: np.ndarray, tables: _Tables) -> None:
    """Empty the first `live` states of a row when we fire before they do."""
    ours, theirs = tables.ours, tables.theirs
    a = state.shape[0] - 1 - i
    after_fire = np.zeros(state.shape[1])
    visits = np.zeros(1)
    for j in range(live):
        b = state.shape[1] - 1 - j
        leaves = some(ours, a) + none(ours, a) * some(theirs, b)
        if leaves > 0.0:
            visits[0] = (state[i, j] + after_fire[j] * none(theirs, b)) / leaves
            fire(visits, j, after_fire, ours, a)
            state[i, j] = 0.0
    # where they still stand and hit nobody, what comes back is in the visits already
    _return_fire(after_fire, live, i, state, tables)


@njit(cache=True)
def _return_fire(
    after_fire: np.ndarray,
    settled: int,
    i: int,
    state: np.ndarray,
    tables: _Tables,
) -> None:
    """Their answer to our fire; in the first `settled` states no hits change nothing."""
    theirs, columns = tables.theirs, tables.columns
    a = state.shape[0] - 1 - i
    their_size = state.shape[1] - 1
    for hits in range(min(a, columns.end.shape[0])):
        begin, end = columns.begin[hits], columns.end[hits]
        if hits == 0:
            begin = max(begin, settled)
        for j in range(begin, end):
            state[i + hits, j] += after_fire[j] * columns.chances[hits, j]
    for j in range(after_fire.shape[0]):
        state[i + a, j] += after_fire[j] * at_least(theirs, their_size - j, a)
