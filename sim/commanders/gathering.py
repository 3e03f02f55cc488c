"""Gathering: orders of one turn that are carried out together."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from sim.commanders.orders import Choices, Wanted
from sim.operations import Operation
from sim.operations.massed import Massed
from sim.world.world import World


class Start(NamedTuple):
    """Massed operations that begin, one in each of some runs."""

    numbers: np.ndarray
    rows: np.ndarray


class Gathering:
    """What one side has ordered that can begin together: in no run more than one operation."""

    def __init__(self, massed: Massed, world: World) -> None:
        self._massed = massed
        self._places: dict[Operation[Any], int] = {}
        """The numbers of massed operations."""
        self._listed = np.full(1, -1)
        """(R + 1,): their numbers by rank, -1 for what is not massed; the last is for no rank."""
        self._list: Callable[[int], Wanted] | None = None
        """The list to which the ranks belong."""
        self._waiting: list[tuple[int, np.ndarray]] = []
        self._taken = np.zeros(len(world.all_rows), bool)

    def admit(self, operation: Operation[Any]) -> None:
        """Carry out an operation together with its like from now on, if that can be."""
        if operation in self._places or not self._massed.takes(operation):
            return
        self._places[operation] = self._massed.admit(operation)

    def enter(self, rank: int, operation: Operation[Any]) -> None:
        """Note which operation of the list of choices that is."""
        self._listed[rank] = self._places.get(operation, -1)

    def choose(self, choices: Choices) -> tuple[np.ndarray, Choices]:
        """Which massed operation is chosen in each run, (n,), -1 for none; the other choices."""
        if choices.read != self._list:
            self._list = choices.read
            self._listed[:] = -1
        more = int(choices.numbers.max(initial=0)) + 2 - len(self._listed)
        if more > 0:
            self._listed = np.append(self._listed, np.full(more, -1))
        massed = self._listed[choices.numbers]
        return massed, choices.where(massed < 0)

    def add(self, operation: Operation[Any], rows: np.ndarray) -> bool:
        """Begin an operation with the next `release`; whether it is one of those that do."""
        if operation not in self._places:
            return False
        self._waiting.append((self._places[operation], rows))
        self._taken[rows] = True
        return True

    def holds(self, rows: np.ndarray) -> bool:
        """Whether something waits to begin in any of these runs."""
        return bool(self._waiting and self._taken[rows].any())

    def release(self) -> list[Start]:
        """All that waits."""
        if not self._waiting:
            return []
        parts, self._waiting = self._waiting, []
        self._taken[:] = False
        rows = np.concatenate([some for _, some in parts])
        numbers = np.repeat([number for number, _ in parts], [len(some) for _, some in parts])
        order = np.argsort(rows)
        return [Start(numbers[order], rows[order])]
