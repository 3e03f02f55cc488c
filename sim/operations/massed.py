"""Massed operations: many, each of which is under way in a few runs, that are carried out as one.

A commander of a thousand runs who orders something else in each has hundreds of operations. Those
with nothing that sets one of them apart begin together and end together, at the cost of one
operation in all these runs.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from sim.operations.base import PLANNED, Operation
from sim.operations.massed_crossings import MassedCrossings
from sim.operations.massed_gunfire import MassedGunfire
from sim.operations.massed_marches import MassedMarches
from sim.operations.massed_strikes import MassedStrikes
from sim.operations.massed_surrenders import MassedSurrenders
from sim.operations.party import Party
from sim.rules.rulebook import Rulebook
from sim.world.clock import NEVER
from sim.world.sequence import Position
from sim.world.state import grouped

_PARTIES = (
    MassedMarches, MassedCrossings, MassedStrikes, MassedGunfire, MassedSurrenders,
)  # fmt: skip


class Massed:
    """The massed operations of a battle; they have numbers."""

    def __init__(self, rules: Rulebook, planned: Iterable[Operation[Any]]) -> None:
        self._rules = rules
        self._planned = [*planned]
        self._parties: list[Party] = []
        self._of_list: dict[tuple[type[Party], Position], int] = {}
        """Which of these carries out those of a list."""
        self._party, self._own = np.empty((2, 0), np.int64)
        """By number, the party that carries it out, and which of its operations it is."""

    @staticmethod
    def takes(operation: Operation[Any]) -> bool:
        """Whether an operation can be one of them: it has not begun anywhere yet."""
        fresh = bool((operation.started_at == NEVER).all())
        return fresh and any(party.takes(operation) for party in _PARTIES)

    def admit(self, operation: Operation[Any]) -> int:
        """Take over an operation of a list that has not begun yet; its number."""
        kind = next(party for party in _PARTIES if party.takes(operation))
        key = kind, self._list(kind, operation) if kind.steps else ()
        if key not in self._of_list:
            self._of_list[key] = len(self._parties)
            self._parties.append(kind(self._rules, key[1]))
        which = self._of_list[key]
        self._party = np.append(self._party, which)
        self._own = np.append(self._own, self._parties[which].admit(operation))
        return len(self._own) - 1

    def _list(self, kind: type[Party], operation: Operation[Any]) -> Position:
        """The list to which an operation belongs.

        The plan is as many lists as keep all in its order: one ends where the other side does
        something at the same steps, or what goes on by itself.
        """
        if operation.position[0] != PLANNED:
            return operation.position[:-1]
        first: Operation[Any] | None = None
        for other in self._planned:
            alike = kind.takes(other) and other.side == operation.side
            if alike and first is None:
                first = other
            elif not alike and other.acts_at(kind.steps):
                first = None
            if other is operation:
                break
        assert first is not None
        return first.position

    def start(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Begin an operation in each of some runs, (k,), where it is not under way."""
        for which, some in grouped(self._party[numbers]):
            self._parties[which].start(self._own[numbers[some]], rows[some])

    def call_off(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Call off an operation in each of some runs, (k,), where it is under way."""
        for which, some in grouped(self._party[numbers]):
            self._parties[which].call_off(self._own[numbers[some]], rows[some])
