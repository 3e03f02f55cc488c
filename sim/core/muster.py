"""From state to an engagement: who is there, what he can fire and how exposed he is."""

from typing import Any

import numpy as np

from sim.combat.modifiers import (
    DISORDER_HOURS,
    SUPPRESSION_HOURS,
    afloat_factors,
    faded,
    fading,
    place_factors,
    rifle_fire,
    unit_factors,
)
from sim.core.state import Fate, Status, Wear
from sim.kernel import njit

_PRESENT = int(Fate.PRESENT)
_READY = int(Wear.PRESENT)
_FIELD = Status.FIELD
_EN_ROUTE = Status.EN_ROUTE


@njit(cache=True)
def census(
    rows: np.ndarray,
    place: int,
    units: np.ndarray,
    entries: np.ndarray,
    status: np.ndarray,
    unit_place: np.ndarray,
    men: np.ndarray,
    weapons: np.ndarray,
    entry_unit: np.ndarray,
    crew: np.ndarray,
    category: np.ndarray,
    categories: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Men (k, U), weapons (k, W) and which target categories are there (k, C).

    Men who fight under armour are not among the men: `crew` (n or 1, W) are those of each vehicle.
    """
    k = rows.shape[0]
    there = np.zeros((k, units.shape[0]), np.int64)
    arms = np.zeros((k, entries.shape[0]), np.int64)
    present = np.zeros((k, categories), np.bool_)
    last = 0
    for u in range(units.shape[0]):
        unit, first = units[u], last
        while last < entries.shape[0] and entry_unit[entries[last]] == unit:
            last += 1
        for i in range(k):
            row = rows[i]
            if status[row, unit] != _FIELD or unit_place[row, unit] != place:
                continue
            left = int(men[row, unit, _PRESENT])
            for w in range(first, last):
                number = int(weapons[row, entries[w], _READY])
                arms[i, w] = number
                left = max(0, left - int(crew[row if crew.shape[0] > 1 else 0, w] * number))
                if category[w] >= 0 and number > 0:
                    present[i, category[w]] = True
            there[i, u] = left
            present[i, 0] |= left > 0
    return there, arms, present


@njit(cache=True)
def of_units(table: np.ndarray, rows: np.ndarray, units: np.ndarray) -> np.ndarray:
    """What a table (n, U) holds of some runs and units, shape (len(rows), len(units))."""
    part = np.empty((rows.shape[0], units.shape[0]), table.dtype)
    for u in range(units.shape[0]):
        for i in range(rows.shape[0]):
            part[i, u] = table[rows[i], units[u]]
    return part


@njit(cache=True)
def strength(
    rows: np.ndarray,
    place: int,
    units: np.ndarray,
    status: np.ndarray,
    unit_place: np.ndarray,
    men: np.ndarray,
) -> np.ndarray:
    """Men of some units at a place, shape (k,)."""
    total = np.zeros(rows.shape[0], np.int64)
    for i in range(rows.shape[0]):
        row = rows[i]
        for unit in units:
            if status[row, unit] == _FIELD and unit_place[row, unit] == place:
                total[i] += men[row, unit, _PRESENT]
    return total


@njit(cache=True)
def fought_over(contested: np.ndarray, truce: np.ndarray, ended: np.ndarray) -> np.ndarray:
    """The runs in which there is fighting at a place; arguments have shape (n,) bool."""
    rows = np.empty(contested.shape[0], np.int64)
    found = 0
    for row in range(contested.shape[0]):
        if contested[row] and not truce[row] and not ended[row]:
            rows[found] = row
            found += 1
    return rows[:found]


@njit(cache=True)
def any_category(present: np.ndarray) -> np.ndarray:
    """Whether there is a target of any category, shape (k,); `present` (k, C) as of `census`."""
    some = np.zeros(present.shape[0], np.bool_)
    for i in range(present.shape[0]):
        for category in range(present.shape[1]):
            some[i] |= present[i, category]
    return some


@njit(cache=True)
def bound_for(
    rows: np.ndarray,
    place: int,
    units: np.ndarray,
    status: np.ndarray,
    unit_place: np.ndarray,
    men: np.ndarray,
) -> np.ndarray:
    """Whether men of some units are in the field at a place or on their way to it, shape (k,)."""
    bound = np.zeros(rows.shape[0], np.bool_)
    for i in range(rows.shape[0]):
        row = rows[i]
        for unit in units:
            if unit_place[row, unit] == place and men[row, unit, _PRESENT] > 0:
                bound[i] |= status[row, unit] == _FIELD or status[row, unit] == _EN_ROUTE
    return bound


@njit(cache=True)
def firepower(
    rows: np.ndarray,
    units: np.ndarray,
    entry_local: np.ndarray,
    entry_class: np.ndarray,
    category: np.ndarray,
    there: np.ndarray,
    arms: np.ndarray,
    enemy_present: np.ndarray,
    conditions: tuple[Any, ...],
    arsenal: tuple[Any, ...],
    place_state: tuple[Any, ...],
    modifiers: np.ndarray,
    out_fire: np.ndarray,
    out_exposure: np.ndarray,
) -> None:
    """Fire (k, U, C), or (k, 1, C) of all units together, and exposure (k, U) of one side.

    All modifiers are included; fire is added to what `out_fire` holds.
    """
    men, initial, afloat, suppression, suppressed_at, disordered_at = conditions
    class_fire, priority, armed, quality = arsenal
    turn, hours = place_state[2], place_state[3]
    suppression_left = fading(modifiers, SUPPRESSION_HOURS, hours, turn)
    disorder_left = fading(modifiers, DISORDER_HOURS, hours, turn)
    shared = modifiers.shape[0] == 1
    scale, shelter = _circumstances(rows, there, place_state, modifiers)
    factor = np.empty(rows.shape[0])
    m = modifiers[0]
    w = 0
    for u in range(units.shape[0]):  # unit by unit, for its runs lie side by side in memory
        unit = units[u]
        shooter = u if out_fire.shape[1] > 1 else 0
        for i in range(rows.shape[0]):
            row = rows[i]
            if modifiers.shape[0] > 1:
                m = modifiers[row]
            fire = scale[i] * quality[row if quality.shape[0] > 1 else 0, unit]
            exposure = shelter[i]
            if there[i, u] > 0:
                level, age = suppression[row, unit], turn - suppressed_at[row, unit]
                if level > 0.0:
                    level *= (
                        suppression_left[age]
                        if shared
                        else faded(age * hours, m[SUPPRESSION_HOURS])
                    )
                age = turn - disordered_at[row, unit]
                disorder = (
                    disorder_left[min(age, turn + 1)]
                    if shared
                    else faded(age * hours, m[DISORDER_HOURS])
                )
                own_fire, own_exposure = unit_factors(m, level, disorder)
                own_fire, own_exposure = _aboard(
                    m, own_fire, own_exposure, afloat[row, unit], there[i, u]
                )
                fire *= own_fire
                exposure *= own_exposure
                if enemy_present[i, 0]:
                    bearers = there[i, u] * armed[row if armed.shape[0] > 1 else 0, unit]
                    out_fire[i, shooter, 0] += fire * bearers * rifle_fire(m)
            factor[i] = fire
            out_exposure[i, u] = exposure
        while w < entry_local.shape[0] and entry_local[w] == u:
            kind = entry_class[w]
            for i in range(rows.shape[0]):
                if arms[i, w] > 0:
                    row = rows[i]
                    own = factor[i] * arms[i, w]
                    if category[w] < 0:
                        own *= _crews(men[row, unit, _PRESENT], initial[row, unit])
                    target = _first_present(priority, kind, enemy_present, i)
                    if target >= 0:
                        effect = class_fire[row if class_fire.shape[0] > 1 else 0, kind, target]
                        out_fire[i, shooter, target] += own * effect
            w += 1


@njit(cache=True)
def _circumstances(
    rows: np.ndarray, there: np.ndarray, place_state: tuple[Any, ...], modifiers: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What the place, the hour and the luck of the day make of fire and exposure, each (k,)."""
    attacker, night, turn, _, terrain, fortification, surprised_until, frailty, frontage = (
        place_state
    )
    fire, exposure = np.empty(rows.shape[0]), np.empty(rows.shape[0])
    m = modifiers[0]
    for i in range(rows.shape[0]):
        row = rows[i]
        if modifiers.shape[0] > 1:
            m = modifiers[row]
        works = fortification[row if fortification.shape[0] > 1 else 0]
        surprised = surprised_until[row] > turn
        side_fire, exposure[i] = place_factors(m, terrain, works, attacker, night, surprised)
        fire[i] = side_fire * frailty[row] * _crowding(there, i, frontage[row])
    return fire, exposure


@njit(cache=True, inline="always")
def _crowding(there: np.ndarray, i: int, frontage: float) -> float:
    """Share of the men who find room to fight."""
    if frontage == np.inf:
        return 1.0
    total = 0
    for u in range(there.shape[1]):
        total += there[i, u]
    return min(1.0, frontage / total) if total > 0 else 1.0


@njit(cache=True, inline="always")
def _aboard(
    m: np.ndarray, fire: float, exposure: float, afloat: int, present: float
) -> tuple[float, float]:
    """Factors of a unit of which some men are still in their craft."""
    if afloat <= 0:
        return fire, exposure
    share = min(1.0, afloat / present)
    sea_fire, sea_exposure = afloat_factors(m)
    return fire * (1.0 - share + share * sea_fire), exposure * (1.0 - share + share * sea_exposure)


@njit(cache=True, inline="always")
def _crews(men: int, initial: int) -> float:
    """Share of the initial men who are left to serve the weapons."""
    return men / initial if initial > 0 else 1.0


@njit(cache=True, inline="always")
def _first_present(priority: np.ndarray, kind: int, enemy_present: np.ndarray, i: int) -> int:
    """The first category of a weapon's list that the enemy has, -1 for none."""
    for rank in range(priority.shape[1]):
        category = priority[kind, rank]
        if category >= 0 and enemy_present[i, category]:
            return int(category)
    return -1
