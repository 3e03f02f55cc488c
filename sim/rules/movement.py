"""Movement: where units are, by land, sea and air.

This rule alone says where a unit is and what it does there, and announces who enters and who
leaves. Men come ashore, or out of their aircraft, in disorder.
"""

import math
from functools import partial
from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.rules.rule import Rule
from sim.scenario.vocabulary import TERRAINS
from sim.world.calendar import Calendar
from sim.world.clock import NEVER, nearest
from sim.world.news import Arrived, Entered, Left, Moves
from sim.world.sequence import Phase, Step
from sim.world.state import NOWHERE, Fate, Status, distinct
from sim.world.world import World

_AFLOAT = Status.AFLOAT
_FIELD = Status.FIELD
_EN_ROUTE = Status.EN_ROUTE
_PRESENT = int(Fate.PRESENT)


class Movement(Rule):
    """Units set out, put to sea, lie off, go ashore, arrive, leave and give up."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._status, self._place, self._origin = world.state.hand_over(
            self, "status", "place", "origin"
        )
        self._afloat, self._landed, self._disorganised_at = world.state.hand_over(
            self, "afloat", "landed", "disorganised_at"
        )
        terrains = [TERRAINS[place.terrain] for place in world.definition.places.values()]
        self._sea = np.array([terrain.off_map or terrain.water for terrain in terrains])
        """(P,): whether who waits at a place has not set foot on the battlefield."""
        self._arrivals: dict[tuple[int, int], Calendar] = {}
        self._due = np.zeros(self._status.shape, np.int32, order="F")
        """(n, U): turn at which a unit on its way is there."""
        self._passed = np.zeros(self._status.shape, np.int32, order="F")
        """(n, U): turn at which it passed, will pass or would have passed where it comes from."""
        whole = (self._status, self._place, self._origin, self._due, self._passed)
        units = range(len(world.forces.units))
        self._tracks = [_Track(*(array[:, unit] for array in whole)) for unit in units]
        self._landing = _Landing(
            self._status, self._place, self._afloat, self._landed, self._disorganised_at
        )

    # over land ------------------------------------------------------------------------------

    def go(
        self, unit: int, to: int, rows: np.ndarray, turns: np.ndarray, turn: "Turn | None" = None
    ) -> None:
        """Send a unit to a place; it arrives at the given turns, shape (k,) or (1,).

        A unit that is on its way already goes on by way of its old goal, from which `turns` are
        reckoned; or it turns off where it is, if it is told how.
        """
        if not len(rows):
            return
        schedule = self.world.schedule
        self.leave(unit, rows)
        now = _Now(schedule.turn, schedule.next_turn(Phase.MOVEMENT))
        off = Turn(turns, np.full(len(turns), np.nan)) if turn is None else turn
        due = _set_out(rows, _Ways(turns, off, turn is not None), to, now, self._tracks[unit])
        self._arrivals_of(unit, to).add(rows, due)

    def due(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """The turns at which a unit that is on its way is there, (k,)."""
        return np.asarray(self._due[:, unit][rows])

    def _arrivals_of(self, unit: int, to: int) -> Calendar:
        key = (unit, to)
        if key not in self._arrivals:
            action = partial(self._arrive_if_due, unit, to)
            self._arrivals[key] = Calendar(self.world.schedule, Step.ARRIVAL, action, key)
        return self._arrivals[key]

    def _arrive_if_due(self, unit: int, to: int, rows: np.ndarray) -> None:
        rows = _arriving(rows, to, self.world.turn, self._tracks[unit])
        if len(rows):
            self.arrive(unit, to, rows)

    def arrive(self, unit: int, to: int, rows: np.ndarray) -> None:
        """A unit comes to a place and takes the field there."""
        self.world.news.announce(Moves(unit), rows)
        _set_foot(rows, to, self._status[:, unit], self._place[:, unit], self._landed[:, unit])
        world = self.world
        if world.chronicle.traced:
            men = world.state.men[:, unit, Fate.PRESENT][rows]
            world.chronicle.tell_unit(
                rows, "arrival", to, unit, "{unit:arrives|arrive} with {:#man|men}", men
            )
        world.news.announce(Entered(to), unit, rows)
        world.news.announce(Arrived(unit), rows)

    def leave(self, unit: int, rows: np.ndarray) -> None:
        """A unit is about to leave; its old place may be contested no longer."""
        if not len(rows):
            return
        self.world.news.announce(Moves(unit), rows)
        there, places = _afield(rows, self._status[:, unit], self._place[:, unit])
        old = distinct(places)
        for place in old:
            leaving = there if len(old) == 1 else there[places == place]
            self.world.news.announce(Left(place), unit, leaving)

    # by sea and air -------------------------------------------------------------------------

    def put_to_sea(self, unit: int, rows: np.ndarray, waters: int | None = None) -> None:
        """A unit leaves and is afloat, in the waters of a place if one is given, or in the air."""
        self.leave(unit, rows)
        self._status[rows, unit] = Status.AFLOAT
        if waters is not None:
            self._place[rows, unit] = waters
            if waters != NOWHERE:
                self.world.news.announce(Entered(waters, afloat=True), unit, rows)

    def come_from(self, unit: int, rows: np.ndarray, origin: int) -> None:
        """A unit would fall back to a place."""
        self._origin[:, unit][rows] = origin

    def lie_off(self, unit: int, place: int, rows: np.ndarray) -> None:
        """A unit that is afloat comes before the shore or over the strip, where it is in the field.

        It can be fired at, but nobody is ashore yet.
        """
        if not len(rows):
            return
        self.world.news.announce(Moves(unit), rows)
        coming = _lie_off(
            rows,
            place,
            self.world.turn,
            self._landing,
            self.world.state.men[:, unit, Fate.PRESENT],
            unit,
        )
        self.world.news.announce(Entered(place), unit, coming)

    def anchor(self, unit: int, place: int, rows: np.ndarray) -> None:
        """Ships that are afloat come to a place and lie there, in the field."""
        coming = rows[self._status[:, unit][rows] == Status.AFLOAT]
        self._status[coming, unit] = Status.FIELD
        self._place[coming, unit] = place
        self.world.news.announce(Entered(place), unit, coming)

    def unload(
        self, units: np.ndarray, place: int, rows: np.ndarray, capacity: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Units that lie off a place go ashore, one after the other, up to so many men, (k,).

        Returns how many men do, (k,), and whether others wait.
        """
        men = self.world.state.men
        landed: tuple[np.ndarray, np.ndarray] = _unload(
            rows, place, units, capacity, self.world.turn, self._landing, men
        )
        return landed

    def go_ashore(self, unit: int, rows: np.ndarray, men: np.ndarray) -> None:
        """So many men of a unit, (k,), who lie off a place go ashore."""
        self._afloat[rows, unit] = self.world.state.men_afloat(unit, rows) - men.astype(np.int32)
        some = rows[men > 0]
        self._landed[some, unit] = True
        self.disorder(unit, some)

    def disorder(self, unit: int, rows: np.ndarray) -> None:
        """A unit is thrown into disorder."""
        self._disorganised_at[:, unit][rows] = self.world.turn

    def form(self, unit: int, like: int, rows: np.ndarray) -> None:
        """A unit that has nobody is formed where another one is in the field."""
        self.leave(unit, rows)
        for array in (
            self._status, self._place, self._origin, self._landed, self._disorganised_at,
        ):  # fmt: skip
            array[rows, unit] = array[rows, like]
        self._afloat[rows, unit] = 0
        for place in distinct(self._place[rows, unit]):
            here = rows[self._place[rows, unit] == place]
            self.world.news.announce(Entered(place), unit, here)

    # out of the battle ----------------------------------------------------------------------

    def base(self, unit: int, rows: np.ndarray, place: int | np.ndarray | None = None) -> None:
        """A unit lies in port, or waits at its base; at its present place if none is given."""
        self.world.news.announce(Moves(unit), rows)
        self._status[:, unit][rows] = Status.WAITING
        if place is not None:
            self._place[:, unit][rows] = place
        lies = self._place[:, unit][rows]
        self._landed[:, unit][rows[(lies >= 0) & self._sea[lies]]] = False

    def hide(self, unit: int, rows: np.ndarray) -> None:
        """A unit takes to the hills."""
        if len(rows):
            self.leave(unit, rows)
            self._status[:, unit][rows] = Status.ROUTED
            self._place[:, unit][rows] = NOWHERE

    def give_up(self, unit: int, rows: np.ndarray) -> None:
        """A unit lays down its arms where it is."""
        self._status[:, unit][rows] = Status.SURRENDERED


