"""Disarmament: units that have given up pass into captivity, at once or step by step."""

import math
from collections.abc import Callable

import numpy as np

from sim.kernel import njit
from sim.rules.casualties import Casualties
from sim.rules.engagement import Engagements
from sim.rules.movement import Movement
from sim.rules.rule import Rule
from sim.world.calendar import Calendar
from sim.world.sequence import Step
from sim.world.state import Fate, Status, Whereabouts
from sim.world.world import World

_PRESENT = int(Fate.PRESENT)
_ROUTED, _AFLOAT = Status.ROUTED, Status.AFLOAT

MakeCalendar = Callable[[Step, Callable[[np.ndarray], object]], Calendar]


class Disarmament(Rule):
    """Units lay down their arms."""

    def __init__(
        self, world: World, movement: Movement, casualties: Casualties, engagements: Engagements
    ) -> None:
        super().__init__(world)
        self.movement = movement
        self.casualties = casualties
        self.engagements = engagements

    def of(self, calendar: MakeCalendar, units: np.ndarray, place: int = -1) -> "Surrender":
        """That of some units of one side, under a commander at a place if one is given.

        `calendar` makes the calendar of an operation.
        """
        return Surrender(self, calendar, units, place)

    def at_once(self, units: np.ndarray, rows: np.ndarray) -> None:
        """A unit in each run, (k,), all of one side, gives up where it is and is disarmed."""
        state = self.world.state
        found = under_arms(units, rows, state.whereabouts)
        units, rows = units[found], rows[found]
        self.movement.give_up(units, rows)
        self.engagements.review(state.place[rows, units].astype(np.int64), rows)
        distinct, which = np.unique(units, return_inverse=True)
        men = np.zeros((len(distinct), len(rows)), np.int64)
        men[which, np.arange(len(rows))] = state.men[rows, units, _PRESENT]
        if len(rows):
            self.casualties.take(rows, distinct, men, Fate.CAPTURED)


class Surrender:
    """Some units of one side lay down their arms.

    From the first moment they fight no longer and hold nothing; the men count as present until they
    are disarmed, the same number in each turn. Units at sea, in the hills or off the map are not
    found.
    """

    def __init__(
        self, rule: Disarmament, calendar: MakeCalendar, units: np.ndarray, place: int
    ) -> None:
        world = rule.world
        self._rule = rule
        self._world = world
        self._units = units
        self._place = place
        self._last = np.zeros(len(world.all_rows), np.int64)
        self._given_up = np.zeros((len(world.all_rows), len(units)), bool, order="F")
        self._steps = calendar(Step.DISARMAMENT, self._step)

    def begin(self, rows: np.ndarray, first: np.ndarray, turns: np.ndarray) -> None:
        """Give up now; disarm from turn `first` on for `turns` turns, both of shape (k,).

        Where `turns` is 0 and `first` not later than now, all are disarmed at once.
        """
        world = self._world
        for column, unit in enumerate(self._units.tolist()):
            found = under_arms(world.alike(unit, rows), rows, world.state.whereabouts)
            giving = rows[found]
            self._given_up[giving, column] = True
            self._tell(unit, giving)
            self._rule.movement.give_up(unit, giving)
            self._give_way(unit, giving)
        now = np.maximum(first, world.turn)
        self._last[rows] = now + np.maximum(turns, 1) - 1
        at_once = (turns == 0) & (first <= world.turn)
        self._step(rows[at_once])
        self._steps.add(rows[~at_once], now[~at_once])

    def _give_way(self, unit: int, rows: np.ndarray) -> None:
        """Where the enemy stands, the place is his."""
        places = self._world.state.place[rows, unit]
        there = places >= 0
        self._rule.engagements.review(places[there].astype(np.int64), rows[there])

    def _tell(self, unit: int, rows: np.ndarray) -> None:
        state = self._world.state
        if not self._world.chronicle.traced:
            return
        for place in np.unique(state.place[rows, unit]).tolist():
            there = rows[state.place[rows, unit] == place]
            men = state.men[there, unit, Fate.PRESENT]
            text = "{unit:surrenders|surrender} with {:#man|men}"
            self._world.chronicle.tell_unit(there, "surrender", place, unit, text, men)

    def _step(self, rows: np.ndarray) -> None:
        """Disarm the men that are due in this turn."""
        if not len(rows):
            return
        turn, men = self._world.turn, self._world.state.men
        due, going_on, last = _due(rows, self._units, men, self._given_up, self._last, turn)
        self._rule.casualties.take(rows, self._units, due, Fate.CAPTURED)
        self._steps.add(going_on, turn + 1)
        self._tell_end(last)

    def _tell_end(self, rows: np.ndarray) -> None:
        side = int(self._world.forces.unit_side[self._units[0]])
        text = "the last men are disarmed"
        self._world.chronicle.tell(rows, "disarmament", self._place, text, side=side)


@njit(cache=True)
def under_arms(units: np.ndarray, rows: np.ndarray, where: Whereabouts) -> np.ndarray:
    """Whether a unit in each run, (k,), is found, and can give up."""
    found = np.zeros(rows.shape[0], np.bool_)
    for i in range(rows.shape[0]):
        row, unit = rows[i], units[i]
        status = where.status[row, unit]
        there = status < _ROUTED and status != _AFLOAT and where.place[row, unit] >= 0
        found[i] = there and where.men[row, unit, _PRESENT] > 0
    return found


@njit(cache=True)
def _due(
    rows: np.ndarray,
    units: np.ndarray,
    men: np.ndarray,
    given_up: np.ndarray,
    last: np.ndarray,
    turn: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Men who are disarmed in a turn, (U, k), of those units that have `given_up`, (n, U).

    Returns also the runs in which it goes on to the turn `last`, (n,), and those in which the last
    men are disarmed now.
    """
    due = np.zeros((units.shape[0], rows.shape[0]), np.int64)
    some, turns = np.zeros(rows.shape[0], np.bool_), np.empty(rows.shape[0])
    for i in range(rows.shape[0]):
        turns[i] = max(last[rows[i]] - turn + 1, 1)
    for u in range(units.shape[0]):  # unit by unit, for its runs lie side by side in memory
        unit = units[u]
        for i in range(rows.shape[0]):
            row = np.uint32(rows[i])  # unsigned: see `muster`
            if given_up[row, u] and men[row, unit, _PRESENT] > 0:
                due[u, i] = math.ceil(men[row, unit, _PRESENT] / turns[i])
                some[i] = True
    going_on = last[rows] > turn
    return due, rows[going_on], rows[some & ~going_on]
