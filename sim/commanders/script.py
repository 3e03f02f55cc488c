"""A script: orders that are given again, and after them the plan or another commander."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.commanders.orders import Order
from sim.commanders.outlook import Log
from sim.commanders.view import Commander, View


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
        self._then = then
        self._until = until
        """The turn, one or (n,), from which a run follows the plan."""

    def __call__(self, view: View) -> list[Order]:
        """The orders of a turn."""
        free = np.broadcast_to(np.asarray(self._until) <= view.turn, view.everywhere.shape)
        written = self._written.get(view.turn, ())
        again = [replace(one, runs=one.runs & ~free) for one in written]
        later = view.planned if self._then is None or not free.any() else self._then(view)
        later = [replace(one, runs=one.runs & free) for one in later]
        return [one for one in (*again, *later) if one.runs.any()]


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
