"""The same fights by Monte Carlo, for forces that are too large for the exact solution.

Every number drawn has the address (seed, run, stream, round, item): a run ends in the same way
alone, in a batch of any size and in any order.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.duels.dice import CUT, Dice
from sim.duels.forces import OddsError
from sim.duels.markov import Markov
from sim.interruption import check
from sim.kernel import njit
from sim.luck.draws import RUNS_LIMIT, Draws
from sim.luck.philox import uniform_pair
from sim.results.statistics import share_error

STREAM = "odds"
FIRST_BATCH = 10_000
"""Fewest runs that a standard error is judged by."""
LARGEST_BATCH = 1_000_000
MOST_TURNS = 2**32 - 1
"""Rounds that have random numbers."""
TOGETHER, ATTACKER_FIRST, DEFENDER_FIRST = 0, 1, 2
SHORT = 8
"""Widths up to which a table is searched place by place, which is faster there than halving."""


@dataclass(frozen=True)
class Tally:
    """How many of the runs ended how; A attackers and B defenders at the start."""

    runs: int
    attacker_wins: int
    defender_wins: int
    draw: int
    attacker_survivors: np.ndarray
    """(A + 1,) runs with each number of survivors."""
    defender_survivors: np.ndarray
    """(B + 1,)"""

    @property
    def error(self) -> float:
        """The greatest standard error of the three shares."""
        ends = (self.attacker_wins, self.defender_wins, self.draw)
        return max(share_error(end / self.runs, self.runs) for end in ends)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.runs + other.runs,
            self.attacker_wins + other.attacker_wins,
            self.defender_wins + other.defender_wins,
            self.draw + other.draw,
            self.attacker_survivors + other.attacker_survivors,
            self.defender_survivors + other.defender_survivors,
        )


def simulate(fight: Dice | Markov, seed: int, error: float) -> Tally:
    """Play runs 0, 1, 2 ... in growing batches until the standard error of each share is `error`.

    Raises:
        OddsError: if more runs are needed than have random numbers.
    """
    player = Player(fight, seed)
    tally = player.tally(np.arange(FIRST_BATCH))
    while tally.error > error:
        check()
        needed = int(tally.runs * ((tally.error / error) ** 2 - 1.0)) + 1
        batch = max(min(needed, LARGEST_BATCH), FIRST_BATCH // 10)
        if tally.runs + batch > RUNS_LIMIT:
            raise OddsError(f"a standard error of {error:g} needs more than {RUNS_LIMIT:,} runs")
        tally += player.tally(np.arange(tally.runs, tally.runs + batch))
    return tally


class Player:
    """Plays runs of one fight, with what they share prepared."""

    def __init__(self, fight: Dice | Markov, seed: int) -> None:
        self.fight = fight
        self.seed = seed
        self._play = _dice_player(fight) if isinstance(fight, Dice) else _markov_player(fight)

    def play(self, runs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Attackers and defenders left at the end of each of the runs, two int64 arrays (n,)."""
        draws = Draws(self.seed, runs)
        attackers, defenders = self._play(draws.seed, draws.runs, draws.address(STREAM, "round"))
        return attackers, defenders

    def tally(self, runs: np.ndarray) -> Tally:
        """How the runs end."""
        attackers, defenders = self.play(runs)
        won = self.fight.winners(attackers, defenders)
        return Tally(
            len(runs),
            int(np.count_nonzero(won > 0)),
            int(np.count_nonzero(won < 0)),
            int(np.count_nonzero(won == 0)),
            np.bincount(attackers, minlength=self.fight.attacker.size + 1),
            np.bincount(defenders, minlength=self.fight.defender.size + 1),
        )


def _dice_player(fight: Dice) -> Callable[..., tuple[np.ndarray, np.ndarray]]:
    attacker, defender = fight.tables(CUT)
    order = {None: TOGETHER, "attacker": ATTACKER_FIRST, "defender": DEFENDER_FIRST}
    return partial(
        _rounds,
        (attacker.first, attacker.start, attacker.total),
        (defender.first, defender.start, defender.total),
        fight.stands,
        order[fight.first_fire],
        fight.retreat_after or MOST_TURNS,
    )


