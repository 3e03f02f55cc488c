"""Morale: how firm a side stands in an engagement, and when it breaks or has surrendered."""

from typing import Any

import numpy as np

from sim.elementary import power
from sim.kernel import njit
from sim.luck.philox import uniform_pair
from sim.luck.variates import log_factor
from sim.rules.contact import Field, Sides
from sim.rules.muster import strength
from sim.world.clock import NEVER
from sim.world.state import Fate, Status

_PRESENT = int(Fate.PRESENT)
_FIELD = Status.FIELD
_ROUTED = Status.ROUTED
_FAR = 1.0 - 1e-9
"""What is below a bound by more than this is so whatever the last digits are."""


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
    side: int,
    control: np.ndarray,
    surprised_until: np.ndarray,
    resolve: np.ndarray,
    morale: np.ndarray,
    columns: tuple[int, ...],
    luck: tuple[Any, ...],
    frailty: np.ndarray,
    break_share: np.ndarray,
) -> None:
    """Draw a side's luck of the day at a place and the losses at which it breaks, both (n,).

    `control` and `surprised_until` are (n,), `resolve` is (k,). `columns` are those of the table
    `morale` that hold the spreads of both, the break points in attack and in defence, and what
    surprise leaves of the latter. `luck` is a seed, the run numbers, the turn after the present one
    and an address.
    """
    day_spread, spread, attack, defence, surprise = columns
    seed, runs, turn, address = luck
    for i in range(rows.shape[0]):
        row = rows[i]
        m = morale[row if morale.shape[0] > 1 else 0]
        day, _ = uniform_pair(seed, runs[row], np.uint64(0), address)
        frailty[row] = log_factor(day, m[day_spread])
        _, nerve = uniform_pair(seed, runs[row], turn, address)
        defending = control[row] == side
        share = m[defence] if defending else m[attack]
        share = share * resolve[i] * log_factor(nerve, m[spread])
        if defending and surprised_until[row] >= turn:
            share *= m[surprise]
        break_share[row] = share


@njit(cache=True)
def broken(
    rows: np.ndarray,
    place: int,
    sides: Sides,
    field: Field,
    control: np.ndarray,
    lost: np.ndarray,
    limits: np.ndarray,
    morale: np.ndarray,
    odds_weight: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The runs in which each side breaks, and those in which the engagement may be over.

    A side breaks when its losses exceed its break point times a power of the force ratio. When
    both would break at once, the attacker does. `sides` and `field` are as in `sim.rules.contact`,
    `control` is (n,), `lost` and `limits` are (n, 2), `odds_weight` is the column of the power in
    the table `morale`.
    """
    first = strength(rows, place, sides[0], *field)
    second = strength(rows, place, sides[1], *field)
    breaking, decided = (np.empty_like(rows), np.empty_like(rows)), np.empty_like(rows)
    first_broken = second_broken = over = 0
    for i in range(rows.shape[0]):
        row = rows[i]
        settled = first[i] == 0 or second[i] == 0
        if not settled:
            weight = morale[row if morale.shape[0] > 1 else 0, odds_weight]
            one = _breaks(first[i], second[i], lost[row, 0], limits[row, 0], weight)
            two = _breaks(second[i], first[i], lost[row, 1], limits[row, 1], weight)
            settled = one or two
            if one and (not two or control[row] != 0):
                breaking[0][first_broken] = row
                first_broken += 1
            elif two:
                breaking[1][second_broken] = row
                second_broken += 1
        if settled:
            decided[over] = row
            over += 1
    return breaking[0][:first_broken], breaking[1][:second_broken], decided[:over]


@njit(cache=True, inline="always")
def _breaks(men: int, enemies: int, lost: int, limit: float, weight: float) -> bool:
    # the power of a ratio is no less than the harmonic mean of 1 and the ratio, so weighted: most
    # are far from their limit by this cheap bound
    if weight <= 1.0 and lost * (men + weight * (enemies - men)) <= _FAR * limit * men * (
        lost + men
    ):
        return False
    share = lost / (lost + men)
    return bool(share > 0.0 and share > limit * power(men / enemies, weight))


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
