"""Morale: how firm a side stands in an engagement, and when it breaks or has surrendered."""

from typing import Any

import numpy as np

from sim.core.clock import NEVER
from sim.core.state import Fate, Status
from sim.kernel import njit
from sim.luck.philox import uniform_pair
from sim.luck.variates import log_factor

_PRESENT = int(Fate.PRESENT)
_FIELD = Status.FIELD
_ROUTED = Status.ROUTED


@njit(cache=True)
def mean_resolve(
    rows: np.ndarray,
    place: int,
    units: np.ndarray,
    status: np.ndarray,
    unit_place: np.ndarray,
    men: np.ndarray,
    resolve: np.ndarray,
) -> np.ndarray:
    """Mean resolve of the men of some units at a place, (k,); `resolve` (n or 1, U) of each."""
    mean = np.zeros(rows.shape[0])
    for i in range(rows.shape[0]):
        row = rows[i]
        everyone = 0
        for unit in units:
            if status[row, unit] == _FIELD and unit_place[row, unit] == place:
                number = men[row, unit, _PRESENT]
                mean[i] += number * resolve[row if resolve.shape[0] > 1 else 0, unit]
                everyone += number
        mean[i] /= max(everyone, 1)
    return mean


@njit(cache=True)
def draw_luck(
    rows: np.ndarray,
    defending: np.ndarray,
    surprised: np.ndarray,
    resolve: np.ndarray,
    morale: np.ndarray,
    columns: tuple[int, ...],
    luck: tuple[Any, ...],
    frailty: np.ndarray,
    break_share: np.ndarray,
) -> None:
    """Draw a side's luck of the day at a place and the losses at which it breaks, both (n,).

    `defending`, `surprised` and `resolve` have shape (k,). `columns` are those of the table
    `morale` that hold the spreads of both, the break points in attack and in defence, and what
    surprise leaves of the latter. `luck` is a seed, the run numbers, a turn and an address.
    """
    day_spread, spread, attack, defence, surprise = columns
    seed, runs, turn, address = luck
    for i in range(rows.shape[0]):
        row = rows[i]
        m = morale[row if morale.shape[0] > 1 else 0]
        day, _ = uniform_pair(seed, runs[row], np.uint64(0), address)
        frailty[row] = log_factor(day, m[day_spread])
        _, nerve = uniform_pair(seed, runs[row], turn, address)
        share = m[defence] if defending[i] else m[attack]
        share = share * resolve[i] * log_factor(nerve, m[spread])
        if defending[i] and surprised[i]:
            share *= m[surprise]
        break_share[row] = share


@njit(cache=True)
def broken(
    rows: np.ndarray,
    strengths: tuple[np.ndarray, np.ndarray],
    control: np.ndarray,
    lost: np.ndarray,
    limits: np.ndarray,
    morale: np.ndarray,
    odds_weight: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whether each side breaks, and whether the engagement may be over, each of shape (k,).

    A side breaks when its losses exceed its break point times a power of the force ratio. When
    both would break at once, the attacker does. `strengths` are (k,), `control` (n,), `lost` and
    `limits` (n, 2), `odds_weight` is the column of the power in the table `morale`.
    """
    first, second = strengths
    breaks = np.zeros((2, rows.shape[0]), np.bool_)
    decided = np.zeros(rows.shape[0], np.bool_)
    for i in range(rows.shape[0]):
        if first[i] == 0 or second[i] == 0:
            decided[i] = True
            continue
        row = rows[i]
        weight = morale[row if morale.shape[0] > 1 else 0, odds_weight]
        ratio = first[i] / second[i]
        breaks[0, i] = _breaks(first[i], ratio, lost[row, 0], limits[row, 0], weight)
        ratio = second[i] / first[i]
        breaks[1, i] = _breaks(second[i], ratio, lost[row, 1], limits[row, 1], weight)
        if breaks[0, i] and breaks[1, i]:
            breaks[0 if control[row] == 0 else 1, i] = False
        decided[i] = breaks[0, i] or breaks[1, i]
    return breaks[0], breaks[1], decided


@njit(cache=True, inline="always")
def _breaks(men: int, ratio: float, lost: int, limit: float, weight: float) -> bool:
    share = lost / (lost + men)
    if share <= 0.0 or (share <= limit and ratio >= 1.0):  # most are far from it at any power
        return False
    return bool(share > limit * ratio**weight)


@njit(cache=True)
def note_surrender(
    rows: np.ndarray,
    units: np.ndarray,
    status: np.ndarray,
    men: np.ndarray,
    surrendered_at: np.ndarray,
    turn: int,
) -> None:
    """Note the turn, (n,), once no man of some units is left who has neither fled nor given up."""
    for row in rows:
        if surrendered_at[row] != NEVER:
            continue
        left = False
        for unit in units:
            if status[row, unit] < _ROUTED and men[row, unit, _PRESENT] > 0:
                left = True
                break
        if not left:
            surrendered_at[row] = turn
