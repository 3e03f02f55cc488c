"""Kernels of shuttles: who goes into the craft, who goes down with them, and who is left."""

from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.world.state import Fate, Status, Wear, Whereabouts

_PRESENT = int(Fate.PRESENT)
_READY, _LOST = int(Wear.PRESENT), int(Wear.LOST)
_AFLOAT = Status.AFLOAT
_FIELD = Status.FIELD


class Boats(NamedTuple):
    """The weapon entries of the craft of a landing."""

    entries: np.ndarray
    """(E,)"""
    units: np.ndarray
    """(E,), whose they are."""
    weapons: np.ndarray
    """(n, W, Wear), of all entries."""
    landings: np.ndarray
    """(n, U): those that units of craft serve."""
    ours: int
    """The landing."""


class Troops(NamedTuple):
    """The units that go ashore at a place."""

    units: np.ndarray
    """(U,)"""
    place: int
    loaded: np.ndarray
    """(n, U): men of each in the craft of the present trip."""
    where: Whereabouts
    afloat: np.ndarray
    """As of `State`."""


@njit(cache=True)
def lost(rows: np.ndarray, boats: Boats) -> np.ndarray:
    """Craft that serve our landing and are lost, (k,)."""
    return _count(rows, boats, _LOST)


@njit(cache=True)
def _count(rows: np.ndarray, boats: Boats, wear: int) -> np.ndarray:
    """Craft that serve our landing, as they are now, (k,)."""
    total = np.zeros(rows.shape[0], np.int64)
    weapons, landings, ours = boats.weapons, boats.landings, boats.ours
    for e in range(boats.entries.shape[0]):
        entry, unit = boats.entries[e], boats.units[e]
        for i in range(rows.shape[0]):
            row = np.uint32(rows[i])  # unsigned: see `muster`
            if landings[row, unit] == ours:
                total[i] += weapons[row, entry, wear]
    return total


@njit(cache=True)
def load(rows: np.ndarray, boats: Boats, lift: np.ndarray, troops: Troops) -> np.ndarray:
    """Men go into the craft, `lift`, (n,), into each; whether some of each unit do, (U, k)."""
    room, units, loaded = _count(rows, boats, _READY), troops.units, troops.loaded
    for i in range(rows.shape[0]):
        room[i] *= lift[rows[i]]
    some = np.empty((units.shape[0], rows.shape[0]), np.bool_)
    for u in range(units.shape[0]):
        waiting = _waiting(rows, units[u], troops)
        for i in range(rows.shape[0]):
            aboard = min(waiting[i], room[i])
            loaded[rows[i], u], some[u, i] = aboard, aboard > 0
            room[i] -= aboard
    return some


@njit(cache=True)
def _waiting(rows: np.ndarray, unit: int, troops: Troops) -> np.ndarray:
    """Men of a unit who are aboard, at sea or off the place, (k,)."""
    status, places, men = troops.where.status, troops.where.place, troops.where.men
    afloat, place, waiting = troops.afloat, troops.place, np.zeros(rows.shape[0], np.int64)
    for i in range(rows.shape[0]):
        row = np.uint32(rows[i])  # unsigned: see `muster`
        present = men[row, unit, _PRESENT]
        if status[row, unit] == _AFLOAT:
            waiting[i] = present
        elif status[row, unit] == _FIELD and places[row, unit] == place:
            waiting[i] = min(present, afloat[row, unit])
    return waiting


@njit(cache=True)
def sunk(
    rows: np.ndarray, boats: Boats, known: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The runs in which more craft are lost than `known`, (n,), how many, and how many are left."""
    gone, number = _count(rows, boats, _LOST), 0
    hit, more = np.empty((2, rows.shape[0]), np.int64)
    for i in range(rows.shape[0]):
        row = rows[i]
        hit[number], more[number] = row, gone[i] - known[row]
        known[row] = gone[i]
        number += more[number] != 0
    return hit[:number], more[:number], _count(hit[:number], boats, _READY)


@njit(cache=True)
def aboard(rows: np.ndarray, troops: Troops) -> np.ndarray:
    """Men of each unit who are in the craft, (U, k)."""
    units, loaded = troops.units, troops.loaded
    men = np.empty((units.shape[0], rows.shape[0]), np.int64)
    for u in range(units.shape[0]):
        waiting = _waiting(rows, units[u], troops)
        for i in range(rows.shape[0]):
            men[u, i] = min(loaded[rows[i], u], waiting[i])
    return men


@njit(cache=True)
def who_is_left(
    rows: np.ndarray, boats: Boats, troops: Troops
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The runs in which men are left in the craft, those in which others wait, and the rest.

    Of those in which others wait, first those in which craft can fetch them, then the others.
    """
    loaded, units = troops.loaded, troops.units
    in_craft, others = np.zeros((2, rows.shape[0]), np.int64)
    for u in range(units.shape[0]):
        waiting = _waiting(rows, units[u], troops)
        for i in range(rows.shape[0]):
            in_craft[i] += loaded[rows[i], u]
            others[i] += waiting[i]
    craft, empty = _count(rows, boats, _READY), in_craft == 0
    more = empty & (others > 0)
    return rows[~empty], rows[more & (craft > 0)], rows[more & (craft == 0)], rows[empty & ~more]
