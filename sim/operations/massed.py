"""Massed operations: marches and attacks of many units that are carried out as one.

A commander of a thousand runs who orders something else in each has hundreds of operations, each
under way in a few of them. Those of one kind, of one unit each, and with nothing that sets one of
them apart begin together and end together, at the cost of one operation in all these runs.
"""

from functools import partial
from typing import Any

import numpy as np

from sim.operations.march import Advance, Bands, Pace, setting_out
from sim.rules.movement import Movement
from sim.rules.movement_kernel import Going
from sim.rules.rulebook import Rulebook
from sim.world.news import Topic


class Massed:
    """The massed operations of one side that are of one kind; they have numbers."""

    def __init__(self, rules: Rulebook, side: int, kind: type[Advance[Any]]) -> None:
        self._rules = rules
        self._world = rules.world
        self._side = side
        self._kind = kind
        self._members: list[Advance[Any]] = []
        self._concerned: dict[Topic[[np.ndarray]], np.ndarray] = {}
        """Numbers of those that a piece of news may end."""
        self._lines = self._units = self._goals = np.empty(0, np.int64)
        self._ways = np.empty(0, np.uint64)
        n = len(rules.world.all_rows)
        self._speed, self._met = np.empty((0, n)), np.empty((0, n), bool)

    def admit(self, operation: Advance[Any]) -> int:
        """Take over an operation that has not begun yet; its number."""
        number = len(self._members)
        self._members.append(operation)
        for topic in operation.topics():
            self._world.news.dismiss(topic, operation.line)
            if topic not in self._concerned:
                self._concerned[topic] = np.empty(0, np.int64)
                self._world.news.subscribe(topic, partial(self._hear, topic))
            self._concerned[topic] = np.append(self._concerned[topic], number)
        self._lines = np.append(self._lines, operation.line)
        self._units = np.append(self._units, operation.units)
        self._goals = np.append(self._goals, operation.to)
        self._ways = np.append(self._ways, operation.way)
        self._speed = np.concatenate([self._speed, operation.speed[None]])
        self._met = np.concatenate([self._met, np.zeros((1, self._met.shape[1]), bool)])
        return number

    def start(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Begin an operation in each of some runs, (k,), where it is not under way."""
        ledger, turn = self._world.ledger, self._world.turn
        fresh = ~ledger.going[self._lines[numbers], rows]
        numbers, rows = numbers[fresh], rows[fresh]
        ledger.begin(self._lines[numbers], rows, turn)
        idle = self._kind.idle(self._world, self._side, rows, self._goals[numbers])
        self._complete(numbers[idle], rows[idle])
        numbers, rows = numbers[~idle], rows[~idle]
        going = Going(rows, self._units[numbers], self._goals[numbers])
        pace = Pace(None, self._speed[numbers, rows], self._ways[numbers])
        leaving = setting_out(self._world, going, pace)
        self._rules[Movement].go_each(*leaving)
        self._review(numbers, rows)

    def _hear(self, topic: Topic[[np.ndarray]], rows: np.ndarray) -> None:
        numbers = self._concerned[topic]
        which, rows = self._world.ledger.under_way(self._lines[numbers], rows)
        if len(rows):
            self._review(numbers[which], rows)

    def _review(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """See which are over."""
        bands = Bands(numbers, rows, self._units[:, None], self._goals, self._met)
        over = self._kind.over(self._world, self._side, bands)
        if over.any():
            self._complete(numbers[over], rows[over])

    def _complete(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Nobody waits for the end of what was improvised, so it is no news."""
        self._world.ledger.complete(self._lines[numbers], rows, self._world.now)
