"""The levels of `sim.rules.supply`, run by run for the units concerned.

What units have lies side by side in memory for one run: often few runs are concerned, and then many
units of each.
"""

from typing import NamedTuple

import numpy as np

from sim.kernel import borrower, njit
from sim.rules.presence import Opponents
from sim.world.state import NOWHERE, Fate, Status, Whereabouts

_AFLOAT, _FIELD, _PRESENT = Status.AFLOAT, Status.FIELD, int(Fate.PRESENT)


class Stores(NamedTuple):
    """What units have, what they use up and what reaches them."""

    level: np.ndarray
    """(n, U, 2): what each unit has, 0 to 1, and the turn as of which it has that."""
    inflow: np.ndarray
    """(n, P + 1, 2): what reaches the units of each side at a place in an hour, and last NOWHERE,
    which is at sea too."""
    eaten: np.ndarray
    """(n or 1,) in an hour."""
    used: np.ndarray
    """(n or 1,) in a turn of fighting."""
    sides: np.ndarray
    """(U,)"""
    ground: np.ndarray
    """(U,) bool: units that carry anything; ships and aircraft look after themselves."""


class Roads(NamedTuple):
    """What brings supplies, and past whom."""

    control: np.ndarray
    """(n, P) who holds each place."""
    held: np.ndarray
    """(n, P) who held it when ways were last looked for."""
    depots: np.ndarray
    """(P,) bool"""
    bases: np.ndarray
    """(P,) bool: places off the map, where nothing is lacking."""
    cared_for: np.ndarray
    """(2,) bool: sides that are supplied everywhere."""
    ends: np.ndarray
    """(R, 2) places."""
    lengths: np.ndarray
    """(n, R) km of road."""
    restock_hours: np.ndarray
    """(n or 1,)"""
    reach: np.ndarray
    """(n or 1,)"""


class Moment(NamedTuple):
    """A turn, and the hours that each of them takes."""

    turn: int
    hours: float


class Want(NamedTuple):
    """What units do without, (n or 1,)."""

    low: np.ndarray
    """The level below which they lack anything."""
    share: np.ndarray
    """What is taken from those who have nothing left."""


@njit(cache=True, inline="always")
def _in(column: np.ndarray, row: int) -> float:
    """A parameter, (n or 1,), in a run."""
    return float(column[row if column.shape[0] > 1 else 0])


@borrower
def _level(stores: Stores, there: Whereabouts, row: int, unit: int, moment: Moment) -> float:
    """What a unit has now, from 0 to 1."""
    level, turns = stores.level[row, unit, 0], moment.turn - stores.level[row, unit, 1]
    if turns <= 0:  # a unit that has fought in this turn is reckoned up to its end already
        return float(level)
    place = NOWHERE if there.status[row, unit] == _AFLOAT else there.place[row, unit]
    inflow = stores.inflow[row, place, stores.sides[unit]]
    change = (inflow - _in(stores.eaten, row)) * (turns * moment.hours)
    return float(min(max(level + change, 0.0), 1.0))


@borrower
def _settle(stores: Stores, there: Whereabouts, row: int, unit: int, moment: Moment) -> None:
    """Reckon the level of a unit up to now."""
    stores.level[row, unit, 0] = _level(stores, there, row, unit, moment)
    stores.level[row, unit, 1] = max(stores.level[row, unit, 1], float(moment.turn))


@njit(cache=True)
def levels(
    stores: Stores,
    there: Whereabouts,
    units: np.ndarray,
    rows: np.ndarray,
    moment: Moment,
) -> np.ndarray:
    """What units have left, (k, units)."""
    found = np.empty((rows.shape[0], units.shape[0]))
    for k in range(rows.shape[0]):
        for i in range(units.shape[0]):
            found[k, i] = _level(stores, there, rows[k], units[i], moment)
    return found


