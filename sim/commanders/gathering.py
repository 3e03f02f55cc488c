"""Gathering: orders of one turn that are carried out together."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.commanders.orders import Choices, Wanted
from sim.operations import Operation
from sim.operations.massed import Massed
from sim.world.world import World


class Joint(NamedTuple):
    """Massed operations that begin, or are called off, one in each of some runs."""

    numbers: np.ndarray
    rows: np.ndarray
    call_off: bool = False


class Gathering:
    """What one side has ordered that can be done together: in no run more than one thing."""

    def __init__(self, massed: Massed, world: World) -> None:
        self._massed = massed
        self._places: dict[Operation[Any], int] = {}
        """The numbers of massed operations, -1 for those that go on by themselves."""
        self._listed = np.full(1, -1)
        """(R + 1,): their numbers by rank, -1 for what is not massed; the last is for no rank."""
        self._list: Callable[[int], Wanted] | None = None
        """The list to which the ranks belong."""
        self._waiting: dict[bool, list[tuple[int, np.ndarray]]] = {False: [], True: []}
        """What begins, and what is called off."""
        self._taken = np.zeros(len(world.all_rows), bool)

    def admit(self, operation: Operation[Any]) -> None:
        """Carry out an operation together with its like from now on, if that can be."""
        if operation not in self._places:
            takes = self._massed.takes(operation)
            self._places[operation] = self._massed.admit(operation) if takes else -1

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

    def add(self, operation: Operation[Any], rows: np.ndarray, call_off: bool) -> bool:
        """Do something with the next `release`; whether the operation is one of those."""
        number = self._places.get(operation, -1)
        if number < 0:
            return False
        self._waiting[call_off].append((number, rows))
        self._taken[rows] = True
        return True

    def holds(self, rows: np.ndarray) -> bool:
        """Whether something waits to be done in any of these runs."""
        return bool(any(self._waiting.values()) and self._taken[rows].any())

    def release(self) -> Iterator[Joint]:
        """All that waits."""
        self._taken[:] = False
        for call_off, parts in self._waiting.items():
            self._waiting[call_off] = []
            if parts:
                rows = np.concatenate([some for _, some in parts])
                lengths = [len(some) for _, some in parts]
                numbers = np.repeat([number for number, _ in parts], lengths)
                order = np.argsort(rows)
                yield Joint(numbers[order], rows[order], call_off)
