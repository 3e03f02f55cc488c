"""Timetables: when each of some members is due in each run, at most once at a time."""

from collections.abc import Callable

import numpy as np
from simpy.events import Event

from sim.kernel import njit
from sim.world.clock import NEVER
from sim.world.schedule import Schedule
from sim.world.sequence import Position, Step

_TOGETHER = 64
"""So many runs are looked through, if anybody is due in one of them."""


class Timetable:
    """A calendar that members share, each known by its rank.

    At a due turn they act at once in all runs; where several are due in one run, those of lower
    rank come first, as if each had a calendar of its own. Who is made due anew is due only then.
    """

    def __init__(
        self,
        schedule: Schedule,
        step: Step,
        action: Callable[[np.ndarray, np.ndarray], object],
        members: int,
        position: Position,
    ) -> None:
        self._schedule = schedule
        self._step = step
        self._action = action
        self._position = position
        self._due = np.full((members, schedule.runs), NEVER, np.int32)
        """(members, n): the turn at which each is due."""
        self._expected = np.zeros(schedule.clock.turns, bool)
        """(turns,): whether anybody was ever due."""

    def add(self, ranks: np.ndarray, rows: np.ndarray, turns: np.ndarray) -> None:
        """Make a member due in each of some runs, (k,) each, as `Calendar.add` does."""
        earliest = self._schedule.next_turn(self._step.phase)
        for turn in _note(ranks, rows, turns, earliest, self._due, self._expected).tolist():
            event = self._schedule.until(turn, self._step, self._position)
            event.callbacks.append(self._come)

    def drop(self, rank: int, rows: np.ndarray) -> None:
        """A member is not due in `rows` any more."""
        self._due[rank, rows] = NEVER

    def _come(self, _: Event) -> None:
        """The step of a due turn has come."""
        more = True
        while more:
            ranks, rows, more = _first(self._due, self._schedule.turn, self._schedule.ended)
            if len(rows):
                self._action(ranks, rows)


@njit(cache=True)
def _note(
    ranks: np.ndarray,
    rows: np.ndarray,
    turns: np.ndarray,
    earliest: int,
    due: np.ndarray,
    expected: np.ndarray,
) -> np.ndarray:
    """Note when members are due, and return the turns at which nobody was so far."""
    new = np.empty(rows.shape[0], np.int64)
    found = 0
    for i in range(rows.shape[0]):
        turn = max(turns[i], earliest)
        due[ranks[i], rows[i]] = turn
        if turn < expected.shape[0] and not expected[turn]:
            expected[turn] = True
            new[found] = turn
            found += 1
    return new[:found]


@njit(cache=True)
def _first(due: np.ndarray, turn: int, ended: np.ndarray) -> tuple[np.ndarray, np.ndarray, bool]:
    """Members who act first in a run, those runs in their order, and whether others come after.

    They are due no more. Where a run has ended nobody acts.
    """
    members, runs = due.shape
    number = _number_due(due, turn, 0, runs)
    ranks, rows = np.empty(number, np.int64), np.empty(number, np.int64)
    found, more = 0, False
    for begin in range(0, runs if number else 0, _TOGETHER):
        end = min(begin + _TOGETHER, runs)
        if not _number_due(due, turn, begin, end):
            continue
        for row in range(begin, end):
            first = members
            for rank in range(members - 1, -1, -1):
                if due[rank, row] == turn:
                    more |= first < members
                    first = rank
            if first < members:
                due[first, row] = NEVER
                ranks[found], rows[found] = first, row
                found += not ended[row]
    return ranks[:found], rows[:found], more


@njit(cache=True)
def _number_due(due: np.ndarray, turn: int, begin: int, end: int) -> int:
    """How many are due at a turn in some runs; several are looked at a time."""
    number = 0
    for rank in range(due.shape[0]):
        when = due[rank, begin:end]
        for i in range(when.shape[0]):
            number += when[i] == turn
    return number
