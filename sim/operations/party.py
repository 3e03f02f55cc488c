"""Parties: who carries out all operations of some kinds that one commander has on his list."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

import numpy as np

from sim.operations.base import Operation
from sim.rules.rulebook import Rulebook
from sim.world.agenda import Agenda
from sim.world.sequence import Position, Step

Act = Callable[[np.ndarray, np.ndarray], object]
"""Something that operations, given by number, do in some runs, (k,) each."""


class Party(ABC):
    """Operations that are carried out together; they have numbers, in the order of their coming."""

    of_all_lists: ClassVar[bool] = False
    """Whether one party carries out those of all lists, since no steps of theirs have an order."""

    def __init__(self, rules: Rulebook, position: Position) -> None:
        self.rules = rules
        self.world = rules.world
        self.position = position
        """What the positions of all of them begin with; the rank in the list follows."""

    @staticmethod
    @abstractmethod
    def takes(operation: Operation[Any]) -> bool:
        """Whether an operation can be one of them."""

    @abstractmethod
    def admit(self, operation: Operation[Any]) -> int:
        """Take over an operation that has not begun yet; its number."""

    @abstractmethod
    def start(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Begin an operation in each of some runs, (k,), where it is not under way."""


class Register:
    """What is known of operations: arrays, each with a line for each operation."""

    def __init__(self) -> None:
        self.line, self.rank = np.empty((2, 8), np.int64)

    def make_room(self, count: int) -> None:
        """For so many."""
        while count > len(self.line):
            for name, array in vars(self).items():
                setattr(self, name, np.concatenate([array, np.empty_like(array)]))


class Stepwise(Party):
    """Those that have something to do at steps of later turns."""

    def __init__(self, rules: Rulebook, position: Position, register: Register) -> None:
        super().__init__(rules, position)
        self._lines = register
        self._agendas: list[Agenda] = []
        self._numbers = np.empty(0, np.int64)
        """By rank."""
        self._count = 0

    def agenda(self, step: Step, act: Act) -> Agenda:
        """When they do something."""
        done = partial(self._act, act)
        self._agendas.append(Agenda(self.world.schedule, step, done, self.position))
        return self._agendas[-1]

    def _act(self, act: Act, ranks: np.ndarray, rows: np.ndarray) -> None:
        act(self._numbers[ranks], rows)

    def enter(self, operation: Operation[Any]) -> int:
        """One more; its number."""
        number, rank = self._count, int(operation.position[-1])
        self._count += 1
        more = max(rank + 1 - len(self._numbers), 0)
        self._numbers = np.append(self._numbers, np.empty(more, np.int64))
        self._numbers[rank] = number
        self._lines.make_room(number + 1)
        self._lines.line[number], self._lines.rank[number] = operation.line, rank
        for agenda in self._agendas:
            operation.leave_to(partial(agenda.drop, rank))
        return number

    def add(
        self, agenda: Agenda, numbers: np.ndarray, rows: np.ndarray, turns: np.ndarray | int
    ) -> None:
        """Make some of them due."""
        agenda.add(self._lines.rank[numbers], rows, turns)

    def going(self, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether they are under way, (k,)."""
        return np.asarray(self.world.ledger.going[self._lines.line[numbers], rows])

    def begin(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Note that they are under way."""
        self.world.ledger.begin(self._lines.line[numbers], rows, self.world.turn)

    def complete(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Nobody waits for the end of what was improvised, so it is no news."""
        self.world.ledger.complete(self._lines.line[numbers], rows, self.world.now)
