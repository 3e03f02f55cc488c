"""Luck against decision: why a battle ended otherwise than was to be expected.

The distance of the outcome from its expectation is the sum of what happened in each turn. Where
commanders gave orders, it has two parts: what it did to the outlook that these orders were given
and not those of the plan, and what the dice did then. Without orders, all of it is dice. The worth
of the orders of a turn is the outlook with them and the plan from the next turn on, less the
outlook with the plan at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.commanders.outlook import Log
from sim.experiments.arguments import MOST_RUNS, seed_of, whole
from sim.experiments.campaign import campaign
from sim.experiments.experiment import Experiment, Manner
from sim.experiments.futures import asked, told, turns_of
from sim.experiments.validation import checked
from sim.results.errors import UserError
from sim.results.past import Past
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

    def __repr__(self) -> str:
        return (
            f"<Account of {self.of} in run {self.run}: expected {self.expected:.4g}, "
            f"orders {self.decisions:+.4g}, dice {self.dice:+.4g}, outcome {self.outcome:.4g}>"
        )


def account(
    document: Document,
    run: int,
    of: str,
    seed: int = 1,
    *,
    futures: int = 200,
    every: int | None = None,
    given: Log | None = None,
    **manner: Any,
) -> Account:
    """Why a measure, or the chance of a condition, came out otherwise than was to be expected.

    `given` are the orders that commanders gave in the battle, against which the plan is held.
    Further arguments are as in `sim.experiments.futures.futures`. Raises `UserError`.
    """
    definition = checked(document).definition
    known = measures(definition)
    names, conditions = asked(definition, [of], None) if of in known else ([], [])
    if of not in known:
        names, conditions = asked(definition, None, [of])
    elif known[of].kind != "number":
        raise UserError(f"{of} is no number; ask for a condition, such as {of} = ...")
    looks, decided = turns_of(definition, every), _turns_of_orders(given or {})
    # with the plan from each look on; then with it from a turn of orders on, and from the next one
    turns = (*looks, *decided, *decided)
    until = (*looks, *decided, *(turn + 1 for turn in decided))
    run = whole("run", run, 0, MOST_RUNS - 1)
    past = Past(run, turns, given=given or {}, until=until)
    experiment = Experiment(document, seed_of(seed), [{}] * len(turns), past=past)
    with campaign(experiment, Manner(**{"series_every": 0, **manner}), futures) as going:
        batch = going.play_to(futures)
    found = told(document, experiment.seed, past, batch, names, conditions)
    shares = tuple(_shares(found.values[of], looks, decided))
    values = found.values[of]
    expected, outcome = float(np.nanmean(values[0])), float(values[-1][0])
    return Account(document, experiment.seed, run, of, expected, outcome, shares)


def _turns_of_orders(given: Log) -> tuple[int, ...]:
    return tuple(sorted({turn for side in given.values() for turn in side}))


def _shares(
    values: np.ndarray, looks: tuple[int, ...], decided: tuple[int, ...]
) -> Iterator[Share]:
    plan = np.concatenate([values[: len(looks)], values[-1:]])
    without, given = np.split(values[len(looks) : -1], 2)
    worth = given - without
    ends = (*looks[1:], np.inf)
    for step, (turn, end) in enumerate(zip(looks, ends, strict=True)):
        here = [position for position, one in enumerate(decided) if turn <= one < end]
        orders = worth[here].sum(axis=0)
        yield Share(turn, *_mean(orders), *_mean(plan[step + 1] - plan[step] - orders))


def _mean(moved: np.ndarray) -> tuple[float, float]:
    moved = moved[~np.isnan(moved)]
    if len(moved) < 2:
        return float(moved.sum()), 0.0
    return float(moved.mean()), float(moved.std(ddof=1)) / len(moved) ** 0.5
