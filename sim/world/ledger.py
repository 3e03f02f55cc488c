"""The ledger: which operations are under way, and in which runs."""

import numpy as np

from sim.kernel import njit


class Ledger:
    """One line for each operation.

    With all lines in one array it is quick to see whom a piece of news concerns: a battle in which
    commanders improvise has hundreds of operations, and most are under way in few of its runs.
    """

    def __init__(self, runs: int) -> None:
        self._book = np.zeros((8, runs), bool)
        self._lines = 0

    def open(self) -> int:
        """A new line, on which nothing is under way yet."""
        if self._lines == len(self._book):
            self._book = np.concatenate([self._book, np.zeros_like(self._book)])
        self._lines += 1
        return self._lines - 1

    def line(self, number: int) -> np.ndarray:
        """(n,) bool: whether that operation is under way."""
        line: np.ndarray = self._book[number]
        return line

    def lines(self, numbers: np.ndarray) -> np.ndarray:
        """(k, n) bool: a copy of some lines."""
        return np.asarray(self._book[numbers])

    def concerned(self, numbers: np.ndarray, rows: np.ndarray) -> list[int]:
        """Which of some lines, in their order, have an entry in any of these runs.

        Those numbered -1 always do.
        """
        found: list[int] = _concerned(self._book, numbers, rows).tolist()
        return found


@njit(cache=True)
def _concerned(book: np.ndarray, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Positions in `numbers`."""
    concerned = np.empty_like(numbers)
    found = 0
    for i in range(numbers.shape[0]):
        touched = numbers[i] < 0
        for row in rows:
            if touched:
                break
            touched = book[numbers[i], row]
        if touched:
            concerned[found] = i
            found += 1
    return concerned[:found]
