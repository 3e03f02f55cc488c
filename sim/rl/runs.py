"""Run numbers: seeds of environments are the numbers of runs."""

from collections.abc import Sequence

import numpy as np


class RunNumbers:
    """The runs that rows play; without a seed those that come next."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._next = 0

    def next(self, seed: int | Sequence[int] | None) -> np.ndarray:
        """The run of each row, (n,): `seed` and those that follow it, or a list of them.

        Raises ValueError for a list of another length.
        """
        if seed is None or isinstance(seed, int | np.integer):
            first = self._next if seed is None else int(seed)
            runs = np.arange(first, first + self._rows)
        else:
            runs = np.array(seed, np.int64)
            if runs.shape != (self._rows,):
                raise ValueError(f"seed: one number, or {self._rows} of them, not {len(runs)}")
        self._next = int(runs.max()) + 1
        return runs