class _Now(NamedTuple):
    turn: int
    earliest: int
    """The first turn at which a unit can arrive."""


class _Track(NamedTuple):
    """Where one unit is and goes, (n,) each."""

    status: np.ndarray
    place: np.ndarray
    origin: np.ndarray
    due: np.ndarray
    passed: np.ndarray


class Turn(NamedTuple):
    """How a unit that is on its way turns off to a new goal, (k,) each."""

    back: np.ndarray
    """The turns at which it would arrive if it were where it comes from."""
    share: np.ndarray
    """At which part of its way the new goal lies, NaN if not on it."""


class _Ways(NamedTuple):
    """The turns at which a unit arrives from its old goal, and how it can turn off before."""

    on: np.ndarray
    off: Turn
    can_turn: bool


class _Landing(NamedTuple):
    """What a landing changes, (n, U) each."""

    status: np.ndarray
    place: np.ndarray
    afloat: np.ndarray
    landed: np.ndarray
    disorganised_at: np.ndarray


@njit(cache=True)
def _set_out(rows: np.ndarray, ways: _Ways, to: int, now: _Now, track: _Track) -> np.ndarray:
    """Note that a unit is on its way; returns when it is there, (k,)."""
    due = np.empty_like(rows)
    several = ways.on.shape[0] > 1
    for i in range(rows.shape[0]):
        row = rows[i]
        due[i] = ways.on[i if several else 0]
        passes, origin = now.turn, track.place[row]
        if track.status[row] == _EN_ROUTE:
            left, gone = track.due[row] - now.turn, abs(now.turn - track.passed[row])
            due[i] += left
            passes = now.turn + left
            if ways.can_turn:
                turned = ways.off.back[i if several else 0] + gone
                ahead = ways.off.share[i if several else 0] * (gone + left) - gone
                if track.passed[row] <= now.turn and not math.isnan(ahead):
                    due[i] = now.turn + nearest(abs(ahead))
                    passes = now.turn - left
                    if ahead >= 0:
                        passes, origin = track.passed[row], track.origin[row]
                elif turned < due[i]:
                    due[i] = turned
                    passes, origin = now.turn + gone, track.origin[row]
        due[i] = min(max(due[i], now.earliest), NEVER)
        track.due[row] = due[i]
        track.passed[row] = passes
        track.origin[row] = origin
        track.status[row] = _EN_ROUTE
        track.place[row] = to
    return due


