"""Reaction: reserves that march to the sound of the guns."""

from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.operations.base import Operation
from sim.plan import reaction as plan
from sim.rules.movement import Movement
from sim.rules.rulebook import Rulebook
from sim.world.clock import NEVER
from sim.world.news import PlaceChanged
from sim.world.sequence import Step
from sim.world.state import NOWHERE, Fate, Status, Whereabouts, distinct, grouped

_FIELD = Status.FIELD
_PRESENT = int(Fate.PRESENT)


class _Ears(NamedTuple):
    """What units can hear."""

    places: np.ndarray
    """(p,)"""
    reach: np.ndarray
    """(n,): from how far, in kilometres."""
    distances: np.ndarray
    """As of `Ways`."""


class Reaction(Operation[plan.Reaction]):
    """Each unit hears the fighting within its reach and goes there after a delay of its own.

    From the start on, a unit that stands idle hears contact at a place of the list no farther away
    than `reach` by land. When its delay is over it marches to the nearest place of the list at
    which there is contact then; where the firing has died down, it listens on. Complete when every
    unit has set out, has gone elsewhere or is no more.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Reaction) -> None:
        super().__init__(rules, name, spec)
        places = [self.world.forces.place[place] for place in spec.to]
        self._ears = _Ears(np.array(places), self.number("reach"), self.world.ways.distances)
        self._speed = self.number("speed")
        shape = (len(self.world.all_rows), len(self.world.forces.units))
        self._hears_at = np.full(shape, NEVER, np.int64, order="F")
        """Turn at which a unit will act on what it has heard."""
        self._idle_at = np.full(shape, NOWHERE, np.int16, order="F")
        """Where a unit stood when the operation began."""
        self._delay = {
            unit: self.world.clock.spans(
                self.number(f"delay.{self.world.forces.luck[unit]}", spec.delay)
            )
            for unit in self.units.tolist()
        }
        units = self.units.tolist()
        each = self.calendars(units, Step.DEPARTURE, self._depart)
        self._departures = dict(zip(units, each, strict=True))
        for place in places:
            self.world.news.subscribe(PlaceChanged(place), self._listen)

    def begin(self, rows: np.ndarray) -> None:
        """Stand ready, and listen."""
        state = self.world.state
        for unit in self.units.tolist():
            here = state.status[rows, unit] == Status.FIELD
            self._idle_at[rows, unit] = np.where(here, state.place[rows, unit], NOWHERE)
            text = "{unit:stands|stand} by to march to the sound of the guns"
            self.world.chronicle.tell_unit(rows, "reaction", NOWHERE, unit, text, where=here)
        self._listen(rows)

    def recallable(self, rows: np.ndarray) -> np.ndarray:
        """Those who have not set out yet stay."""
        return np.ones(len(rows), bool)

    def turn_back(self, rows: np.ndarray) -> None:
        """What they have heard moves them no more."""
        self._hears_at[rows] = NEVER

    def _listen(self, rows: np.ndarray) -> None:
        rows, state = self.under_way(rows), self.world.state
        if not len(rows):
            return
        units, heard = _who_hears(
            rows,
            self.units,
            self._hears_at,
            self._idle_at,
            self._ears,
            state.whereabouts,
            state.contested,
        )
        for unit, there in grouped(units):
            where = heard[there]
            self._hears_at[where, unit] = self.world.turn + self._delay[unit][where]
            self._departures[unit].add(where, self._hears_at[where, unit])

    def _idle(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """Those runs in which a unit stands where it stood and has no enemy before it."""
        state = self.world.state
        idle: np.ndarray = _idle(
            rows, unit, self._idle_at[:, unit], state.whereabouts, state.contested
        )
        return idle

    def _nearest(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """The nearest place within reach at which there is contact, NOWHERE if there is none."""
        contested = self.world.state.contested
        nearest: np.ndarray = _nearest(rows, self._idle_at[:, unit], self._ears, contested)
        return nearest

    def _depart(self, unit: int, rows: np.ndarray) -> None:
        world = self.world
        rows = self._idle(unit, self.under_way(rows))
        goals = self._nearest(unit, rows)
        self._hears_at[rows[goals < 0], unit] = NEVER
        for goal in distinct(goals):
            going = rows[goals == goal]
            text = "{unit:marches|march} to the sound of the guns at {to}"
            self.tell_departure(unit, going, "reaction", text, world.chronicle.place_name(goal))
            start = world.state.place[going, unit].astype(np.int64)
            distance = world.ways.distance(going, start, goal)
            hours = distance / np.maximum(self._speed[going], 1e-9)
            self.rules[Movement].go(unit, goal, going, world.turn + world.clock.spans(hours))
        self._finish(rows)

    def _finish(self, rows: np.ndarray) -> None:
        left = np.zeros(len(self.world.all_rows), bool)
        for unit in self.units.tolist():
            left[self._idle(unit, rows)] = True
        self.complete(rows[~left[rows]])


@njit(cache=True)
def _idle(
    rows: np.ndarray, unit: int, stood: np.ndarray, where: Whereabouts, contested: np.ndarray
) -> np.ndarray:
    """Those runs in which a unit is where it `stood`, (n,), with no contact there, (n, P)."""
    idle = np.empty_like(rows)
    found = 0
    for row in rows:
        place = stood[row]
        standing = place >= 0 and where.status[row, unit] == _FIELD
        standing = standing and where.place[row, unit] == place
        if standing and where.men[row, unit, _PRESENT] > 0 and not contested[row, place]:
            idle[found] = row
            found += 1
    return idle[:found]


@njit(cache=True)
def _nearest(
    rows: np.ndarray, starts: np.ndarray, ears: _Ears, contested: np.ndarray
) -> np.ndarray:
    """The nearest place with contact that is heard where units stand, (n,)."""
    places, reach, distances = ears
    nearest = np.full(rows.shape[0], NOWHERE)
    for i in range(rows.shape[0]):
        row, least = rows[i], np.inf
        ways = distances[row if distances.shape[0] > 1 else 0, starts[row]]
        for place in places:
            if contested[row, place] and ways[place] <= reach[row] and ways[place] < least:
                nearest[i], least = place, ways[place]
    return nearest


@njit(cache=True)
def _who_hears(
    rows: np.ndarray,
    units: np.ndarray,
    hears_at: np.ndarray,
    idle_at: np.ndarray,
    ears: _Ears,
    where: Whereabouts,
    contested: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Units that hear of contact and had not heard of any, and the runs in which each does."""
    who, heard = np.empty((2, units.shape[0] * rows.shape[0]), np.int64)
    found = 0
    for unit in units:
        idle = _idle(rows, unit, idle_at[:, unit], where, contested)
        nearest = _nearest(idle, idle_at[:, unit], ears, contested)
        for i in range(idle.shape[0]):
            who[found], heard[found] = unit, idle[i]
            found += hears_at[idle[i], unit] == NEVER and nearest[i] >= 0
    return who[:found], heard[:found]
