"""Calendars: what is due, in which runs, at which turn."""

from collections.abc import Callable

import numpy as np
from simpy.events import Event

from sim.kernel import njit
from sim.world.schedule import Schedule
from sim.world.sequence import Position, Step


class Calendar:
    """Carries out an action at a step of the turns at which runs are due.

    Each due turn is one SimPy event: its cost is shared by all runs that take part in it, and a
    turn at which nothing is due costs nothing.

    Calendars that share a step act in the order of their `position`, which no two of them have in
    common. Were it that in which they became due, it would depend on the other runs of the batch.
    """

    def __init__(
        self,
        schedule: Schedule,
        step: Step,
        action: Callable[[np.ndarray], object],
        position: Position = (),
    ) -> None:
        self._schedule = schedule
        self._end = schedule.clock.turns
        self.step = step
        self._phase = step.phase
        self._action = action
        self.position = position
        self._due: dict[int, list[np.ndarray]] = {}

    def add(self, rows: np.ndarray, turns: np.ndarray | int = 0) -> None:
        """Make `rows` due at `turns`, one turn for all or shape (len(rows),), or as soon as it can.

        A turn whose phase has passed becomes the next one at which the phase comes; turns after
        the end of the battle never come.
        """
        if not len(rows):
            return
        earliest = self._schedule.next_turn(self._phase)
        if isinstance(turns, int):
            self._add(rows, turns if turns > earliest else earliest)
            return
        assert len(turns) == len(rows)
        if len(rows) == 1:
            self._add(rows, max(int(turns[0]), earliest))
            return
        grouped, due, ends = _by_turn(rows, turns, earliest, self._end)
        begin = 0
        for turn, end in zip(due.tolist(), ends.tolist(), strict=True):
            self._add(grouped[begin:end], turn)
            begin = end

    def drop(self, rows: np.ndarray) -> None:
        """Nothing is due in `rows` any more."""
        kept = np.ones(self._schedule.runs, bool)
        kept[rows] = False
        for turn, parts in self._due.items():
            self._due[turn] = [part[kept[part]] for part in parts]

    def _add(self, rows: np.ndarray, turn: int) -> None:
        due = self._due.get(turn)
        if due is not None:
            due.append(rows)
        elif turn < self._end:
            self._due[turn] = [rows]
            self._schedule.until(turn, self.step, self.position).callbacks.append(self._come)

    def _merge(self, parts: list[np.ndarray]) -> np.ndarray:
        """The rows of all parts, each once and in ascending order."""
        if len(parts) == 1:
            return parts[0]
        merged: np.ndarray = _each_once(np.concatenate(parts), self._schedule.runs)
        return merged

    def _come(self, _: Event) -> None:
        """The phase of a due turn has come."""
        rows = self._schedule.going_on(self._merge(self._due.pop(self._schedule.turn)))
        if len(rows):
            self._action(rows)


@njit(cache=True)
def _each_once(rows: np.ndarray, runs: int) -> np.ndarray:
    """Some rows, of so many runs, each once and in ascending order."""
    due = np.zeros(runs, np.bool_)
    for row in rows:
        due[row] = True
    merged, found = np.empty(min(runs, rows.shape[0]), np.int64), 0
    for row in range(runs):
        if due[row]:
            merged[found] = row
            found += 1
    return merged[:found]


@njit(cache=True)
def _by_turn(
    rows: np.ndarray, turns: np.ndarray, earliest: int, end: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows sorted by the turns at which they are due, those turns, and where the rows of each end.

    No turn is before `earliest`; what is due at `end` or later is left out.
    """
    number = np.zeros(max(end - earliest, 0), np.int64)
    for turn in turns:
        step = max(turn, earliest) - earliest
        if step < len(number):
            number[step] += 1
    due = np.flatnonzero(number)
    ends = np.cumsum(number[due])
    place = np.cumsum(number) - number
    grouped = np.empty(number.sum(), np.int64)
    for i in range(rows.shape[0]):
        step = max(turns[i], earliest) - earliest
        if step < len(number):
            grouped[place[step]] = rows[i]
            place[step] += 1
    return grouped, due + earliest, ends
