"""Kernels of movement: units change where they are and what they do."""

import math
from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.world.clock import NEVER, nearest
from sim.world.state import NOWHERE, Fate, Status

_WAITING = Status.WAITING
_AFLOAT = Status.AFLOAT
_FIELD = Status.FIELD
_EN_ROUTE = Status.EN_ROUTE
_ROUTED = Status.ROUTED
_PRESENT = int(Fate.PRESENT)


class Going(NamedTuple):
    """A unit that goes somewhere in each of some runs, (k,) each."""

    rows: np.ndarray
    """Each is there once."""
    units: np.ndarray
    places: np.ndarray


class Now(NamedTuple):
    """The turn, and the first in which who sets out now can arrive."""

    turn: int
    earliest: int
    """The first turn at which a unit can arrive."""


class Tracks(NamedTuple):
    """Where units are and go, (n, U) each."""

    status: np.ndarray
    place: np.ndarray
    origin: np.ndarray
    due: np.ndarray
    passed: np.ndarray
    landed: np.ndarray
    expected: np.ndarray
    """(turns, U): whether a unit may arrive in a turn in some run."""


class Turn(NamedTuple):
    """How a unit that is on its way turns off to a new goal, (k,) each."""

    back: np.ndarray
    """The turns at which it would arrive if it were where it comes from."""
    share: np.ndarray
    """At which part of its way the new goal lies, NaN if not on it."""


class Ways(NamedTuple):
    """The turns at which a unit arrives from its old goal, and how it can turn off before."""

    on: np.ndarray
    off: Turn
    can_turn: bool


class Landing(NamedTuple):
    """What a landing changes, (n, U) each."""

    status: np.ndarray
    place: np.ndarray
    afloat: np.ndarray
    landed: np.ndarray
    disorganised_at: np.ndarray


