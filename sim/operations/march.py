"""March: units go to a place by the shortest way."""

import math
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

import numpy as np

from sim.kernel import njit
from sim.luck.draws import Luck
from sim.luck.philox import uniform_pair
from sim.operations.base import Operation
from sim.plan import march as plan
from sim.plan.parts.march import MarchSpec
from sim.rules.movement import Movement
from sim.rules.movement_kernel import Going, Turn
from sim.rules.rulebook import Rulebook
from sim.world.clock import by_chance
from sim.world.news import Arrived, Topic
from sim.world.state import NOWHERE, Fate, Status, Whereabouts, distinct
from sim.world.world import World

MarchT = TypeVar("MarchT", bound=MarchSpec, covariant=True)

_FIELD, _EN_ROUTE, _WAITING = Status.FIELD, Status.EN_ROUTE, Status.WAITING
_PRESENT = int(Fate.PRESENT)
SAME_WAY = 1e-6
"""Kilometres by which two ways of one length may differ."""


class Advance(Operation[MarchT]):
    """Complete when all units that set out have arrived or are no more.

    Those who set out together arrive together; a part of a turn that the way takes is a chance.
    """

    def __init__(self, rules: Rulebook, name: str, spec: MarchT) -> None:
        super().__init__(rules, name, spec)
        self.to = self.world.forces.place[spec.to]
        self.speed = self.number("speed")
        self.way = self.address("way")
        """Of the chance of a part of a turn."""
        self._distance = np.empty(0) if spec.distance is None else self.number("distance")
        self._met = np.zeros((1, len(self.world.all_rows)), bool)
        self._bands, self._goals = self.units[None], np.array([self.to])
        for topic in self.topics():
            self.world.news.subscribe(topic, self._review, self.line)

    def topics(self) -> Iterator[Topic[[np.ndarray]]]:
        """News after which it may be over."""
        yield from (Arrived(unit) for unit in self.units.tolist())

    @property
    def plain(self) -> bool:
        """Whether its units go the usual way, once."""
        return not len(self._distance)

    @property
    def limited(self) -> bool:
        """Whether something of its own ends it, so that it must `note_start`."""
        return False

    def note_start(self, rows: np.ndarray) -> None:
        """It begins in some runs."""

    @classmethod
    def idle(cls, world: World, side: int, rows: np.ndarray, goals: np.ndarray) -> np.ndarray:
        """Whether operations of a side with these goals, (k,), are over before they begin."""
        del world, side, goals
        return np.zeros(len(rows), bool)

    def begin(self, rows: np.ndarray) -> None:
        """Set out."""
        alike = self.world.alike
        said = self._distance[rows] if len(self._distance) else None
        pace = Pace(said, self.speed[rows], np.full(len(rows), self.way))
        for unit in self.units.tolist():
            going = Going(rows, alike(unit, rows), alike(self.to, rows))
            leaving = setting_out(self.world, going, pace)
            self._tell_departure(unit, leaving.going.rows)
            self.rules[Movement].go_each(*leaving)
        self._review(rows)

    def stuck(self, rows: np.ndarray) -> np.ndarray:
        """Whether none of its units has a way by land to its goal from where it stands, (k,)."""
        state, stuck = self.world.state, np.full(len(rows), not len(self._distance))
        for unit in self.units.tolist():
            stands = state.place[:, unit][rows].astype(np.int64)
            free = np.isin(state.status[:, unit][rows], (Status.FIELD, Status.WAITING))
            stuck &= free & (stands >= 0)
            stuck &= np.isinf(self.world.ways.distance(rows, stands, self.to))
        return stuck

    def recallable(self, rows: np.ndarray) -> np.ndarray:
        """They turn round where they are."""
        return np.ones(len(rows), bool)

    def turn_back(self, rows: np.ndarray) -> None:
        """Those who are on their way go back to where they come from."""
        state = self.world.state
        for unit in self.units.tolist():
            going = state.status[:, unit][rows] == Status.EN_ROUTE
            going &= state.place[:, unit][rows] == self.to
            origin = state.origin[:, unit][rows]
            for place in distinct(origin[going]):
                self._recall(unit, place, rows[going & (origin == place)])

    def break_contact(self, rows: np.ndarray) -> None:
        """Those who have met the enemy fall back, if that is what its end means."""

    def _tell_departure(self, unit: int, rows: np.ndarray) -> None:
        chronicle, state = self.world.chronicle, self.world.state
        if not chronicle.traced or not len(rows):
            return
        to = chronicle.place_name(self.to)
        if not len(self._distance):
            stands = state.place[:, unit][rows].astype(np.int64)
            stuck = (state.status[:, unit][rows] == Status.WAITING) & (stands >= 0)
            stuck &= np.isinf(self.world.ways.distance(rows, stands, self.to))
            text = "{unit:has|have} no way by land to {to}"
            chronicle.tell_unit(rows, "march", NOWHERE, unit, text, where=stuck, to=to)
            rows = rows[~stuck]
        self.tell_departure(unit, rows, "march", "{unit:sets|set} out for {to}", to)

    def _recall(self, unit: int, to: int, rows: np.ndarray) -> None:
        name = self.world.chronicle.place_name(to)
        text = "{unit:is|are} called back to {to}"
        self.world.chronicle.tell_unit(rows, "countermand", NOWHERE, unit, text, to=name)
        turn = Turn(np.full(len(rows), self.world.turn), np.zeros(len(rows)))
        self.rules[Movement].go(unit, to, rows, turn.back, turn)

    def _review(self, rows: np.ndarray) -> None:
        """See whether it is over."""
        rows = self.under_way(rows)
        if len(rows):
            which = self.world.alike(0, rows)
            bands = Bands(which, rows, self._bands, self._goals, self._met)
            self.complete(rows[self.over(self.world, self.side, bands)])

    @classmethod
    def over(cls, world: World, side: int, bands: "Bands") -> np.ndarray:
        """Whether operations of a side that are under way are over, (k,)."""
        del side
        over: np.ndarray = _nobody_goes(bands, world.state.whereabouts)
        return over


