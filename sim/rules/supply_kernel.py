"""The levels of `sim.rules.supply`, unit by unit in the runs concerned."""

from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.world.state import Fate, Status, Whereabouts

_AFLOAT, _FIELD, _PRESENT = Status.AFLOAT, Status.FIELD, int(Fate.PRESENT)


class Stores(NamedTuple):
    """What units have and what reaches them."""

    level: np.ndarray
    """(n, U): 0 to 1 at the turn `as_of`."""
    as_of: np.ndarray
    """(n, U) int32"""
    ways: np.ndarray
    """(n, P, 2): km of road from a depot of each side."""
    bases: np.ndarray
    """(P,) bool: places off the map, where nothing is lacking."""
    cared_for: np.ndarray
    """(U,) bool: units that are supplied everywhere."""
    sides: np.ndarray
    """(U,)"""
    ground: np.ndarray
    """(U,) bool: units that carry anything; ships and aircraft look after themselves."""
    rates: np.ndarray
    """(n or 1, 4) the columns of `Rates`."""


class Moment(NamedTuple):
    """A turn, and the hours that each of them takes."""

    turn: int
    hours: float


class Rates(NamedTuple):
    """The parameters that levels follow from, under their own names."""

    ration_hours: float
    load_hours: float
    restock_hours: float
    reach: float


@njit(cache=True, inline="always")
def _rates(table: np.ndarray, row: int) -> Rates:
    i = row if table.shape[0] > 1 else 0
    return Rates(table[i, 0], table[i, 1], table[i, 2], table[i, 3])


@njit(cache=True, inline="always")
def _inflow(stores: Stores, there: Whereabouts, rates: Rates, row: int, unit: int) -> float:
    """What reaches a unit in an hour."""
    place = there.place[row, unit]
    away = place < 0 or there.status[row, unit] == _AFLOAT or stores.bases[place]
    share = 1.0
    if not away and not stores.cared_for[unit]:
        distance = stores.ways[row, place, stores.sides[unit]]
        if distance > rates.reach:
            share = rates.reach / max(distance, 1e-9)
    return float(share / rates.restock_hours)


@njit(cache=True, inline="always")
def _level(
    stores: Stores, there: Whereabouts, row: int, unit: int, moment: Moment
) -> tuple[float, float]:
    """What a unit has now, from 0 to 1, and what reaches it in an hour."""
    rates = _rates(stores.rates, row)
    inflow = _inflow(stores, there, rates, row, unit)
    # a unit that has fought in this turn is reckoned up to its end already
    hours = max((moment.turn - stores.as_of[row, unit]) * moment.hours, 0.0)
    change = (inflow - 1.0 / rates.ration_hours) * hours
    return float(min(max(stores.level[row, unit] + change, 0.0), 1.0)), inflow


@njit(cache=True)
def levels(
    stores: Stores,
    there: Whereabouts,
    units: np.ndarray,
    rows: np.ndarray,
    moment: Moment,
) -> np.ndarray:
    """What units have left, (k, units)."""
    found = np.empty((units.shape[0], rows.shape[0]))
    for i in range(units.shape[0]):
        for k in range(rows.shape[0]):
            found[i, k] = _level(stores, there, rows[k], units[i], moment)[0]
    return found.T


@njit(cache=True)
def take(
    stores: Stores,
    there: Whereabouts,
    units: np.ndarray,
    rows: np.ndarray,
    moment: Moment,
    low: np.ndarray,
    share: np.ndarray,
    left: np.ndarray,
) -> None:
    """What units below the level `low`, (k,), lack takes a `share`, (k,), of what is `left`."""
    for unit in units:
        for k in range(rows.shape[0]):
            level = _level(stores, there, rows[k], unit, moment)[0]
            left[rows[k], unit] *= 1.0 - share[k] * max(0.0, 1.0 - level / low[k])


@njit(cache=True)
def settle_each(
    stores: Stores,
    there: Whereabouts,
    units: np.ndarray,
    rows: np.ndarray,
    moment: Moment,
) -> None:
    """Reckon the level of a unit up to now in each run, (k,), or of one in all of them, (1,)."""
    for k in range(rows.shape[0]):
        row, unit = rows[k], units[k if units.shape[0] > 1 else 0]
        if stores.ground[unit]:
            stores.level[row, unit] = _level(stores, there, row, unit, moment)[0]
            stores.as_of[row, unit] = max(stores.as_of[row, unit], moment.turn)


@njit(cache=True)
def settle(
    stores: Stores,
    there: Whereabouts,
    units: np.ndarray,
    rows: np.ndarray,
    moment: Moment,
) -> None:
    """Reckon the levels of units up to now."""
    for unit in units:
        for row in rows:
            stores.level[row, unit] = _level(stores, there, row, unit, moment)[0]
            stores.as_of[row, unit] = max(stores.as_of[row, unit], moment.turn)


@njit(cache=True)
def fight(
    stores: Stores,
    there: Whereabouts,
    units: np.ndarray,
    rows: np.ndarray,
    moment: Moment,
    place: int,
) -> None:
    """Units that are in the field at a place fire and eat for a turn."""
    hours = moment.hours
    for unit in units:
        for row in rows:
            here = there.status[row, unit] == _FIELD and there.place[row, unit] == place
            if here and there.men[row, unit, _PRESENT] > 0:
                rates = _rates(stores.rates, row)
                used = hours / rates.load_hours + hours / rates.ration_hours
                level, inflow = _level(stores, there, row, unit, moment)
                level = level + inflow * hours - used
                stores.level[row, unit] = min(max(level, 0.0), 1.0)
                stores.as_of[row, unit] = moment.turn + 1


@njit(cache=True)
def find_ways(
    rows: np.ndarray,
    control: np.ndarray,
    depots: np.ndarray,
    ends: np.ndarray,
    lengths: np.ndarray,
    ways: np.ndarray,
) -> None:
    """Shortest ways from the depots of each side past places that the enemy does not hold.

    Bellman, "On a routing problem", Quarterly of Applied Mathematics 16 (1958).
    """
    for row in rows:
        for side in range(2):
            for place in range(depots.shape[0]):
                own = depots[place] and control[row, place] == side
                ways[row, place, side] = 0.0 if own else np.inf
            shorter = True
            while shorter:
                shorter = False
                for route in range(ends.shape[0]):
                    for direction in range(2):
                        start, end = ends[route, direction], ends[route, 1 - direction]
                        if control[row, start] == 1 - side:
                            continue
                        way = ways[row, start, side] + lengths[row, route]
                        if way < ways[row, end, side]:
                            ways[row, end, side] = way
                            shorter = True
