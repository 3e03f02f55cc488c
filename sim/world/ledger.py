"""The ledger: when operations began and ended, and which are under way, in which runs."""

import numpy as np

from sim.kernel import njit
from sim.world.clock import NEVER

_LINES = 64
"""So many there are at first; four times as many whenever they do not suffice."""


class Ledger:
    """One line for each operation; the columns are runs.

    With all lines in one array it is quick to see whom a piece of news concerns, and many
    operations can begin and end at once: a battle in which commanders improvise has hundreds of
    them, and most are under way in few of its runs.
    Memory that no line has used yet is not touched, for in many runs that takes long.
    """

    def __init__(self, runs: int) -> None:
        self.going = np.zeros((_LINES, runs), bool)
        """(lines, n): whether it has begun and is not complete."""
        self.started_at = np.empty((_LINES, runs), np.int32)
        """(lines, n): turn at which it last began."""
        self.completed_at = np.empty((_LINES, runs), np.int32)
        """(lines, n): turn at which it was complete."""
        self.called_off = np.zeros((_LINES, runs), bool)
        """(lines, n): whether it has ended because it was called off; `completed_at` is when."""
        self._lines = 0

    def open(self) -> int:
        """A new line, on which nothing has begun yet."""
        line = self._lines
        self._lines += 1
        if line == len(self.going):
            for name in ("going", "started_at", "completed_at", "called_off"):
                setattr(self, name, _longer(getattr(self, name)))
        self.started_at[line] = NEVER
        self.completed_at[line] = NEVER
        return line

    def begin(self, lines: np.ndarray, rows: np.ndarray, turn: int) -> None:
        """Operations begin: that of a line in a run, (k,) each."""
        self.started_at[lines, rows] = turn
        self.completed_at[lines, rows] = NEVER
        self.going[lines, rows] = True
        self.called_off[lines, rows] = False

    def complete(self, lines: np.ndarray, rows: np.ndarray, turn: int) -> None:
        """Operations that are under way are complete: that of a line in a run, (k,) each."""
        self.completed_at[lines, rows] = turn
        self.going[lines, rows] = False

    def call_off(self, lines: np.ndarray, rows: np.ndarray, turn: int) -> None:
        """Operations that are under way end because they are called off: likewise."""
        self.complete(lines, rows, turn)
        self.called_off[lines, rows] = True

    def under_way(self, lines: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where operations of some lines are under way in some runs: position in `lines`, run."""
        found: tuple[np.ndarray, np.ndarray] = _under_way(self.going, lines, rows)
        return found

    def concerned(self, numbers: np.ndarray, rows: np.ndarray) -> list[int]:
        """Which of some lines, in their order, are under way in any of these runs.

        Those numbered -1 always are.
        """
        found: list[int] = _concerned(self.going, numbers, rows).tolist()
        return found


def _longer(lines: np.ndarray) -> np.ndarray:
    """With room for four times as many lines; where it holds flags, the new ones are not set."""
    make = np.zeros if lines.dtype == bool else np.empty
    longer: np.ndarray = make((4 * len(lines), lines.shape[1]), lines.dtype)
    longer[: len(lines)] = lines
    return longer


@njit(cache=True)
def _under_way(
    going: np.ndarray, lines: np.ndarray, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    found = 0
    for line in lines:
        for row in rows:
            found += going[line, row]
    which, where = np.empty(found, np.int64), np.empty(found, np.int64)
    found = 0
    for position in range(lines.shape[0]):
        for row in rows:
            if going[lines[position], row]:
                which[found] = position
                where[found] = row
                found += 1
    return which, where


@njit(cache=True)
def _concerned(going: np.ndarray, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Positions in `numbers`."""
    concerned = np.empty_like(numbers)
    found = 0
    for i in range(numbers.shape[0]):
        touched = numbers[i] < 0
        for row in rows:
            if touched:
                break
            touched = going[numbers[i], row]
        if touched:
            concerned[found] = i
            found += 1
    return concerned[:found]
