"""Targets: what fire from afar finds at a place, and which of it each weapon is aimed at.

What is there are categories of targets, one bit for each in a number for each run.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.kernel import njit
from sim.world.order_of_battle import CATEGORIES
from sim.world.state import Fate, Status, Wear

if TYPE_CHECKING:
    from sim.battle import Battle

_PRESENT = int(Fate.PRESENT)
_READY = int(Wear.PRESENT)
_FIELD = Status.FIELD
_CATEGORIES = len(CATEGORIES)


def offered(battle: "Battle", place: int, side: int, rows: np.ndarray) -> np.ndarray:
    """Which target categories a side offers at a place, (k,) uint8, 0 where there are none.

    Men who fight under armour are no targets of their own.
    """
    state, order = battle.state, battle.order
    there: np.ndarray = _offered(
        rows,
        place,
        battle.engagements[place].visitors(side),
        state.presence,
        (order.entry_unit, order.entry_class, order.class_category, battle.arsenal.crew),
    )
    return there


@njit(cache=True)
def _offered(
    rows: np.ndarray, place: int, units: np.ndarray, who: tuple[Any, ...], arms: tuple[Any, ...]
) -> np.ndarray:
    status, unit_place, men, weapons = who
    entry_unit, entry_class, class_category, crew = arms
    there = np.zeros(rows.shape[0], np.uint8)
    last = 0
    for unit in units:  # unit by unit, for its runs lie side by side in memory
        first = last
        while first < entry_unit.shape[0] and entry_unit[first] < unit:
            first += 1
        last = first
        while last < entry_unit.shape[0] and entry_unit[last] == unit:
            last += 1
        for i in range(rows.shape[0]):
            row = np.uint32(rows[i])  # unsigned: see `muster`
            if status[row, unit] != _FIELD or unit_place[row, unit] != place:
                continue
            left = int(men[row, unit, _PRESENT])
            for entry in range(first, last):
                number = int(weapons[row, entry, _READY])
                kind = entry_class[entry]
                left = max(0, left - int(crew[row if crew.shape[0] > 1 else 0, kind] * number))
                if class_category[kind] >= 0 and number > 0:
                    there[i] |= 1 << class_category[kind]
            if left > 0:
                there[i] |= 1
    return there


@njit(cache=True)
def aim(
    rows: np.ndarray,
    numbers: np.ndarray,
    classes: np.ndarray,
    targets: np.ndarray,
    effect: np.ndarray,
    priority: np.ndarray,
    suppression: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """The power of fire on each category (k, C), and its suppression (k,).

    Each weapon is aimed at the first category of its list that is there. `numbers` (E, k) are
    weapons or sorties of some `classes`, (E,), `targets` (k,) as of `offered`. By weapon class,
    `effect` (n or 1, classes, C) are the losses that one inflicts, `suppression` (n or 1, classes)
    what it suppresses, `priority` (classes, C) the categories in order of preference, -1 for none.
    """
    power = np.zeros((_CATEGORIES, rows.shape[0]))
    shock = np.zeros(rows.shape[0])
    for e in range(classes.shape[0]):
        kind = classes[e]
        for i in range(rows.shape[0]):
            number = numbers[e, i]
            if number <= 0:
                continue
            row = rows[i]
            shock[i] += number * suppression[row if suppression.shape[0] > 1 else 0, kind]
            for rank in range(priority.shape[1]):
                category = priority[kind, rank]
                if category >= 0 and targets[i] >> category & 1:
                    loss = effect[row if effect.shape[0] > 1 else 0, kind, category]
                    power[category, i] += number * loss
                    break
    return power.T, shock
