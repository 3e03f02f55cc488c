"""Contact: who stands at a place when somebody comes or goes."""

from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.rules.movement_kernel import Going
from sim.rules.presence import Opponents, facing

NOBODY = -1
"""The side that comes where both stand already."""


class Strife(NamedTuple):
    """What decides whether both sides fight."""

    contested: np.ndarray
    """(n, P) bool: whether both stand at a place."""
    truce: np.ndarray
    """(n, P) bool: whether both keep a cease-fire there."""
    ended: np.ndarray
    """(n,) bool: whether a run is over."""


@njit(cache=True)
def fighting(place: int, strife: Strife) -> np.ndarray:
    """The runs in which a place is contested and neither a truce nor the end of the run."""
    contested, truce, ended = strife.contested[:, place], strife.truce[:, place], strife.ended
    rows = np.empty(contested.shape[0], np.int64)
    found = 0
    for row in range(contested.shape[0]):
        rows[found] = row
        found += contested[row] and not truce[row] and not ended[row]
    return rows[:found]


@njit(cache=True)
def meet(
    rows: np.ndarray, place: int, coming: np.ndarray, opponents: Opponents, contested: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where both sides stand and do not fight yet an engagement begins: `contested` (n,) says so.

    Returns the runs in which it does, and those in which the first or the second side is `coming`,
    (k,), and alone there.
    """
    first, second = facing(rows, place, opponents)
    met = np.empty_like(rows)
    meeting = 0
    for i in range(rows.shape[0]):
        row = rows[i]
        if first[i] > 0 and second[i] > 0 and not contested[row]:
            contested[row] = True
            met[meeting] = row
            meeting += 1
    first_alone = rows[(coming == 0) & (first > 0) & (second == 0)]
    second_alone = rows[(coming == 1) & (second > 0) & (first == 0)]
    return met[:meeting], first_alone, second_alone


@njit(cache=True)
def meet_each(
    coming: Going, sides: np.ndarray, opponents: Opponents, contested: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Likewise where a unit, of one of the `sides`, (k,), comes to a place in each run.

    Returns where an engagement begins, and where the side is alone, (k,) bool each; `contested` is
    that of all places.
    """
    rows, places = coming.rows, coming.places
    met, alone = np.zeros((2, rows.shape[0]), np.bool_)
    for place in range(contested.shape[1]):
        here = np.flatnonzero(places == place)
        if not len(here):
            continue
        first, second = facing(rows[here], place, opponents)
        for j in range(here.shape[0]):
            i = here[j]
            both = first[j] > 0 and second[j] > 0
            met[i] = both and not contested[rows[i], place]
            contested[rows[i], place] |= both
            alone[i] = not both and (first[j] if sides[i] == 0 else second[j]) > 0
    return met, alone


@njit(cache=True)
def separate(
    rows: np.ndarray, place: int, opponents: Opponents, contested: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where one side of an engagement is gone it is over: `contested` (n,) says so.

    Returns the runs in which it is, and those in which only the first or the second side is left.
    """
    rows = rows[contested[rows]]
    first, second = facing(rows, place, opponents)
    over = np.empty_like(rows)
    parting = 0
    for i in range(rows.shape[0]):
        if first[i] == 0 or second[i] == 0:
            contested[rows[i]] = False
            over[parting] = rows[i]
            parting += 1
    first_left, second_left = (first > 0) & (second == 0), (second > 0) & (first == 0)
    return over[:parting], rows[first_left], rows[second_left]
