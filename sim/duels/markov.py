"""The stochastic Lanchester process: one casualty at a time, in continuous time.

With x attackers of fire f (the sum of the rates of those who are left) and y defenders of fire g,
the next casualty falls on the defender with probability

    square law (aimed fire)     f / (f + g)               after a mean time of 1 / (f + g)
    linear law (area fire)      f y / (f y + g x)         after a mean time of 1 / (f y + g x)

so that under the linear law equal units of rates r and s lose to each other with the constant
probability r / (r + s). Casualties take units in their order of loss. Brown, "The probability
analysis of small tactical situations" (1963); Kingman, "Stochastic aspects of Lanchester's
theory of warfare", J. Appl. Prob. 39 (2002).
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from sim.duels.fight import Fight
from sim.duels.forces import MOST_UNITS, OddsError
from sim.duels.outcome import Outcome
from sim.kernel import njit

Law = Literal["square", "linear"]
LAWS: tuple[Law, ...] = ("square", "linear")

QUICK_OPERATIONS = 1e9
"""States up to which `solve` takes about a second."""
WHOLE_OPERATIONS = 2e7
"""States up to which it leaves out only what a double cannot hold with all its digits."""
UNDERFLOW = 1e-290
CUT = 1e-30
"""In larger fights states that are less probable are left out, less than 1e-20 in all."""


@dataclass(frozen=True)
class Markov(Fight):
    """A fight by the stochastic Lanchester process.

    The power of a unit is the losses it inflicts in a unit of time; under the linear law, for each
    enemy unit that is there to be hit. A side retreats as soon as it has too few units.
    """

    law: Law = "square"

    most_units: ClassVar[int] = MOST_UNITS

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.law not in LAWS:
            raise OddsError(f"law must be {' or '.join(LAWS)}, not {self.law!r}")

    def fires(self) -> tuple[np.ndarray, np.ndarray]:
        """Fire of the attacker (A + 1,) and of the defender (B + 1,) at each strength."""
        attacker, defender = (
            np.concatenate([[0.0], np.cumsum(force.powers)])
            for force in (self.attacker, self.defender)
        )
        return attacker, defender

    def _rules(self) -> list[str]:
        return [f"stochastic Lanchester process, {self.law} law"]


def operations(fight: Markov) -> float:
    """States that `solve` passes through at most."""
    return float(fight.attacker.size) * float(fight.defender.size)


def is_whole(fight: Markov) -> bool:
    """Whether `solve` leaves out nothing, so that the smallest probability has all its digits."""
    return operations(fight) <= WHOLE_OPERATIONS


def solve(fight: Markov) -> Outcome:
    """The exact outcome and mean duration: all digits but for rounding where `is_whole`.

    A stalemate adds no time: the duration is that up to the last casualty.
    """
    cut = UNDERFLOW if is_whole(fight) else CUT
    attackers, defenders, chances, duration = _descend(
        *fight.fires(), *fight.stands, fight.law == "linear", cut
    )
    attacker_wins, defender_wins, draw = map(float, chances)
    return Outcome(attacker_wins, defender_wins, draw, attackers, defenders, float(duration))


@njit(cache=True)
def _descend(
    our_fire: np.ndarray,
    their_fire: np.ndarray,
    stand: int,
    their_stand: int,
    linear: bool,
    cut: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Distributions of both strengths at the end, chances of the three ends, mean duration."""
    we_left, they_left = np.zeros(our_fire.shape[0]), np.zeros(their_fire.shape[0])
    chances = np.zeros(3)
    duration = 0.0
    row = np.zeros(their_fire.shape[0])
    row[-1] = 1.0
    for a in range(our_fire.shape[0] - 1, stand - 1, -1):
        below = np.zeros(their_fire.shape[0])
        for b in range(their_fire.shape[0] - 1, their_stand - 1, -1):
            if row[b] < cut:
                continue
            ours = our_fire[a] * b if linear else our_fire[a]
            theirs = their_fire[b] * a if linear else their_fire[b]
            pace = ours + theirs
            if pace > 0.0:
                stay = 1.0 / pace
                duration += row[b] * stay
                row[b - 1] += row[b] * (stay * ours)
                below[b] = row[b] * (stay * theirs)
            else:
                we_left[a] += row[b]
                they_left[b] += row[b]
                chances[2] += row[b]
        we_left[a] += row[their_stand - 1]
        they_left[their_stand - 1] += row[their_stand - 1]
        chances[0] += row[their_stand - 1]
        row = below
    we_left[stand - 1] += row.sum()
    they_left += row
    chances[1] = row.sum()
    return we_left, they_left, chances, duration
