"""A script: orders that are given again, and after them the plan or another commander."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.commanders.commander import Commander
from sim.commanders.orders import Order
from sim.commanders.outlook import Log
from sim.commanders.view import View


class Script:
    """A commander who gives in each run what is written for a turn, and then follows the plan.

    Another commander, `then`, may take over instead of the plan.

    What the plan proposes in a run before it takes over is left, for those orders have decided
    about it.
    """

    def __init__(
        self,
        written: Mapping[int, Sequence[Order]],
        until: int | np.ndarray,
        then: Commander | None = None,
    ) -> None:
        self._written = written
        self._then = then or planned
        self._until = until
        """The turn, one or (n,), from which a run follows the plan."""

    def __call__(self, view: View) -> list[Order]:
        """The orders of a turn."""
        free = np.broadcast_to(np.asarray(self._until) <= view.turn, view.everywhere.shape)
        written = self._written.get(view.turn, ())
        again = [replace(one, runs=one.runs & ~free) for one in written]
        later = self._then(view.only(free)) if free.any() else []
        return [one for one in (*again, *later) if one.runs.any()]


def planned(view: View) -> list[Order]:
    """What the plan orders."""
    return view.planned


class Relay:
    """Several commanders, each of whom is asked in some of the runs."""

    def __init__(self, commanders: Sequence[Commander | None], who: np.ndarray) -> None:
        self._commanders = commanders
        self._who = who
        """(n,): the number of the commander of each run."""

    def __call__(self, view: View) -> list[Order]:
        """The orders of all of them; None is the plan."""
        parts = (view.only(self._who == number) for number in range(len(self._commanders)))
        asked = zip(self._commanders, parts, strict=True)
        return [one for who, part in asked for one in (who or planned)(part)]


def again(written: Mapping[int, Sequence[Order]], rows: np.ndarray) -> dict[int, list[Order]]:
    """The same orders in other runs: those of `rows`, (m,), of the ones they were given in."""
    return {
        turn: [replace(one, runs=np.asarray(one.runs, bool)[rows]) for one in orders]
        for turn, orders in written.items()
    }


def scripts(given: Log, rows: np.ndarray, until: int | np.ndarray) -> dict[str, Script]:
    """Commanders who give the orders of a log again, until the plan takes over from them.

    `rows`, (m,), are the runs of the log that those of the battle follow.
    """
    return {side: Script(again(written, rows), until) for side, written in given.items()}