@njit(cache=True)
def afield(
    rows: np.ndarray, units: np.ndarray, status: np.ndarray, place: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The runs in which a unit, (k,) or one for all, (1,), is in the field, and where."""
    there, places = np.empty_like(rows), np.empty_like(rows)
    found = 0
    several = units.shape[0] > 1
    for i in range(rows.shape[0]):
        row, unit = rows[i], units[i if several else 0]
        if status[row, unit] == _FIELD:
            there[found] = row
            places[found] = place[row, unit]
            found += 1
    return there[:found], places[:found]


@njit(cache=True)
def set_out(
    going: Going, ways: Ways, now: Now, track: Tracks
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Note that units are on their way; returns when they are there, (k,), and whom they left.

    These are the runs in which a unit was in the field, and the place.
    """
    there, places = afield(going.rows, going.units, track.status, track.place)
    due = np.empty_like(going.rows)
    several = ways.on.shape[0] > 1
    for i in range(due.shape[0]):
        row, unit = going.rows[i], going.units[i]
        due[i] = ways.on[i if several else 0]
        passes, origin = now.turn, track.place[row, unit]
        if track.status[row, unit] == _EN_ROUTE:
            left, gone = track.due[row, unit] - now.turn, abs(now.turn - track.passed[row, unit])
            due[i] += left
            passes = now.turn + left
            if ways.can_turn:
                turned = ways.off.back[i if several else 0] + gone
                ahead = ways.off.share[i if several else 0] * (gone + left) - gone
                if track.passed[row, unit] <= now.turn and not math.isnan(ahead):
                    due[i] = now.turn + nearest(abs(ahead))
                    passes = now.turn - left
                    if ahead >= 0:
                        passes, origin = track.passed[row, unit], track.origin[row, unit]
                elif turned < due[i]:
                    due[i] = turned
                    passes, origin = now.turn + gone, track.origin[row, unit]
        due[i] = min(max(due[i], now.earliest), NEVER)
        track.due[row, unit] = due[i]
        track.passed[row, unit] = passes
        track.origin[row, unit] = origin
        track.status[row, unit] = _EN_ROUTE
        track.place[row, unit] = going.places[i]
        if due[i] < track.expected.shape[0]:
            track.expected[due[i], unit] = True
    return due, there, places


@njit(cache=True)
def hide(rows: np.ndarray, units: np.ndarray, track: Tracks) -> tuple[np.ndarray, np.ndarray]:
    """Units, (k,), take to the hills; returns where they were in the field as `afield` does."""
    left, places = afield(rows, units, track.status, track.place)
    for i in range(rows.shape[0]):
        track.status[rows[i], units[i]] = _ROUTED
        track.place[rows[i], units[i]] = NOWHERE
    return left, places


@njit(cache=True)
def arriving(rows: np.ndarray, last: np.ndarray, turn: int, track: Tracks) -> tuple[Going, bool]:
    """The unit that arrives next in each run, after the `last`, (k,), if one does.

    Returns also whether others come after it in some run.
    """
    following = np.full(rows.shape[0], -1)
    more = False
    for unit in np.flatnonzero(track.expected[turn]):  # its runs lie side by side in memory
        for i in range(rows.shape[0]):
            row = np.uint32(rows[i])  # unsigned: see `muster`
            due = (track.status[row, unit] == _EN_ROUTE) & (track.due[row, unit] == turn)
            if due & (unit > last[i]):
                more |= following[i] >= 0
                if following[i] < 0:
                    following[i] = unit
    found = np.flatnonzero(following >= 0)
    places = np.empty_like(found)
    for i in range(found.shape[0]):
        places[i] = track.place[rows[found[i]], following[found[i]]]
    return Going(rows[found], following[found], places), more


@njit(cache=True)
def set_foot(coming: Going, track: Tracks) -> None:
    """Note that units are where they went."""
    for i in range(coming.rows.shape[0]):
        row, unit = coming.rows[i], coming.units[i]
        track.status[row, unit] = _FIELD
        track.place[row, unit] = coming.places[i]
        track.landed[row, unit] = True


@njit(cache=True)
def lie_off(
    rows: np.ndarray, place: int, turn: int, state: Landing, men: np.ndarray, unit: int
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
def base(rows: np.ndarray, unit: int, to: np.ndarray, state: Landing, sea: np.ndarray) -> None:
    """A unit lies at places, (k,), or where it is if there are none; some, (P,), are at `sea`."""
    for k in range(rows.shape[0]):
        row = rows[k]
        state.status[row, unit] = _WAITING
        if to.shape[0] > 0:
            state.place[row, unit] = to[k]
        lies = state.place[row, unit]
        if lies >= 0 and sea[lies]:
            state.landed[row, unit] = False


@njit(cache=True)
def base_each(going: Going, state: Landing, sea: np.ndarray) -> None:
    """Likewise a unit in each run, (k,)."""
    for k in range(going.rows.shape[0]):
        row, unit, lies = going.rows[k], going.units[k], going.places[k]
        state.status[row, unit] = _WAITING
        state.place[row, unit] = lies
        if lies >= 0 and sea[lies]:
            state.landed[row, unit] = False


@njit(cache=True)
def lie_each_off(going: Going, turn: int, state: Landing, men: np.ndarray) -> Going:
    """Likewise a unit in each run, (k,), of men, (n, U, Fate); returns those that were afloat."""
    found = np.empty_like(going.rows)
    count = 0
    for i in range(going.rows.shape[0]):
        row, unit = going.rows[i], going.units[i]
        if state.status[row, unit] == _AFLOAT:
            state.afloat[row, unit] = men[row, unit, _PRESENT]
            state.disorganised_at[row, unit] = turn
            state.status[row, unit] = _FIELD
            state.place[row, unit] = going.places[i]
            found[count] = i
            count += 1
    found = found[:count]
    return Going(going.rows[found], going.units[found], going.places[found])


@njit(cache=True)
def unload_each(
    going: Going, capacity: np.ndarray, turn: int, state: Landing, men: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Likewise as `unload` a unit in each run, (k,)."""
    landed = np.zeros(going.rows.shape[0], np.int64)
    waiting = np.zeros(going.rows.shape[0], np.bool_)
    for i in range(going.rows.shape[0]):
        row, unit = going.rows[i], going.units[i]
        if state.status[row, unit] == _FIELD and state.place[row, unit] == going.places[i]:
            moving, afloat = _go_ashore(row, unit, capacity[i], turn, state, men)
            landed[i], waiting[i] = moving, afloat > 0
    return landed, waiting


@njit(cache=True)
def unload(
    rows: np.ndarray,
    place: int,
    units: np.ndarray,
    capacity: np.ndarray,
    turn: int,
    state: Landing,
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
            moving, afloat = _go_ashore(row, unit, capacity[i] - landed[i], turn, state, men)
            landed[i] += moving
            waiting[i] |= afloat > 0
    return landed, waiting


@njit(cache=True)
def unload_craft(
    rows: np.ndarray,
    place: int,
    units: np.ndarray,
    loads: np.ndarray,
    capacity: np.ndarray,
    turn: int,
    state: Landing,
    men: np.ndarray,
) -> np.ndarray:
    """Likewise of `loads`, (n, U), which are written; the men of each unit who go, (U, k)."""
    moved, room = np.zeros((units.shape[0], rows.shape[0]), np.int64), capacity.copy()
    for u in range(units.shape[0]):
        unit, some = units[u], False
        for row in rows:
            some |= loads[row, u] > 0
        for i in range(rows.shape[0] if some else 0):
            row = rows[i]
            here = state.status[row, unit] == _FIELD and state.place[row, unit] == place
            left = int(min(state.afloat[row, unit], men[row, unit, _PRESENT])) if here else 0
            load = min(loads[row, u], left)
            moving, _ = _go_ashore(row, unit, min(load, room[i]), turn, state, men)
            loads[row, u] = load - moving
            moved[u, i] = moving
            room[i] -= moving
    return moved


@njit(cache=True, inline="always")
def _go_ashore(
    row: int, unit: int, room: int, turn: int, state: Landing, men: np.ndarray
) -> tuple[int, int]:
    """Men of a unit who go ashore where there is room for so many, and who is left aboard."""
    afloat = int(min(state.afloat[row, unit], men[row, unit, _PRESENT]))
    moving = max(min(afloat, room), 0)
    if moving > 0:
        afloat -= moving
        state.landed[row, unit] = True
        state.disorganised_at[row, unit] = turn
    state.afloat[row, unit] = afloat
    return moving, afloat
