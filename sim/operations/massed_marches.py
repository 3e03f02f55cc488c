"""Massed marches: marches and attacks of many units that are carried out as one.

A commander of a thousand runs who orders something else in each has hundreds of operations, each
under way in a few of them. Those whose units go the usual way begin together, turn back together
and end together, at the cost of one operation in all these runs.
"""

from functools import partial
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from sim.kernel import njit
from sim.operations.base import Operation
from sim.operations.march import Advance, Bands, Pace, setting_out
from sim.operations.party import Members, Party
from sim.rules.movement import Movement
from sim.rules.movement_kernel import Going, Turn
from sim.rules.rulebook import Rulebook
from sim.world.news import AllArrived, Arrived, PlaceChanged, PlacesChanged
from sim.world.sequence import Position
from sim.world.state import Status, grouped


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


class Columns(Members):
    """What is known of L marches and attacks."""

    def __init__(self, runs: int) -> None:
        super().__init__()
        self.group, self.goal = np.empty((2, 8), np.int64)
        self.way = np.empty(8, np.uint64)
        self.limited = np.empty(8, bool)
        """Whether something of its own ends it."""
        self.speed, self.met = np.empty((8, runs)), np.empty((8, runs), bool)


class MassedMarches(Party):
    """Marches and attacks; they have no steps of their own."""

    def __init__(self, rules: Rulebook, position: Position) -> None:
        self._register = Columns(len(rules.world.all_rows))
        super().__init__(rules, position, self._register)
        self._groups: list[Group] = []
        self._on_arrival, self._on_change = Concerned(), Concerned()
        """Those that may be over when a unit has arrived, or when a place has changed."""
        rules.world.news.subscribe(AllArrived(), partial(self._hear, self._on_arrival))
        rules.world.news.subscribe(PlacesChanged(), partial(self._hear, self._on_change))

    @staticmethod
    def takes(operation: Operation[Any]) -> bool:
        """Those whose units go the usual way."""
        return isinstance(operation, Advance) and operation.plain

    def admit(self, operation: Operation[Any]) -> int:
        """Take over a march or an attack."""
        assert isinstance(operation, Advance)
        number, of = self.enter(operation), self._register
        self._listen(number, operation)
        group = Group(operation.side, type(operation))
        if group not in self._groups:
            self._groups.append(group)
        of.group[number], of.goal[number] = self._groups.index(group), operation.to
        of.set_units(number, operation.units)
        of.way[number], of.speed[number] = operation.way, operation.speed
        of.limited[number], of.met[number] = operation.limited, False
        return number

    def _listen(self, number: int, operation: Advance[Any]) -> None:
        """Hear the news for it."""
        for topic in operation.topics():
            self.world.news.dismiss(topic, operation.line)
        kinds = {type(topic) for topic in operation.topics()}
        for unit in operation.units.tolist() if Arrived in kinds else ():
            self._on_arrival.add(unit, number)
        if PlaceChanged in kinds:
            self._on_change.add(operation.to, number)

    def start(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Begin an operation in each of some runs, (k,), where it is not under way."""
        fresh = ~self.going(numbers, rows)
        numbers, rows = numbers[fresh], rows[fresh]
        self.begin(numbers, rows)
        idle = self._idle(numbers, rows)
        self.complete(numbers[idle], rows[idle])
        numbers, rows, of = numbers[~idle], rows[~idle], self._register
        limited = of.limited[numbers]
        for number, there in grouped(numbers[limited]):
            self._march(number).note_start(rows[limited][there])
        for some, units in of.each_unit(numbers):
            each, where = numbers[some], rows[some]
            pace = Pace(None, of.speed[each, where], of.way[each])
            leaving = setting_out(self.world, Going(where, units, of.goal[each]), pace)
            self.rules[Movement].go_each(*leaving)
        self._review(numbers, rows)

    def _march(self, number: int) -> Advance[Any]:
        march = self.known[number]
        assert isinstance(march, Advance)
        return march

    def _idle(self, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether they are over before they begin, (k,)."""
        idle, of = np.zeros(len(rows), bool), self._register
        for group, some in grouped(of.group[numbers]):
            side, kind = self._groups[group]
            idle[some] = kind.idle(self.world, side, rows[some], of.goal[numbers[some]])
        return idle

    def _hear(self, concerned: "Concerned", about: np.ndarray, rows: np.ndarray) -> None:
        """Of what there is news in some runs, (k,)."""
        going, lines = self.world.ledger.going, self._register.line
        numbers, rows = _under_way(*concerned.listed(), about, rows, lines, going)
        if len(rows):
            self._review(numbers, rows)

    def _review(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """See which are over."""
        of = self._register
        for group, some in grouped(of.group[numbers]):
            side, kind = self._groups[group]
            bands = Bands(numbers[some], rows[some], of.units, of.goal, of.met)
            over = kind.over(self.world, side, bands)
            if over.any():
                self.complete(bands.which[over], bands.rows[over])

    def turn_back(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Those who are on their way go back to where they come from, others fall back."""
        of, state = self._register, self.world.state
        afield = np.zeros(len(rows), bool)
        for some, units in of.each_unit(numbers):
            where = rows[some]
            status = state.status[where, units]
            bound = state.place[where, units] == of.goal[numbers[some]]
            back = bound & (status == Status.EN_ROUTE)
            afield[some] |= bound & (status == Status.FIELD)
            home = Going(where[back], units[back], state.origin[where[back], units[back]])
            turn = Turn(np.full(len(home.rows), self.world.turn), np.zeros(len(home.rows)))
            self.rules[Movement].go_each(home, turn.back, turn)
        for number, there in grouped(numbers[afield]):
            self._march(number).break_contact(rows[afield][there])


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