class March(Advance[plan.March]):
    """Units go to a place, and fight there if the enemy holds it."""


class Bands(NamedTuple):
    """Who is under way, those of an operation in each of some runs; one may be there twice."""

    which: np.ndarray
    """Which of L operations, (k,)."""
    rows: np.ndarray
    units: np.ndarray
    """The units of each operation, (L, m)."""
    goals: np.ndarray
    """The place to which they go, (L,)."""
    met: np.ndarray
    """Where they have met the enemy, (L, n) bool, for kinds that note it."""


class Pace(NamedTuple):
    """How units go, (k,) each."""

    distance: np.ndarray | None
    """Kilometres that the operation says itself."""
    speed: np.ndarray
    """km/h."""
    address: np.ndarray
    """Of the chance of a part of a turn."""


class Leaving(NamedTuple):
    """Who sets out, and how; what `Movement.go_each` is told."""

    going: Going
    turns: np.ndarray
    turn: Turn


def setting_out(world: World, going: Going, pace: Pace) -> Leaving:
    """Those of some units who are able to set out, and are not there yet."""
    luck = world.draws.at(world.turn)
    clock = _Clock(world.turn, world.clock.turns, world.clock.hours, luck)
    said = np.empty(0) if pace.distance is None else pace.distance
    ways = _Ways(world.ways.distances, said, pace.speed, pace.address)
    going, on, turn = _setting_out(going, world.state.whereabouts, world.state.origin, ways, clock)
    return Leaving(going, on, Turn(*turn))


class _Clock(NamedTuple):
    now: int
    last: int
    """The turn that stands for never."""
    hours: float
    """Length of a turn."""
    luck: Luck


class _Ways(NamedTuple):
    between: np.ndarray
    """Kilometres from place to place, (n or 1, P, P)."""
    given: np.ndarray
    """Kilometres that the operation says itself, (k,); empty if it does not."""
    speed: np.ndarray
    """km/h, (k,)."""
    address: np.ndarray
    """Of the chance of a part of a turn, (k,)."""


