"""Parties: who carries out all operations of some kinds that one commander has on his list."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, ClassVar

import numpy as np

from sim.operations.base import PLANNED, Operation
from sim.rules.rulebook import Rulebook
from sim.world.agenda import Agenda
from sim.world.sequence import Position, Step
from sim.world.state import grouped

Act = Callable[[np.ndarray, np.ndarray], object]
"""Something that operations, given by number, do in some runs, (k,) each."""


class Register:
    """What is known of operations: arrays, each with a line for each operation."""

    def __init__(self) -> None:
        self.line, self.rank = np.empty((2, 8), np.int64)
        self.awaited = np.empty(8, bool)
        """Whether somebody may wait for its end."""

    def make_room(self, count: int) -> None:
        """For so many."""
        while count > len(self.line):
            for name, array in vars(self).items():
                longer = np.empty((4 * len(array), *array.shape[1:]), array.dtype)
                longer[: len(array)] = array
                setattr(self, name, longer)


class Members(Register):
    """Likewise of operations in each of which some units take part, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.size = np.zeros(8, np.int64)
        """How many units there are."""
        self.units = np.empty((8, 1), np.int64)
        """(L, m): operations of fewer units than others have their last one several times."""

    def set_units(self, number: int, units: np.ndarray) -> None:
        """Note who takes part."""
        more = len(units) - self.units.shape[1]
        if more > 0:
            self.units = np.hstack([self.units, *[self.units[:, -1:]] * more])
        self.size[number] = len(units)
        if len(units):
            self.units[number] = units[-1]
            self.units[number, : len(units)] = units

    def each_unit(self, numbers: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The first units of some operations, (k,), then the second ones of those that have any ...

        The positions of those operations in `numbers`, and the units.
        """
        sizes = self.size[numbers]
        for position in range(int(sizes.max(initial=0))):
            some = np.flatnonzero(sizes > position)
            yield some, self.units[numbers[some], position]


class Party(ABC):
    """Operations that are carried out together; they have numbers, in the order of their coming."""

    steps: ClassVar[tuple[Step, ...]] = ()
    """When they do something; without any, one party carries out those of all lists."""

    def __init__(self, rules: Rulebook, position: Position, register: Register) -> None:
        self.rules = rules
        self.world = rules.world
        self.position = position
        """What the positions of all of them begin with; the rank in the list follows."""
        self.known: list[Operation[Any]] = []
        """By number."""
        self._lines = register

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

    def enter(self, operation: Operation[Any]) -> int:
        """One more; its number."""
        number, of = len(self.known), self._lines
        self.known.append(operation)
        of.make_room(number + 1)
        of.line[number], of.rank[number] = operation.line, operation.position[-1]
        of.awaited[number] = operation.position[0] == PLANNED
        return number

    def going(self, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether they are under way, (k,)."""
        return np.asarray(self.world.ledger.going[self._lines.line[numbers], rows])

    def begin(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Note that they are under way."""
        self.world.ledger.begin(self._lines.line[numbers], rows, self.world.turn)

    def complete(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """They have done what they were to do; nobody waits for what was improvised."""
        self.world.ledger.complete(self._lines.line[numbers], rows, self.world.now)
        awaited = self._lines.awaited[numbers]
        if awaited.any():
            where = rows[awaited]
            for number, there in grouped(numbers[awaited]):
                self.known[number].tell_end(where[there])

    def call_off(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Countermand an operation in each of some runs, (k,), as `Operation.call_off` does."""
        can = self.going(numbers, rows)
        can &= self.recallable(numbers, rows)
        numbers, rows = numbers[can], rows[can]
        if len(rows):
            self.world.ledger.call_off(self._lines.line[numbers], rows, self.world.turn)
            self.forget(numbers, rows)
            self.turn_back(numbers, rows)

    def recallable(self, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether who is under way can still be called back, (k,) or (1,)."""
        del numbers, rows
        return np.ones(1, bool)

    def forget(self, numbers: np.ndarray, rows: np.ndarray) -> None:  # noqa: B027
        """What was meant to be done later is not done."""

    def turn_back(self, numbers: np.ndarray, rows: np.ndarray) -> None:  # noqa: B027
        """What those do who were under way when they are called off."""


class Stepwise(Party):
    """Those that have something to do at steps of later turns."""

    def __init__(self, rules: Rulebook, position: Position, register: Register) -> None:
        super().__init__(rules, position, register)
        self._agendas: list[Agenda] = []
        self._numbers = np.empty(0, np.int64)
        """By rank."""

    def agenda(self, step: Step, act: Act) -> Agenda:
        """When they do something."""
        done = partial(self._act, act)
        self._agendas.append(Agenda(self.world.schedule, step, done, self.position))
        return self._agendas[-1]

    def _act(self, act: Act, ranks: np.ndarray, rows: np.ndarray) -> None:
        act(self._numbers[ranks], rows)

    def enter(self, operation: Operation[Any]) -> int:
        """One more; its number."""
        number, rank = super().enter(operation), int(operation.position[-1])
        more = max(rank + 1 - len(self._numbers), 0)
        self._numbers = np.append(self._numbers, np.empty(more, np.int64))
        self._numbers[rank] = number
        operation.leave_to(partial(self._forget, number))
        return number

    def add(
        self, agenda: Agenda, numbers: np.ndarray, rows: np.ndarray, turns: np.ndarray | int
    ) -> None:
        """Make some of them due."""
        agenda.add(self._lines.rank[numbers], rows, turns)

    def forget(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Nothing of them is due any more."""
        ranks = self._lines.rank[numbers]
        for agenda in self._agendas:
            agenda.drop(ranks, rows)

    def _forget(self, number: int, rows: np.ndarray) -> None:
        self.forget(np.full(len(rows), number), rows)
