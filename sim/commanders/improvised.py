"""Improvised operations: in which order those act that commanders order beside the plan."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from sim.operations import Operation, OperationSpec
from sim.world.sequence import Position

Make = Callable[[str, OperationSpec], Operation[Any]]

LISTED = -1
"""Orders with a rank act before those that have none, which act by the turn of their order."""


class Improvised:
    """Operations by their names, which say all that is said of them.

    They act in the order in which they were first ordered. That may differ between runs, and no run
    may depend on another; therefore runs share an operation only if they first ordered it at the
    same turn and as their commander's same order of that turn. Its luck is the same in any case.
    """

    def __init__(self, runs: int, make: Make) -> None:
        self._runs = runs
        self._make = make
        self._made: dict[str, dict[Position, Operation[Any]]] = {}
        self._everything: list[Operation[Any]] | None = None
        self._ordered: dict[str, np.ndarray] = {}
        """Which of those of a name each run has ordered, (n,), counted from 0; -1 for none."""

    def all_of(self, name: str) -> list[Operation[Any]]:
        """All of a name."""
        return [*self._made.get(name, {}).values()]

    def everything(self) -> list[Operation[Any]]:
        """All of any name, in the order in which they were first ordered; to be read."""
        if self._everything is None:
            self._everything = [one for made in self._made.values() for one in made.values()]
        return self._everything

    def ranked(self, first: Operation[Any], position: Position) -> Operation[Any]:
        """The one operation of a name that has a place of its own, whichever runs order it."""
        made = self._made.setdefault(first.name, {})
        if position not in made:
            self._add(made, first, position)
        return made[position]

    def _add(
        self, made: dict[Position, Operation[Any]], first: Operation[Any], position: Position
    ) -> None:
        made[position] = self._make(first.name, first.spec) if made else first
        made[position].come_after(position)
        self._everything = None

    def of(
        self, first: Operation[Any], rows: np.ndarray, when: Position, issued: np.ndarray
    ) -> Iterator[tuple[Operation[Any], np.ndarray]]:
        """The operations that some runs mean, each with its runs.

        `first` is the one that was made first. Where it is ordered for the first time its place is
        `when` and how many orders, (n,), were `issued` before it.
        """
        made = self._made.setdefault(first.name, {})
        ordered = self._ordered.setdefault(first.name, np.full(self._runs, -1, np.int64))
        fresh = rows[ordered[rows] < 0]
        for number in np.unique(issued[fresh]).tolist():
            position = (*when, number)
            if position not in made:
                self._add(made, first, position)
            ordered[fresh[issued[fresh] == number]] = [*made].index(position)
        for index, operation in enumerate(made.values()):
            there = rows[ordered[rows] == index]
            if len(there):
                yield operation, there