@njit(cache=True)
def _afield(
    rows: np.ndarray, status: np.ndarray, place: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The runs in which a unit is in the field, and where."""
    there, places = np.empty_like(rows), np.empty_like(rows)
    found = 0
    for row in rows:
        if status[row] == _FIELD:
            there[found] = row
            places[found] = place[row]
            found += 1
    return there[:found], places[:found]


@njit(cache=True)
def _arriving(rows: np.ndarray, to: int, turn: int, track: _Track) -> np.ndarray:
    """Those runs in which a unit arrives now; its orders may have changed on the way."""
    arriving = np.empty_like(rows)
    found = 0
    for row in rows:
        if track.status[row] == _EN_ROUTE and track.place[row] == to and track.due[row] == turn:
            arriving[found] = row
            found += 1
    return arriving[:found]


@njit(cache=True)
def _set_foot(
    rows: np.ndarray, to: int, status: np.ndarray, place: np.ndarray, landed: np.ndarray
) -> None:
    """Note in the state (n,) of a unit that it is at a place."""
    for row in rows:
        status[row] = _FIELD
        place[row] = to
        landed[row] = True


@njit(cache=True)
def _lie_off(
    rows: np.ndarray, place: int, turn: int, state: _Landing, men: np.ndarray, unit: int
) -> np.ndarray:
    """Bring a unit of so many men, (n,), before the shore; returns the runs in which it was afloat.

    The runs are (k,).
    """
    coming = np.empty_like(rows)
    found = 0
    for row in rows:
        if state.status[row, unit] == _AFLOAT:
            state.afloat[row, unit] = men[row]
            state.disorganised_at[row, unit] = turn
            state.status[row, unit] = _FIELD
            state.place[row, unit] = place
            coming[found] = row
            found += 1
    return coming[:found]


@njit(cache=True)
def _unload(
    rows: np.ndarray,
    place: int,
    units: np.ndarray,
    capacity: np.ndarray,
    turn: int,
    state: _Landing,
    men: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Men who go ashore, (k,), unit after unit up to a capacity, (k,), and whether others wait."""
    landed = np.zeros(rows.shape[0], np.int64)
    waiting = np.zeros(rows.shape[0], np.bool_)
    for unit in units:
        for i in range(rows.shape[0]):
            row = rows[i]
            if state.status[row, unit] != _FIELD or state.place[row, unit] != place:
                continue
            afloat = min(state.afloat[row, unit], men[row, unit, _PRESENT])
            moving = min(afloat, capacity[i] - landed[i])
            if moving > 0:
                afloat -= moving
                state.landed[row, unit] = True
                state.disorganised_at[row, unit] = turn
                landed[i] += moving
            state.afloat[row, unit] = afloat
            waiting[i] |= afloat > 0
    return landed, waiting
