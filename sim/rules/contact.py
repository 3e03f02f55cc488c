"""Contact: who stands at a place when somebody comes or goes."""

from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.rules.presence import Opponents, facing_each

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
        found += contested[row] & (not truce[row]) & (not ended[row])
    return rows[:found]


@njit(cache=True)
def meet(
    places: np.ndarray,
    coming: np.ndarray,
    rows: np.ndarray,
    opponents: Opponents,
    contested: np.ndarray,
    engaged: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """A side is `coming` to a place in each run, (k,) each: where both stand they begin to fight.

    Returns where an engagement begins, and where the side is alone, positions in `rows`. The places
    are noted as `contested`, (n, P), and in how many runs each is, `engaged`, (P,).
    """
    first, second = facing_each(rows, places, opponents)
    met, alone = np.empty_like(rows), np.empty_like(rows)
    meeting = unopposed = 0
    for i in range(rows.shape[0]):
        row, place = rows[i], places[i]
        if first[i] > 0 and second[i] > 0:
            if not contested[row, place]:
                contested[row, place] = True
                engaged[place] += 1
                met[meeting] = i
                meeting += 1
        elif (coming[i] == 0 and first[i] > 0) or (coming[i] == 1 and second[i] > 0):
            alone[unopposed] = i
            unopposed += 1
    return met[:meeting], alone[:unopposed]


@njit(cache=True)
def separate(
    places: np.ndarray,
    rows: np.ndarray,
    opponents: Opponents,
    contested: np.ndarray,
    engaged: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where one side of an engagement, at a place in each run, (k,) each, is gone it is over.

    Returns where it is, and where one side is left, positions in `rows`, with these sides;
    `contested`, (n, P), and `engaged`, (P,), are noted as `meet` does.
    """
    first, second = facing_each(rows, places, opponents)
    over, alone, left = np.empty_like(rows), np.empty_like(rows), np.empty_like(rows)
    parting = victors = 0
    for i in range(rows.shape[0]):
        row, place = rows[i], places[i]
        if not contested[row, place] or (first[i] > 0 and second[i] > 0):
            continue
        contested[row, place] = False
        engaged[place] -= 1
        over[parting] = i
        parting += 1
        if first[i] > 0 or second[i] > 0:
            alone[victors] = i
            left[victors] = 0 if first[i] > 0 else 1
            victors += 1
    return over[:parting], alone[:victors], left[:victors]
