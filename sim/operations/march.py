"""March: units go to a place by the shortest way."""

import math
from typing import NamedTuple, TypeVar

import numpy as np

from sim.kernel import njit
from sim.luck.draws import Luck
from sim.luck.philox import uniform_pair
from sim.operations.base import Operation
from sim.plan import march as plan
from sim.plan.parts.march import MarchSpec
from sim.rules.movement import Movement, Turn
from sim.rules.rulebook import Rulebook
from sim.world.clock import by_chance
from sim.world.news import Arrived
from sim.world.state import NOWHERE, Fate, Status, Whereabouts, distinct

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
        self._speed = self.number("speed")
        self._distance = np.empty(0) if spec.distance is None else self.number("distance")
        for unit in self.units.tolist():
            self.world.news.subscribe(Arrived(unit), self._check, self.line)

    def begin(self, rows: np.ndarray) -> None:
        """Set out."""
        for unit in self.units:
            self._send(int(unit), rows)
        self._check(rows)

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

    def _recall(self, unit: int, to: int, rows: np.ndarray) -> None:
        name = self.world.chronicle.place_name(to)
        text = "{unit:is|are} called back to {to}"
        self.world.chronicle.tell_unit(rows, "countermand", NOWHERE, unit, text, to=name)
        turn = Turn(np.full(len(rows), self.world.turn), np.zeros(len(rows)))
        self.rules[Movement].go(unit, to, rows, turn.back, turn)

    def _send(self, unit: int, rows: np.ndarray) -> None:
        world = self.world
        address, luck = self.address("way"), world.draws.at(world.turn)
        clock = _Clock(world.turn, world.clock.turns, world.clock.hours, luck, address)
        ways = _Ways(world.ways.distances, self._distance, self._speed)
        rows, on, back, share = _setting_out(
            rows, unit, self.to, world.state.whereabouts, world.state.origin, ways, clock
        )
        if len(rows):
            to = world.chronicle.place_name(self.to)
            self.tell_departure(unit, rows, "march", "{unit:sets|set} out for {to}", to)
            self.rules[Movement].go(unit, self.to, rows, on, Turn(back, share))

    def _check(self, rows: np.ndarray) -> None:
        rows = self.under_way(rows)
        if len(rows):
            self.complete(_nobody_goes(rows, self.to, self.units, self.world.state.whereabouts))


class March(Advance[plan.March]):
    """Units go to a place, and fight there if the enemy holds it."""


class _Clock(NamedTuple):
    now: int
    last: int
    """The turn that stands for never."""
    hours: float
    """Length of a turn."""
    luck: Luck
    address: np.uint64
    """Of the chance of a part of a turn."""


class _Ways(NamedTuple):
    between: np.ndarray
    """Kilometres from place to place, (n or 1, P, P)."""
    given: np.ndarray
    """Kilometres that the operation says itself, (n,); empty if it does not."""
    speed: np.ndarray
    """km/h, (n,)."""


@njit(cache=True)
def _setting_out(
    rows: np.ndarray,
    unit: int,
    to: int,
    where: Whereabouts,
    origin: np.ndarray,
    ways: _Ways,
    clock: _Clock,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Runs in which a unit is able to set out for a place and is not there, and how it goes.

    The turns, (k,), at which it is there from where it is or, on the march, goes; and as `Turn` has
    it, the turns from where it comes, and at which part of its way the place lies.
    """
    leaving, on, back = np.empty_like(rows), np.empty_like(rows), np.zeros_like(rows)
    share = np.full(rows.shape[0], np.nan)
    found = 0
    for row in rows:
        status, goal = where.status[row, unit], where.place[row, unit]
        if status != _FIELD and status != _EN_ROUTE and status != _WAITING:
            continue
        if where.men[row, unit, _PRESENT] <= 0 or (status == _FIELD and goal == to):
            continue
        leaving[found] = row
        on[found] = _arrival(row, goal, to, ways, clock)
        if status == _EN_ROUTE:
            start = origin[row, unit]
            back[found] = _arrival(row, start, to, ways, clock)
            if not len(ways.given):
                share[found] = _part(row, start, goal, to, ways)
        found += 1
    return leaving[:found], on[:found], back[:found], share[:found]


@njit(cache=True)
def _arrival(row: int, start: int, to: int, ways: _Ways, clock: _Clock) -> int:
    """The turn at which who leaves a place now is there; from off the map one appears at once."""
    if len(ways.given):
        distance = ways.given[row]
    elif start < 0:
        distance = 0.0
    else:
        distance = ways.between[row if len(ways.between) > 1 else 0, start, to]
    hours = distance / max(ways.speed[row], 1e-9)
    if not math.isfinite(hours):
        return clock.last
    uniform, _ = uniform_pair(clock.luck.seed, clock.luck.runs[row], clock.luck.turn, clock.address)
    return clock.now + int(by_chance(hours / clock.hours, uniform))


@njit(cache=True)
def _part(row: int, start: int, goal: int, to: int, ways: _Ways) -> float:
    """At which part of the way from one place to another a third lies, NaN if not on it."""
    if start < 0 or goal < 0:
        return math.nan
    table = row if len(ways.between) > 1 else 0
    whole, first = ways.between[table, start, goal], ways.between[table, start, to]
    if not (math.isfinite(whole) and whole > 0):
        return math.nan
    if first + ways.between[table, goal, to] > whole + SAME_WAY:
        return math.nan
    return float(first / whole)


@njit(cache=True)
def _nobody_goes(rows: np.ndarray, to: int, units: np.ndarray, where: Whereabouts) -> np.ndarray:
    """Those runs in which none of the units is on its way to a place."""
    nobody = np.empty_like(rows)
    found = 0
    for row in rows:
        going = False
        for unit in units:
            going |= where.status[row, unit] == _EN_ROUTE and where.place[row, unit] == to
        if not going:
            nobody[found] = row
            found += 1
    return nobody[:found]
