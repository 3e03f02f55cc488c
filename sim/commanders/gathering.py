"""Gathering: orders of one turn that are carried out together."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.operations import Operation
from sim.operations.march import Advance
from sim.operations.massed import Massed
from sim.rules.rulebook import Rulebook


class Start(NamedTuple):
    """Massed operations that begin, one in each of some runs."""

    massed: Massed
    numbers: np.ndarray
    rows: np.ndarray


class Gathering:
    """What one side has ordered that can begin together: in no run more than one operation."""

    def __init__(self, rules: Rulebook, side: int) -> None:
        self._rules = rules
        self._side = side
        self._massed: dict[type[Advance[Any]], Massed] = {}
        self._places: dict[Operation[Any], tuple[Massed, int]] = {}
        self._waiting: dict[Massed, list[tuple[int, np.ndarray]]] = {}
        self._taken = np.zeros(len(rules.world.all_rows), bool)

    def admit(self, operation: Operation[Any]) -> None:
        """Carry out an operation together with its like from now on, if that can be."""
        if operation in self._places or not isinstance(operation, Advance) or not operation.plain:
            return
        kind = type(operation)
        if kind not in self._massed:
            self._massed[kind] = Massed(self._rules, self._side, kind)
        massed = self._massed[kind]
        self._places[operation] = massed, massed.admit(operation)

    def add(self, operation: Operation[Any], rows: np.ndarray) -> bool:
        """Begin an operation with the next `release`; whether it is one of those that do."""
        if operation not in self._places:
            return False
        massed, number = self._places[operation]
        self._waiting.setdefault(massed, []).append((number, rows))
        self._taken[rows] = True
        return True

    def holds(self, rows: np.ndarray) -> bool:
        """Whether something waits to begin in any of these runs."""
        return bool(self._taken[rows].any())

    def release(self) -> Iterator[Start]:
        """All that waits."""
        waiting, self._waiting = self._waiting, {}
        self._taken[:] = False
        for massed, parts in waiting.items():
            rows = np.concatenate([some for _, some in parts])
            numbers = np.repeat([number for number, _ in parts], [len(some) for _, some in parts])
            order = np.argsort(rows)
            yield Start(massed, numbers[order], rows[order])