def _markov_player(fight: Markov) -> Callable[..., tuple[np.ndarray, np.ndarray]]:
    return partial(_casualties, *fight.fires(), fight.stands, fight.law == "linear")


@njit(cache=True)
def _rounds(
    attacker: tuple[np.ndarray, np.ndarray, np.ndarray],
    defender: tuple[np.ndarray, np.ndarray, np.ndarray],
    stands: tuple[int, int],
    order: int,
    most: int,
    seed: np.uint64,
    runs: np.ndarray,
    address: np.uint64,
) -> tuple[np.ndarray, np.ndarray]:
    """Dice: one block of random numbers a round, half of it for each side."""
    attackers = np.full(runs.shape[0], attacker[0].shape[0] - 1)
    defenders = np.full(runs.shape[0], defender[0].shape[0] - 1)
    for k in range(runs.shape[0]):
        a, b = attackers[k], defenders[k]
        turn = 0
        while a >= stands[0] and b >= stands[1] and turn < most:
            if _harmless(attacker, a) and _harmless(defender, b):
                break
            first, second = uniform_pair(seed, runs[k], np.uint64(turn), address)
            if order == ATTACKER_FIRST:
                b = max(0, b - _hits(attacker, a, first))
                a = max(0, a - _hits(defender, b, second))
            elif order == DEFENDER_FIRST:
                a = max(0, a - _hits(defender, b, second))
                b = max(0, b - _hits(attacker, a, first))
            else:
                hits = _hits(attacker, a, first)
                a = max(0, a - _hits(defender, b, second))
                b = max(0, b - hits)
            turn += 1
        attackers[k], defenders[k] = a, b
    return attackers, defenders


@njit(cache=True)
def _harmless(table: tuple[np.ndarray, np.ndarray, np.ndarray], strength: int) -> bool:
    """Whether a strength can never hit."""
    first, start, _ = table
    return bool(first[strength] == 0 and start[strength + 1] - start[strength] == 1)


@njit(cache=True)
def _hits(table: tuple[np.ndarray, np.ndarray, np.ndarray], strength: int, uniform: float) -> int:
    """Hits of a strength by inversion: the least whose distribution function is `uniform`."""
    first, start, total = table
    low, high = start[strength], start[strength + 1] - 1
    while high - low > SHORT:
        middle = (low + high) // 2
        if total[middle] < uniform:
            low = middle + 1
        else:
            high = middle
    while low < high and total[low] < uniform:
        low += 1
    return int(first[strength] + low - start[strength])


@njit(cache=True)
def _casualties(
    our_fire: np.ndarray,
    their_fire: np.ndarray,
    stands: tuple[int, int],
    linear: bool,
    seed: np.uint64,
    runs: np.ndarray,
    address: np.uint64,
) -> tuple[np.ndarray, np.ndarray]:
    """Markov: one random number a casualty, two from each block."""
    attackers = np.full(runs.shape[0], our_fire.shape[0] - 1)
    defenders = np.full(runs.shape[0], their_fire.shape[0] - 1)
    for k in range(runs.shape[0]):
        a, b = attackers[k], defenders[k]
        turn = 0
        uniform = spare = 0.0
        while a >= stands[0] and b >= stands[1]:
            ours = our_fire[a] * b if linear else our_fire[a]
            theirs = their_fire[b] * a if linear else their_fire[b]
            if ours + theirs <= 0.0:
                break
            if turn % 2 == 0:
                uniform, spare = uniform_pair(seed, runs[k], np.uint64(turn // 2), address)
            else:
                uniform = spare
            if uniform * (ours + theirs) < ours:
                b -= 1
            else:
                a -= 1
            turn += 1
        attackers[k], defenders[k] = a, b
    return attackers, defenders