@borrower
def take(
    stores: Stores,
    there: Whereabouts,
    units: np.ndarray,
    rows: np.ndarray,
    moment: Moment,
    want: Want,
    left: np.ndarray,
) -> None:
    """What units, one in each run, (k,), lack takes its share of what is `left`, (k,)."""
    for k in range(rows.shape[0]):
        row, unit = rows[k], units[k]
        if stores.ground[unit]:
            level, low = _level(stores, there, row, unit, moment), _in(want.low, row)
            if level < low:
                left[k] *= 1.0 - _in(want.share, row) * max(0.0, 1.0 - level / low)


@borrower
def settle_each(
    stores: Stores,
    there: Whereabouts,
    units: np.ndarray,
    rows: np.ndarray,
    moment: Moment,
) -> None:
    """Reckon the level of a unit up to now in each run, (k,), or of one in all of them, (1,)."""
    for k in range(rows.shape[0]):
        unit = units[k if units.shape[0] > 1 else 0]
        if stores.ground[unit]:
            _settle(stores, there, rows[k], unit, moment)


@borrower
def fight(
    stores: Stores, opponents: Opponents, place: int, rows: np.ndarray, moment: Moment
) -> None:
    """Units that are in the field at a place fire and eat for a turn."""
    there, begins = opponents.where, opponents.begins[place]
    visitors = opponents.units[begins[0] : begins[2]]
    for row in rows:
        used = _in(stores.used, row)
        for unit in visitors:
            here = there.status[row, unit] == _FIELD and there.place[row, unit] == place
            if here and stores.ground[unit] and there.men[row, unit, _PRESENT] > 0:
                brought = stores.inflow[row, place, stores.sides[unit]] * moment.hours
                level = _level(stores, there, row, unit, moment) + brought - used
                stores.level[row, unit, 0] = min(max(level, 0.0), 1.0)
                stores.level[row, unit, 1] = moment.turn + 1


@njit(cache=True)
def reckon(
    stores: Stores,
    there: Whereabouts,
    roads: Roads,
    places: np.ndarray,
    rows: np.ndarray,
    moment: Moment,
) -> None:
    """Where a place, (k,), has changed hands old ways count up to now, new ones from now on."""
    ways = np.empty(roads.depots.shape[0])
    for k in range(rows.shape[0]):
        row, place = rows[k], places[k]
        if roads.control[row, place] != roads.held[row, place]:
            for unit in range(stores.ground.shape[0]):
                if stores.ground[unit]:
                    _settle(stores, there, row, unit, moment)
            _bring(stores, roads, row, ways)


@njit(cache=True)
def bring(stores: Stores, roads: Roads, rows: np.ndarray) -> None:
    """Find out what reaches units at each place."""
    ways = np.empty(roads.depots.shape[0])
    for row in rows:
        _bring(stores, roads, row, ways)


@borrower
def _bring(stores: Stores, roads: Roads, row: int, ways: np.ndarray) -> None:
    """Find out what reaches units at each place in a run; `ways`, (P,), are overwritten."""
    places, inflow = ways.shape[0], stores.inflow[row]
    full, reach = 1.0 / _in(roads.restock_hours, row), _in(roads.reach, row)
    for place in range(places):
        roads.held[row, place] = roads.control[row, place]
    for side in range(2):
        inflow[:, side] = full
        if not roads.cared_for[side]:
            _find_ways(roads, row, side, ways)
            for place in range(places):
                if ways[place] > reach and not roads.bases[place]:
                    share = reach / max(ways[place], 1e-9)
                    inflow[place, side] = share / _in(roads.restock_hours, row)


@borrower
def _find_ways(roads: Roads, row: int, side: int, ways: np.ndarray) -> None:
    """Km of road, (P,), from the depots of a side past places that the enemy does not hold.

    Bellman, "On a routing problem", Quarterly of Applied Mathematics 16 (1958).
    """
    control, ends = roads.control, roads.ends
    for place in range(ways.shape[0]):
        ways[place] = 0.0 if roads.depots[place] and control[row, place] == side else np.inf
    shorter = True
    while shorter:
        shorter = False
        for route in range(ends.shape[0]):
            for direction in range(2):
                start, end = ends[route, direction], ends[route, 1 - direction]
                if control[row, start] == 1 - side:
                    continue
                way = ways[start] + roads.lengths[row, route]
                if way < ways[end]:
                    ways[end] = way
                    shorter = True
