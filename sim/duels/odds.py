"""Odds of two forces: who wins, how often, and with how many left."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TypedDict, Unpack

import numpy as np

from sim.duels import dice, markov
from sim.duels.dice import Dice
from sim.duels.fight import Fight, Side
from sim.duels.forces import OddsError, check_whole, dice_force, markov_force
from sim.duels.markov import Law, Markov
from sim.duels.outcome import Outcome
from sim.duels.simulate import Tally, simulate
from sim.interruption import deferred
from sim.kernel import compile_kernels
from sim.results.statistics import round_number, round_share
from sim.scenario.problems import unknown

Model = Literal["dice", "markov"]
MODELS: tuple[Model, ...] = ("dice", "markov")

LEAST_ERROR, GREATEST_ERROR = 1e-5, 0.1
LARGEST_SEED = 2**64 - 1
FLOOR = 1e-12
"""Smaller probabilities are not told of a fight in whose solution small ones were left out."""


class Rules(TypedDict, total=False):
    """Rules of a fight, each of which may be left out."""

    sides: int
    """Sides of each die, 6 (`dice` only)."""
    first_fire: Side | None
    """Side that fires first each round; both at once if left out (`dice` only)."""
    retreat_after: int | None
    """Rounds after which the attacker retreats; never if left out (`dice` only)."""
    attacker_retreats_below: int
    """The attacker retreats, and loses, with fewer units than this, 1."""
    defender_retreats_below: int
    """The same for the defender. A draw if both do in one round."""
    law: Law
    """`square`, aimed fire, or `linear`, area fire (`markov` only)."""


USUAL: Rules = {
    "sides": 6,
    "first_fire": None,
    "retreat_after": None,
    "attacker_retreats_below": 1,
    "defender_retreats_below": 1,
    "law": "square",
}
OF_ONE_MODEL: dict[str, Model] = {
    "sides": "dice", "first_fire": "dice", "retreat_after": "dice", "law": "markov"
}  # fmt: skip
"""Rules that only one model knows."""


@dataclass(frozen=True)
class Odds:
    """What becomes of two forces that fight it out.

    Exact values hold all the digits of a double but for rounding. Values by Monte Carlo have no
    more digits than their standard error supports.
    """

    attacker_wins: float
    """Probability, from 0 to 1."""
    defender_wins: float
    draw: float
    """Probability that both are gone, or that nobody who is left can hit anything."""
    exact: bool
    error: float | None
    """Standard error of the probabilities above, the greatest of the three; None if exact."""
    attacker_survivors: Mapping[int, float]
    """Probability of each number of units left, without those of probability zero."""
    defender_survivors: Mapping[int, float]
    note: str
    """How this was found, in a sentence."""
    title: str
    """What was fought."""
    runs: int | None = None
    """Battles simulated; None if exact."""

    def to_json(self) -> dict[str, Any]:
        """The figures as JSON holds them; numbers of survivors are text, as keys there must be."""
        return {
            "attacker_wins": self.attacker_wins,
            "defender_wins": self.defender_wins,
            "draw": self.draw,
            "exact": self.exact,
            "error": self.error,
            "attacker_survivors": {str(k): p for k, p in self.attacker_survivors.items()},
            "defender_survivors": {str(k): p for k, p in self.defender_survivors.items()},
        }

    def save(self, folder: str | Path, *, overwrite: bool = False) -> None:
        """Keep the odds in a folder, for `Odds.open` and `beachhead plot odds`.

        Raises `UserError` if it is not empty; with `overwrite`, odds in it are replaced.
        """
        from sim.duels.kept import save

        save(asdict(self), folder, overwrite=overwrite)


def kept_odds(address: str | os.PathLike[str]) -> Odds:
    """The odds in a folder. Raises `UserError` if there are none that can be read."""
    from sim.duels.kept import read
    from sim.results.errors import UserError

    content = read(address)
    try:
        return Odds(**content)
    except TypeError as error:
        raise UserError(f"the odds in {address} are incomplete: {error}") from None


def odds(
    attacker: str,
    defender: str,
    *,
    model: Model = "dice",
    error: float = 0.002,
    seed: int = 1,
    **rules: Unpack[Rules],
) -> Odds:
    """Odds of two forces who fight until one side or both are gone, or retreat.

    Exact if that takes about a second at most (4e9 multiplications for `dice`, 1e9 states for
    `markov`); beyond that by Monte Carlo, until the standard error of every probability of winning
    is no more than `error`.

    Args:
        attacker: Groups in their order of loss: `6@1,2@3` is six units with hit number 1 (`markov`:
            rate 1 a unit of time), lost first, and two with 3.
        defender: The same for the other side.
        model: `dice`, rounds of dice, or `markov`, one casualty at a time.
        error: Standard error that ends a Monte Carlo, from 0.00001 to 0.1.
        seed: Seed of the luck of a Monte Carlo.
        rules: What else is agreed, see `Rules`.

    Raises:
        OddsError: for forces or rules that cannot be played.
    """
    _check_accuracy(error, seed)
    compile_kernels()
    agreed: Rules = {**USUAL, **rules}
    _check_rules(agreed, model)
    below = agreed["attacker_retreats_below"], agreed["defender_retreats_below"]
    if model == "dice":
        forces = dice_force(attacker, "attacker"), dice_force(defender, "defender")
        fire = agreed["first_fire"]
        fight = Dice(*forces, *below, agreed["sides"], fire, agreed["retreat_after"])
        with deferred():
            return _dice(fight, error, seed)
    if model == "markov":
        forces = markov_force(attacker, "attacker"), markov_force(defender, "defender")
        with deferred():
            return _markov(Markov(*forces, *below, agreed["law"]), error, seed)
    raise OddsError(f"model must be {' or '.join(MODELS)}, not {model!r}")


def _check_accuracy(error: float, seed: int) -> None:
    if not LEAST_ERROR <= error <= GREATEST_ERROR:
        allowed = f"from {LEAST_ERROR:.5f} to {GREATEST_ERROR}"
        raise OddsError(f"error, the standard error asked for, must be {allowed}, not {error!r}")
    check_whole("seed", seed, 0, LARGEST_SEED)


def _check_rules(agreed: Rules, model: Model) -> None:
    """Raises `OddsError` for a rule of the other model, and TypeError for one that there is not."""
    for rule, value in agreed.items():
        if rule not in USUAL:
            raise TypeError(unknown("rule", rule, USUAL))
        if value != USUAL[rule] and OF_ONE_MODEL.get(rule, model) != model:  # type: ignore[literal-required]
            raise OddsError(f"{rule} belongs to the model {OF_ONE_MODEL[rule]} alone")


def _dice(fight: Dice, error: float, seed: int) -> Odds:
    if dice.operations(fight) <= dice.QUICK_OPERATIONS:
        return _exact(fight, dice.solve(fight), 0.0 if dice.is_whole(fight) else FLOOR)
    return _simulated(fight, simulate(fight, seed, error), seed)


def _markov(fight: Markov, error: float, seed: int) -> Odds:
    if markov.operations(fight) <= markov.QUICK_OPERATIONS:
        return _exact(fight, markov.solve(fight), 0.0 if markov.is_whole(fight) else FLOOR)
    return _simulated(fight, simulate(fight, seed, error), seed)


def _exact(fight: Fight, outcome: Outcome, floor: float) -> Odds:
    ends = (outcome.attacker_wins, outcome.defender_wins, outcome.draw)
    attacker_wins, defender_wins, draw = (_probability(end, floor) for end in ends)
    return Odds(
        attacker_wins=attacker_wins,
        defender_wins=defender_wins,
        draw=draw,
        exact=True,
        error=None,
        attacker_survivors=_distribution(outcome.attacker_survivors, floor),
        defender_survivors=_distribution(outcome.defender_survivors, floor),
        note="Exact, by dynamic programming.",
        title=fight.title,
    )


def _probability(value: float, floor: float) -> float:
    return min(float(value), 1.0) if value > floor else 0.0


def _distribution(probabilities: np.ndarray, floor: float) -> dict[int, float]:
    told = np.flatnonzero(probabilities > floor)
    return {int(count): _probability(probabilities[count], floor) for count in told}


def _simulated(fight: Fight, tally: Tally, seed: int) -> Odds:
    error = round_number(tally.error, tally.error)
    return Odds(
        attacker_wins=round_share(tally.attacker_wins / tally.runs, tally.runs),
        defender_wins=round_share(tally.defender_wins / tally.runs, tally.runs),
        draw=round_share(tally.draw / tally.runs, tally.runs),
        exact=False,
        error=error,
        attacker_survivors=_shares(tally.attacker_survivors, tally.runs),
        defender_survivors=_shares(tally.defender_survivors, tally.runs),
        note=f"Too large to be exact: Monte Carlo, {tally.runs:,} battles, seed {seed}, "
        f"standard error at most {error:g}.",
        title=fight.title,
        runs=tally.runs,
    )


def _shares(counts: np.ndarray, runs: int) -> dict[int, float]:
    return {int(k): round_share(int(counts[k]) / runs, runs) for k in np.flatnonzero(counts)}
