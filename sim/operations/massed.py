"""Massed operations: marches and attacks of many units that are carried out as one.

A commander of a thousand runs who orders something else in each has hundreds of operations, each
under way in a few of them. Those of one unit each, and with nothing that sets one of them apart,
begin together and end together, at the cost of one operation in all these runs.
"""

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from sim.operations.march import Advance, Bands, Pace, setting_out
from sim.rules.movement import Movement
from sim.rules.movement_kernel import Going
from sim.rules.rulebook import Rulebook
from sim.world.news import Topic
from sim.world.state import grouped


class Group(NamedTuple):
    """Those that begin and end by the same rules."""

    side: int
    kind: type[Advance[Any]]


class Massed:
    """The massed operations of a battle; they have numbers."""

    def __init__(self, rules: Rulebook) -> None:
        self._rules = rules
        self._world = rules.world
        self._count = 0
        self._groups: list[Group] = []
        self._concerned: dict[Topic[[np.ndarray]], np.ndarray] = {}
        """Numbers of those that a piece of news may end."""
        n = len(rules.world.all_rows)
        self._group, self._lines, self._units, self._goals = np.empty((4, 8), np.int64)
        self._ways = np.empty(8, np.uint64)
        self._speed, self._met = np.empty((8, n)), np.empty((8, n), bool)

    def admit(self, operation: Advance[Any]) -> int:
        """Take over an operation that has not begun yet; its number."""
        number = self._count
        self._count += 1
        if number == len(self._lines):
            self._grow()
        for topic in operation.topics():
            self._world.news.dismiss(topic, operation.line)
            if topic not in self._concerned:
                self._concerned[topic] = np.empty(0, np.int64)
                self._world.news.subscribe(topic, partial(self._hear, topic))
            self._concerned[topic] = np.append(self._concerned[topic], number)
        group = Group(operation.side, type(operation))
        if group not in self._groups:
            self._groups.append(group)
        self._group[number] = self._groups.index(group)
        self._lines[number], self._goals[number] = operation.line, operation.to
        (self._units[number],) = operation.units
        self._ways[number] = operation.way
        self._speed[number], self._met[number] = operation.speed, False
        return number

    def _grow(self) -> None:
        """Make room for twice as many."""
        for name in ("_group", "_lines", "_units", "_goals", "_ways", "_speed", "_met"):
            array = getattr(self, name)
            setattr(self, name, np.concatenate([array, np.empty_like(array)]))

    def start(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Begin an operation in each of some runs, (k,), where it is not under way."""
        ledger, turn = self._world.ledger, self._world.turn
        fresh = ~ledger.going[self._lines[numbers], rows]
        numbers, rows = numbers[fresh], rows[fresh]
        ledger.begin(self._lines[numbers], rows, turn)
        idle = self._idle(numbers, rows)
        self._complete(numbers[idle], rows[idle])
        numbers, rows = numbers[~idle], rows[~idle]
        going = Going(rows, self._units[numbers], self._goals[numbers])
        pace = Pace(None, self._speed[numbers, rows], self._ways[numbers])
        leaving = setting_out(self._world, going, pace)
        self._rules[Movement].go_each(*leaving)
        self._review(numbers, rows)

    def _idle(self, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether they are over before they begin, (k,)."""
        idle = np.zeros(len(rows), bool)
        for group, some in grouped(self._group[numbers]):
            side, kind = self._groups[group]
            idle[some] = kind.idle(self._world, side, rows[some], self._goals[numbers[some]])
        return idle

    def _hear(self, topic: Topic[[np.ndarray]], rows: np.ndarray) -> None:
        numbers = self._concerned[topic]
        which, rows = self._world.ledger.under_way(self._lines[numbers], rows)
        if len(rows):
            self._review(numbers[which], rows)

    def _review(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """See which are over."""
        for group, some in grouped(self._group[numbers]):
            side, kind = self._groups[group]
            bands = Bands(numbers[some], rows[some], self._units[:, None], self._goals, self._met)
            over = kind.over(self._world, side, bands)
            if over.any():
                self._complete(bands.which[over], bands.rows[over])

    def _complete(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Nobody waits for the end of what was improvised, so it is no news."""
        self._world.ledger.complete(self._lines[numbers], rows, self._world.now)