@njit(cache=True)
def _setting_out(
    going: Going, where: Whereabouts, origin: np.ndarray, ways: _Ways, clock: _Clock
) -> tuple[Going, np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """Runs in which a unit is able to set out for a place and is not there, and how it goes.

    The turns, (k,), at which it is there from where it is or, on the march, goes; and as `Turn` has
    it, the turns from where it comes, and at which part of its way the place lies.
    """
    able = _able(going, where)
    rows, units, places = going.rows[able], going.units[able], going.places[able]
    # the arrays themselves: to ask a bundle for one counts a reference, in each run anew
    status, place, (between, given, speeds, addresses) = where.status, where.place, ways
    uniforms = _uniforms(rows, addresses[able], clock.luck)
    on, back = np.empty_like(rows), np.zeros_like(rows)
    share = np.full(rows.shape[0], np.nan)
    for i in range(rows.shape[0]):
        row, unit, to = rows[i], units[i], places[i]
        goal, speed = place[row, unit], speeds[able[i]]
        distance = _distance(able[i], row, goal, to, between, given)
        on[i] = _arrival(distance, speed, uniforms[i], clock.now, clock.hours, clock.last)
        if status[row, unit] == _EN_ROUTE:
            start = origin[row, unit]
            distance = _distance(able[i], row, start, to, between, given)
            back[i] = _arrival(distance, speed, uniforms[i], clock.now, clock.hours, clock.last)
            if not len(given):
                share[i] = _part(row, start, goal, to, between)
    return Going(rows, units, places), on, (back, share)


@njit(cache=True)
def _able(going: Going, where: Whereabouts) -> np.ndarray:
    """Positions in `going` of those who can set out and are not there yet."""
    (rows, units, goals), (status, place, men, _) = going, where
    able = np.empty_like(rows)
    found = 0
    for i in range(able.shape[0]):
        row, unit = rows[i], units[i]
        now = status[row, unit]
        free = (now == _FIELD) | (now == _EN_ROUTE) | (now == _WAITING)
        there = (now == _FIELD) & (place[row, unit] == goals[i])
        able[found] = i
        found += free & (not there) & (men[row, unit, _PRESENT] > 0)
    return able[:found]


@njit(cache=True)
def _uniforms(rows: np.ndarray, address: np.ndarray, luck: Luck) -> np.ndarray:
    """What decides about a part of a turn, (k,): quick, for nothing else is done."""
    drawn = np.empty(rows.shape[0])
    for i in range(rows.shape[0]):
        drawn[i], _ = uniform_pair(luck.seed, luck.runs[rows[i]], luck.turn, address[i])
    return drawn


@njit(cache=True, inline="always")
def _distance(
    i: int, row: int, start: int, to: int, between: np.ndarray, given: np.ndarray
) -> float:
    """Kilometres to go; from off the map one appears at once."""
    if len(given):
        return float(given[i])
    if start < 0:
        return 0.0
    return float(between[row if len(between) > 1 else 0, start, to])


@njit(cache=True)
def _arrival(
    distance: float, speed: float, uniform: float, now: int, turn_hours: float, never: int
) -> int:
    """The turn at which who leaves now is there."""
    hours = distance / max(speed, 1e-9)
    if not math.isfinite(hours):
        return never
    return now + int(by_chance(hours / turn_hours, uniform))


@njit(cache=True)
def _part(row: int, start: int, goal: int, to: int, between: np.ndarray) -> float:
    """At which part of the way from one place to another a third lies, NaN if not on it."""
    if start < 0 or goal < 0:
        return math.nan
    table = row if len(between) > 1 else 0
    whole, first = between[table, start, goal], between[table, start, to]
    if not (math.isfinite(whole) and whole > 0):
        return math.nan
    if first + between[table, goal, to] > whole + SAME_WAY:
        return math.nan
    return float(first / whole)


@njit(cache=True)
def _nobody_goes(bands: Bands, where: Whereabouts) -> np.ndarray:
    """Whether none of the units is on its way to its goal, (k,)."""
    nobody = np.ones(bands.rows.shape[0], np.bool_)
    for i in range(bands.rows.shape[0]):
        row, goal = bands.rows[i], bands.goals[bands.which[i]]
        for unit in bands.units[bands.which[i]]:
            if where.status[row, unit] == _EN_ROUTE and where.place[row, unit] == goal:
                nobody[i] = False
    return nobody
