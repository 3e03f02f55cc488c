"""Orders: what a commander wants done, and in which runs."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, overload

import numpy as np

from sim.scenario.kinds import OperationSpec
from sim.scenario.order import Described

CANCEL, RANK, WANTED, NOTE = "cancel", "rank", "order", "note"
"""Keys of orders that are kept."""


@dataclass(frozen=True)
class Countermand:
    """What an order wants called off: an operation under way, by its name."""

    operation: str


@dataclass(frozen=True)
class Note:
    """What a commander writes down for himself: it orders nothing, and `View.noted` reads it.

    It is kept with his orders, so that a battle that is played again finds it too.
    """

    text: str


Wanted = str | Mapping[str, Any] | OperationSpec | Described | Countermand | Note


@dataclass(frozen=True)
class Order:
    """Start an operation in the runs of a mask, or call one off.

    `operation` is the name of an operation of the scenario, or a new one: in the words of a
    scenario file without `side` and `start`, or as what these words become. Who gives an order
    often can have it read once, as `Described`.
    """

    operation: Wanted
    runs: np.ndarray
    """(n,) bool over all runs of the battle."""
    rank: int | None = None
    """Its place among all that the commander may ever order, if he keeps a list of that; it decides
    who acts first within a step. Without it that is who was ordered first, so that runs which
    order the same at different turns cannot share an operation."""

    def plain(self) -> Any:
        """What is ordered as JSON holds it, but not in which runs.

        Raises ValueError for what no file can hold.
        """
        wanted: Any = self.operation
        if isinstance(wanted, Countermand):
            wanted = {CANCEL: wanted.operation}
        elif isinstance(wanted, Note):
            wanted = {NOTE: wanted.text}
        elif isinstance(wanted, Described):
            wanted = wanted.raw
        elif isinstance(wanted, OperationSpec):
            words = wanted.model_dump(mode="json", exclude_unset=True, exclude={"start"})
            wanted = {"kind": wanted.kind_name(), **words}
        try:
            plain = json.loads(json.dumps(wanted, allow_nan=False))
        except (TypeError, ValueError) as error:
            raise ValueError(f"the order {wanted} is no plain data: {error}") from None
        return plain if self.rank is None else {RANK: self.rank, WANTED: plain}

    @classmethod
    def read(cls, plain: Any, runs: np.ndarray) -> "Order":
        """What `plain` was made of, ordered in some runs."""
        rank = None
        if isinstance(plain, Mapping) and {*plain} == {RANK, WANTED}:
            rank, plain = plain[RANK], plain[WANTED]
        if isinstance(plain, Mapping) and {*plain} == {CANCEL}:
            plain = Countermand(plain[CANCEL])
        if isinstance(plain, Mapping) and {*plain} == {NOTE}:
            plain = Note(plain[NOTE])
        return cls(plain, runs, rank)


class Choices(Sequence[Order]):
    """The orders of a commander who keeps a list of all that he may ever order: one in each run.

    They are orders like others, which have their number in the list as their rank.
    """

    def __init__(self, numbers: np.ndarray, read: Callable[[int], Wanted]) -> None:
        self.numbers = numbers
        """(n,): what is ordered in each run, -1 for nothing."""
        self.read = read
        """What `Order.operation` holds, by its number; always the same."""

    @cached_property
    def _orders(self) -> list[Order]:
        some = np.flatnonzero(np.bincount(self.numbers[self.numbers >= 0])).tolist()
        return [Order(self.read(number), self.numbers == number, number) for number in some]

    def parts(self) -> Iterator[tuple[int, np.ndarray]]:
        """Each number that is ordered, and in which runs."""
        order = np.argsort(self.numbers, kind="stable")
        numbers = self.numbers[order]
        bounds = np.flatnonzero(np.diff(numbers, prepend=-1, append=numbers[-1] + 1))
        for start, end in pairwise(bounds.tolist()):
            yield int(numbers[start]), order[start:end]

    def where(self, chosen: np.ndarray) -> "Choices":
        """Those of some runs, (n,) bool."""
        return Choices(np.where(chosen, self.numbers, -1), self.read)

    def __bool__(self) -> bool:
        return bool((self.numbers >= 0).any())

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (self._orders,)

    def __len__(self) -> int:
        return len(self._orders)

    @overload
    def __getitem__(self, at: int) -> Order: ...

    @overload
    def __getitem__(self, at: slice) -> list[Order]: ...

    def __getitem__(self, at: int | slice) -> Order | list[Order]:
        return self._orders[at]
