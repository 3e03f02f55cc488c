"""Luck against decision: why a battle ended otherwise than was to be expected.

The distance of the outcome from its expectation is the sum of what happened in each turn. Where
commanders gave orders, it has two parts: what it did to the outlook that these orders were given
and not those of the plan, and what the dice did then. Without orders, all of it is dice. The worth
of the orders of a turn is the outlook with them and the plan from the next turn on, less the
outlook with the plan at once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.commanders.outlook import Log
from sim.experiments.asked import Asked
from sim.experiments.campaign import campaign
from sim.experiments.experiment import Experiment, unkept
from sim.experiments.futures import Futures, futures
from sim.results.errors import UserError
from sim.results.statistics import round_number
from sim.scenario import Document
from sim.scenario.measures import measures
from sim.world.clock import Clock

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Share:
    """What moved the outlook between two looks."""

    turn: int
    """The first turn after the first look."""
    decisions: float
    decisions_error: float
    dice: float
    dice_error: float

    def as_json(self, clock: Clock) -> dict[str, Any]:
        """The share as JSON, rounded to what its errors support."""
        return {
            "turn": self.turn,
            "time": clock.moment(self.turn).isoformat(timespec="minutes"),
            "decisions": round_number(self.decisions, self.decisions_error),
            "decisions_se": round_number(self.decisions_error, self.decisions_error),
            "dice": round_number(self.dice, self.dice_error),
            "dice_se": round_number(self.dice_error, self.dice_error),
        }


@dataclass(frozen=True, repr=False)
class Account:
    """An outcome's distance from its expectation, split by turn into decisions and dice."""

    document: Document
    seed: int
    run: int
    of: str
    """The measure, or the condition."""
    expected: float
    """Before the battle."""
    error: float
    """The standard error of that."""
    outcome: float
    shares: tuple[Share, ...]

    @property
    def decisions(self) -> float:
        """What all orders together did."""
        return sum(one.decisions for one in self.shares)

    @property
    def dice(self) -> float:
        """What all dice together did."""
        return sum(one.dice for one in self.shares)

    @property
    def table(self) -> "pd.DataFrame":
        """One row a turn: its time, and what orders and dice did, with standard errors."""
        import pandas as pd

        clock = Clock(self.document.definition)
        rows = [{"time": clock.moment(one.turn), **one.__dict__} for one in self.shares]
        return pd.DataFrame(rows).set_index("turn")

    def as_json(self) -> dict[str, Any]:
        """The account as JSON."""
        clock = Clock(self.document.definition)
        return {
            "expected": round_number(self.expected, self.error),
            "decisions": round_number(self.decisions, self.error),
            "dice": round_number(self.dice, self.error),
            "outcome": self.outcome,
            "turns": [one.as_json(clock) for one in self.shares],
        }

    def __repr__(self) -> str:
        return (
            f"<Account of {self.of} in run {self.run}: expected {self.expected:.4g}, "
            f"orders {self.decisions:+.4g}, dice {self.dice:+.4g}, outcome {self.outcome:.4g}>"
        )


def accounts(found: Futures, **manner: Any) -> list[Account]:
    """Why each measure, or chance, of a battle came out otherwise than was to be expected.

    Where orders were given, each turn of them is played with them and without; further arguments
    are those of `sim.experiments.experiment.Manner`. Raises `UserError`.
    """
    decided = _turns_of_orders(found)
    worths = _worths(found, decided, manner) if decided else {}
    none = np.zeros((0, found.futures))
    return [_account(found, of, decided, worths.get(of, none)) for of in found.moving]


def account(
    document: Document,
    run: int,
    of: str,
    seed: int = 1,
    *,
    given: Log | None = None,
    **options: Any,
) -> Account:
    """Why a measure, or the chance of a condition, came out otherwise than was to be expected.

    `given` are the orders that commanders gave in the battle, against which the plan is held.
    Options are those of `sim.experiments.futures.futures`. Raises `UserError`.
    """
    known = measures(document.definition)
    if of in known and known[of].kind != "number":
        raise UserError(f"{of} is no number; ask for a condition, such as {of} = ...")
    wanted = {"measures": [of]} if of in known else {"chances": [of]}
    found = futures(document, run, seed, given=given, **{"futures": 200, **options, **wanted})
    manner = Asked.of(options)[1]
    name = of if of in known else found.conditions[0].text
    return next(one for one in accounts(found, **manner) if one.of == name)


def _turns_of_orders(found: Futures) -> tuple[int, ...]:
    turns = {turn for side in found.past.given.values() for turn in side}
    return tuple(sorted(turn for turn in turns if turn >= found.turns[0]))


def _worths(
    found: Futures, decided: tuple[int, ...], manner: Mapping[str, Any]
) -> dict[str, np.ndarray]:
    """What the orders of each turn did to each measure or chance, (turns of orders, futures)."""
    turns, until = decided + decided, (*decided, *(turn + 1 for turn in decided))
    past = replace(found.past, turns=turns, until=until)
    experiment = Experiment(found.document, found.seed, [{}] * len(turns), past=past)
    with campaign(experiment, unkept(manner), found.futures) as going:
        batch = going.play_to(found.futures)
    values = replace(found, past=past, batch=batch).values
    parts = {of: np.split(values[of][:-1], 2) for of in found.moving}
    return {of: given - without for of, (without, given) in parts.items()}


def _account(found: Futures, of: str, decided: tuple[int, ...], worth: np.ndarray) -> Account:
    values = found.values[of]
    means, errors = found.outlook(of)
    expected, error, outcome = float(means[0]), float(errors[0]), float(values[-1][0])
    shares = tuple(_shares(values, found.turns, decided, worth))
    return Account(found.document, found.seed, found.run, of, expected, error, outcome, shares)


def _shares(
    values: np.ndarray, turns: tuple[int, ...], decided: tuple[int, ...], worth: np.ndarray
) -> Iterator[Share]:
    for step, (turn, end) in enumerate(pairwise(turns)):
        here = [position for position, one in enumerate(decided) if turn <= one < end]
        orders = worth[here].sum(axis=0)
        yield Share(turn, *_mean(orders), *_mean(values[step + 1] - values[step] - orders))


def _mean(moved: np.ndarray) -> tuple[float, float]:
    moved = moved[~np.isnan(moved)]
    if len(moved) < 2:
        return float(moved.sum()), 0.0
    return float(moved.mean()), float(moved.std(ddof=1)) / len(moved) ** 0.5
