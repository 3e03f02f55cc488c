"""Massed marches: marches and attacks of many units that are carried out as one.

A commander of a thousand runs who orders something else in each has hundreds of operations, each
under way in a few of them. Those of one unit each, and with nothing that sets one of them apart,
begin together and end together, at the cost of one operation in all these runs.
"""

from functools import partial
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from sim.kernel import njit
from sim.operations.base import Operation
from sim.operations.march import Advance, Bands, Pace, setting_out
from sim.operations.party import Party
from sim.rules.movement import Movement
from sim.rules.movement_kernel import Going
from sim.rules.rulebook import Rulebook
from sim.world.news import AllArrived, Arrived, PlacesChanged
from sim.world.sequence import Position
from sim.world.state import grouped


class Group(NamedTuple):
    """Those that begin and end by the same rules."""

    side: int
    kind: type[Advance[Any]]


class Concerned:
    """Numbers of operations by the unit or place whose news concerns them."""

    def __init__(self) -> None:
        self._numbers: list[list[int]] = []
        self._listed = np.zeros(1, np.int64), np.empty(0, np.int64)
        self._stale = False

    def add(self, about: int, number: int) -> None:
        """One more."""
        self._numbers += [[] for _ in range(about + 1 - len(self._numbers))]
        self._numbers[about].append(number)
        self._stale = True

    def listed(self) -> tuple[np.ndarray, np.ndarray]:
        """Where the numbers of each begin, then the end of all; and the numbers."""
        if self._stale:
            ends = np.cumsum([0, *map(len, self._numbers)])
            self._listed = ends, np.array([*chain.from_iterable(self._numbers)], np.int64)
            self._stale = False
        return self._listed


class MassedMarches(Party):
    """Marches and attacks; they have no steps of their own."""

    of_all_lists = True

    def __init__(self, rules: Rulebook, position: Position) -> None:
        super().__init__(rules, position)
        self._count = 0
        self._groups: list[Group] = []
        self._on_arrival, self._on_change = Concerned(), Concerned()
        """Those that may be over when a unit has arrived, or when a place has changed."""
        rules.world.news.subscribe(AllArrived(), partial(self._hear, self._on_arrival))
        rules.world.news.subscribe(PlacesChanged(), partial(self._hear, self._on_change))
        n = len(rules.world.all_rows)
        self._group, self._lines, self._units, self._goals = np.empty((4, 8), np.int64)
        self._ways = np.empty(8, np.uint64)
        self._speed, self._met = np.empty((8, n)), np.empty((8, n), bool)

    @staticmethod
    def takes(operation: Operation[Any]) -> bool:
        """Those of one unit."""
        return isinstance(operation, Advance) and operation.plain

    def admit(self, operation: Operation[Any]) -> int:
        """Take over a march or an attack."""
        assert isinstance(operation, Advance)
        number = self._count
        self._count += 1
        if number == len(self._lines):
            self._grow()
        for topic in operation.topics():
            self.world.news.dismiss(topic, operation.line)
            if isinstance(topic, Arrived):
                self._on_arrival.add(int(operation.units[0]), number)
            else:
                self._on_change.add(operation.to, number)
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
        ledger, turn = self.world.ledger, self.world.turn
        fresh = ~ledger.going[self._lines[numbers], rows]
        numbers, rows = numbers[fresh], rows[fresh]
        ledger.begin(self._lines[numbers], rows, turn)
        idle = self._idle(numbers, rows)
        self._complete(numbers[idle], rows[idle])
        numbers, rows = numbers[~idle], rows[~idle]
        going = Going(rows, self._units[numbers], self._goals[numbers])
        pace = Pace(None, self._speed[numbers, rows], self._ways[numbers])
        leaving = setting_out(self.world, going, pace)
        self.rules[Movement].go_each(*leaving)
        self._review(numbers, rows)

    def _idle(self, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether they are over before they begin, (k,)."""
        idle = np.zeros(len(rows), bool)
        for group, some in grouped(self._group[numbers]):
            side, kind = self._groups[group]
            idle[some] = kind.idle(self.world, side, rows[some], self._goals[numbers[some]])
        return idle

    def _hear(self, concerned: "Concerned", about: np.ndarray, rows: np.ndarray) -> None:
        """Of what there is news in some runs, (k,)."""
        going = self.world.ledger.going
        numbers, rows = _under_way(*concerned.listed(), about, rows, self._lines, going)
        if len(rows):
            self._review(numbers, rows)

    def _review(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """See which are over."""
        for group, some in grouped(self._group[numbers]):
            side, kind = self._groups[group]
            bands = Bands(numbers[some], rows[some], self._units[:, None], self._goals, self._met)
            over = kind.over(self.world, side, bands)
            if over.any():
                self._complete(bands.which[over], bands.rows[over])

    def _complete(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Nobody waits for the end of what was improvised, so it is no news."""
        self.world.ledger.complete(self._lines[numbers], rows, self.world.now)


@njit(cache=True)
def _under_way(
    begins: np.ndarray,
    numbers: np.ndarray,
    about: np.ndarray,
    rows: np.ndarray,
    lines: np.ndarray,
    going: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of those, of what there is news `about`, that are under way, and in which runs."""
    which, where = np.empty_like(rows), np.empty_like(rows)
    found = 0
    for i in range(rows.shape[0]):
        known = about[i] + 1 < begins.shape[0]
        for position in range(begins[about[i]], begins[about[i] + 1]) if known else range(0):
            number = numbers[position]
            if not going[lines[number], rows[i]]:
                continue
            if found == which.shape[0]:
                which, where = _longer(which), _longer(where)
            which[found], where[found] = number, rows[i]
            found += 1
    return which[:found], where[:found]


@njit(cache=True)
def _longer(numbers: np.ndarray) -> np.ndarray:
    """With room for twice as many."""
    return np.concatenate((numbers, np.empty_like(numbers)))
