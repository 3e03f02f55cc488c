"""Kernels of observations: what is told of units and places, run by run as they lie in memory.

Numbers are worked out in double precision, told in single precision and kept within their bounds.
"""

from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.world.clock import NEVER
from sim.world.state import Fate, Status, Whereabouts

_PRESENT, _KILLED, _EVACUATED = int(Fate.PRESENT), int(Fate.KILLED), int(Fate.EVACUATED)
_EN_ROUTE = Status.EN_ROUTE
_STATUSES = np.array([
    Status.WAITING, Status.AFLOAT, Status.FIELD, Status.EN_ROUTE, Status.ROUTED,
    Status.SURRENDERED,
], np.int64)  # fmt: skip


class Own(NamedTuple):
    """The own units, (n, U) each but for `units`."""

    units: np.ndarray
    """(U,): which they are."""
    men: np.ndarray
    """Men at the start."""
    weapons: np.ndarray
    """Weapons at the start, float32."""
    left: np.ndarray
    """Weapons left, float32."""
    tasks: np.ndarray
    contact: np.ndarray


class Known(NamedTuple):
    """What is known of places, (n, P) each but for the last two."""

    holder: np.ndarray
    men: np.ndarray
    source: np.ndarray
    seen_at: np.ndarray
    shelled_at: np.ndarray
    contested: np.ndarray
    own: np.ndarray
    """Own men there."""
    strength: np.ndarray
    """(n,): own men at the start."""
    errors: np.ndarray
    """By source, the factor by which it is off."""


class When(NamedTuple):
    """The turn, and how many there are."""

    turn: int
    turns: int


class Fading(NamedTuple):
    """What fades with time."""

    suppression: np.ndarray
    """(n, U of both sides)"""
    suppressed_at: np.ndarray
    disorganised_at: np.ndarray
    suppressed: np.ndarray
    """(n or 1, turn + 1) float32: what is left of suppression after so many turns."""
    disorganised: np.ndarray
    """Likewise of disorder."""
    due: np.ndarray
    """The turns at which those on the march arrive."""


@njit(cache=True)
def tell_units(told: np.ndarray, own: Own, where: Whereabouts, fading: Fading, when: When) -> None:
    """Fill in `UNITS`, (n, U, 16), but for supply and fatigue."""
    lost = np.empty(told.shape[0], np.int64)
    for u in range(own.units.shape[0]):
        unit = own.units[u]
        lost[:] = 0
        for fate in range(_KILLED, _EVACUATED):
            for i in range(told.shape[0]):
                lost[i] += where.men[i, unit, fate]
        for i in range(told.shape[0]):
            told[i, u, 0] = min(where.men[i, unit, _PRESENT] / own.men[i, u], 1.0)
        for i in range(told.shape[0]):
            told[i, u, 1] = min(lost[i] / own.men[i, u], 1.0)
        for i in range(told.shape[0]):
            told[i, u, 2] = min(own.left[i, u] / own.weapons[i, u], np.float32(1.0))
        _tell_fading(told, u, unit, where, fading, when)
        for i in range(told.shape[0]):
            told[i, u, 8] = own.tasks[i, u]
            told[i, u, 15] = own.contact[i, u]
        for position in range(_STATUSES.shape[0]):
            for i in range(told.shape[0]):
                told[i, u, 9 + position] = where.status[i, unit] == _STATUSES[position]


@njit(cache=True)
def _tell_fading(
    told: np.ndarray, u: int, unit: int, where: Whereabouts, fading: Fading, when: When
) -> None:
    """Suppression, disorder, and when a unit on the march arrives."""
    one, zero = np.float32(1.0), np.float32(0.0)
    told[:, u, 3] = told[:, u, 4] = told[:, u, 7] = zero
    for i in range(told.shape[0]):
        level = np.float32(fading.suppression[i, unit])
        if level > 0.0:
            age = when.turn - fading.suppressed_at[i, unit]
            level *= fading.suppressed[i if fading.suppressed.shape[0] > 1 else 0, age]
            told[i, u, 3] = min(max(level, zero), one)
        age = when.turn - fading.disorganised_at[i, unit]
        if age < fading.disorganised.shape[1]:
            told[i, u, 4] = fading.disorganised[i if fading.disorganised.shape[0] > 1 else 0, age]
        if where.status[i, unit] == _EN_ROUTE:
            told[i, u, 7] = min(max((fading.due[i, unit] - when.turn) / when.turns, 0.0), 1.0)


@njit(cache=True)
def tell_whereabouts(
    at: np.ndarray, bound: np.ndarray, base: np.ndarray, place: np.ndarray, marching: np.ndarray
) -> None:
    """Mark where units are, and to which places they march, (n, U, P) each; the others (n, U)."""
    for u in range(base.shape[1]):
        for i in range(base.shape[0]):
            if base[i, u] >= 0:
                at[i, u, base[i, u]] = 1.0
            if marching[i, u] and place[i, u] >= 0:
                bound[i, u, place[i, u]] = 1.0


@njit(cache=True)
def tell_places(told: np.ndarray, side: int, known: Known, when: When, most: float) -> None:
    """Fill in `PLACES`, (n, P, 15), but for the works."""
    for place in range(told.shape[1]):
        for column in range(4, 14):
            told[:, place, column] = 0.0
        for i in range(told.shape[0]):
            told[i, place, 0] = known.holder[i, place] == side
            told[i, place, 1] = known.holder[i, place] == 1 - side
            told[i, place, 2] = known.contested[i, place]
            told[i, place, 3] = min(known.own[i, place] / known.strength[i], most)
            told[i, place, 8] = 1.0
            if known.men[i, place] >= 0:
                men, off = (
                    known.men[i, place] / known.strength[i],
                    known.errors[known.source[i, place]],
                )
                told[i, place, 4] = 1.0
                told[i, place, 5] = min(men, most)
                told[i, place, 6] = min(men / off, most)
                told[i, place, 7] = min(men * off, most)
                age = (when.turn - known.seen_at[i, place]) / when.turns
                told[i, place, 8] = min(max(age, 0.0), most)
            if known.source[i, place] > 0:
                told[i, place, 8 + known.source[i, place]] = 1.0
            if known.shelled_at[i, place] != NEVER:
                shelled = 1.0 - (when.turn - known.shelled_at[i, place]) / when.turns
                told[i, place, 13] = min(max(shelled, 0.0), most)
