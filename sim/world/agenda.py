"""Agendas: what many operations have to do at a step, at which turns and in which runs."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
from simpy.events import Event

from sim.kernel import njit
from sim.world.schedule import Schedule
from sim.world.sequence import Position, Step


class Agenda:
    """A calendar that operations of a list share, each known by its rank in it.

    At a due turn they act at once in all runs; where several are due in one run, those of lower
    rank come first, as if each had a calendar of its own.
    """

    def __init__(
        self,
        schedule: Schedule,
        step: Step,
        action: Callable[[np.ndarray, np.ndarray], object],
        position: Position = (),
    ) -> None:
        self._schedule = schedule
        self._step = step
        self._action = action
        self._position = position
        self._due: dict[int, list[tuple[np.ndarray, np.ndarray]]] = {}

    def add(self, ranks: np.ndarray, rows: np.ndarray, turns: np.ndarray | int) -> None:
        """Make an operation due in each of some runs, (k,), as `Calendar.add` does."""
        if not len(rows):
            return
        earliest = self._schedule.next_turn(self._step.phase)
        if isinstance(turns, int):
            self._add(ranks, rows, max(turns, earliest))
            return
        due = np.minimum(np.maximum(turns, earliest), self._schedule.clock.turns)
        order = np.argsort(due, kind="stable")
        due, ranks, rows = due[order], ranks[order], rows[order]
        bounds = np.flatnonzero(np.diff(due, prepend=-1, append=due[-1] + 1)).tolist()
        for start, end in pairwise(bounds):
            self._add(ranks[start:end], rows[start:end], int(due[start]))

    def _add(self, ranks: np.ndarray, rows: np.ndarray, turn: int) -> None:
        if turn in self._due:
            self._due[turn].append((ranks, rows))
        elif turn < self._schedule.clock.turns:
            self._due[turn] = [(ranks, rows)]
            event = self._schedule.until(turn, self._step, self._position)
            event.callbacks.append(self._come)

    def drop(self, ranks: np.ndarray, rows: np.ndarray) -> None:
        """Nothing of an operation is due any more in each of some runs, (k,)."""
        if not self._due:
            return
        dropped = np.full(self._schedule.runs, -1)
        dropped[rows] = ranks
        for turn, parts in self._due.items():
            those, some = (np.concatenate(one) for one in zip(*parts, strict=True))
            kept = dropped[some] != those
            self._due[turn] = [(those[kept], some[kept])]

    def _come(self, _: Event) -> None:
        """The step of a due turn has come."""
        parts = self._due.pop(self._schedule.turn)
        ranks, rows = (np.concatenate(some) for some in zip(*parts, strict=True))
        for now in turns(ranks, rows):
            on = now[~self._schedule.ended[rows[now]]]
            if len(on):
                self._action(ranks[on], rows[on])


def turns(ranks: np.ndarray, rows: np.ndarray) -> Iterator[np.ndarray]:
    """Positions of those, (k,) each, who act first in their run, then of those who act next ...

    Who is there twice acts once. Those who act at once are in the order of their runs.
    """
    order, ends = _in_turn(ranks, rows)
    begin = 0
    for end in ends.tolist():
        yield order[begin:end]
        begin = end


@njit(cache=True)
def _in_turn(ranks: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What `turns` yields, one after the other, and where each ends."""
    order, ends, left = np.empty_like(rows), np.empty_like(rows), np.arange(rows.shape[0])
    first = np.empty(rows.max() + 1 if len(rows) else 0, np.int64)
    found = acting = 0
    while len(left):
        first[:] = -1
        for i in left:
            before = first[rows[i]]
            if before < 0 or ranks[i] < ranks[before]:
                first[rows[i]] = i
        for i in first:
            if i >= 0:
                order[found] = i
                found += 1
        ends[acting] = found
        acting += 1
        later = 0
        for i in left:
            left[later] = i
            later += ranks[i] > ranks[first[rows[i]]]
        left = left[:later]
    return order[:found], ends[:acting]
