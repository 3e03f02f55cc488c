"""The outlook: what may come of a battle from where it stands, if a side gives certain orders."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from sim.commanders.orders import Order

Log = Mapping[str, Mapping[int, Sequence[Order]]]
"""The orders that each side under a commander has given, by turn."""


@dataclass(frozen=True)
class Outlook:
    """What came of the futures of each run; methods return arrays (n,), one value a run.

    Runs that were not asked for, and futures that do not fit what was seen, have no values: NaN.
    """

    values: Mapping[str, np.ndarray]
    """By measure or condition, (n, futures) float; of a condition 1 where it came true, else 0."""
    refused: tuple[str, ...] = ()
    """What was wrong with the orders."""

    def mean(self, what: str) -> np.ndarray:
        """The mean of a measure over the futures, or the chance of a condition."""
        values = self.values[what]
        return np.asarray(np.nansum(values, axis=1) / np.maximum(self._number(what), 1))

    def error(self, what: str) -> np.ndarray:
        """The standard error of that mean; NaN for fewer than two futures."""
        number = self._number(what).astype(np.float64)
        squares = np.nansum((self.values[what] - self.mean(what)[:, None]) ** 2, axis=1)
        few = number < 2
        return np.where(few, np.nan, np.sqrt(squares / np.maximum((number - 1) * number, 1)))

    def _number(self, what: str) -> np.ndarray:
        return np.asarray((~np.isnan(self.values[what])).sum(axis=1))


class RunOutlook:
    """The outlook of a single run: the same questions, answered with plain numbers."""

    def __init__(self, outlook: Outlook, row: int) -> None:
        self._outlook = outlook
        self._row = row
        self.values = {name: found[row] for name, found in outlook.values.items()}
        """By measure or condition, (futures,) float."""
        self.refused = outlook.refused

    def mean(self, what: str) -> float:
        """The mean of a measure over the futures, or the chance of a condition."""
        return float(self._outlook.mean(what)[self._row])

    def error(self, what: str) -> float:
        """The standard error of that mean."""
        return float(self._outlook.error(what)[self._row])


class Question(NamedTuple):
    """What a commander asks of the futures."""

    side: str
    turn: int
    given: Log
    """What was ordered so far, this turn's orders of those who were asked before among them."""
    choices: Sequence[Sequence[Order]]
    """The orders to try, each in as many futures."""
    rows: np.ndarray
    """(k,) the runs of which the outlook is wanted."""
    futures: int
    of: Sequence[str]
    """Measures and conditions."""
    hidden: bool
    guess: bool
    figures: Sequence[str]
    """Paths of the figures that are uncertain."""
    then: Sequence[Callable[[Any], Iterable[Order]] | None]
    """Who commands the side from the next turn on in each of the choices; the plan if nobody."""


Foresight = Callable[[Question], list[Outlook]]
"""Plays futures of a battle, and says what came of each of the choices."""


class Prospect(NamedTuple):
    """What a commander needs to look ahead."""

    given: Log
    foresight: Foresight


def no_foresight(_: Question) -> Any:
    """Raises ValueError: the battle is a future itself, or nobody has provided for it."""
    raise ValueError("this battle has no futures to be asked for")


NO_PROSPECT = Prospect({}, no_foresight)
