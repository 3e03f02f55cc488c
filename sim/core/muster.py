"""From state to an engagement: who is there, what he can fire and how exposed he is."""

from typing import Any

import numpy as np

from sim.combat.modifiers import afloat_factors, place_factors, rifle_fire, unit_factors
from sim.core.state import Fate, Status, Wear
from sim.kernel import njit

_PRESENT = int(Fate.PRESENT)
_READY = int(Wear.PRESENT)
_FIELD = int(Status.FIELD)
_ROUTED = int(Status.ROUTED)


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
    entry_local: np.ndarray,
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
    for i in range(k):
        row = rows[i]
        for u in range(units.shape[0]):
            unit = units[u]
            if status[row, unit] == _FIELD and unit_place[row, unit] == place:
                there[i, u] = men[row, unit, _PRESENT]
        for w in range(entries.shape[0]):
            unit = entry_unit[entries[w]]
            if status[row, unit] == _FIELD and unit_place[row, unit] == place:
                arms[i, w] = weapons[row, entries[w], _READY]
                mounted = int(crew[row if crew.shape[0] > 1 else 0, w] * arms[i, w])
                there[i, entry_local[w]] = max(0, there[i, entry_local[w]] - mounted)
                if category[w] >= 0 and arms[i, w] > 0:
                    present[i, category[w]] = True
        for u in range(units.shape[0]):
            present[i, 0] |= there[i, u] > 0
    return there, arms, present


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
def none_left(
    rows: np.ndarray, units: np.ndarray, status: np.ndarray, men: np.ndarray
) -> np.ndarray:
    """Whether no man of some units is left who has neither fled nor surrendered, shape (k,)."""
    none = np.ones(rows.shape[0], np.bool_)
    for i in range(rows.shape[0]):
        row = rows[i]
        for unit in units:
            if status[row, unit] < _ROUTED and men[row, unit, _PRESENT] > 0:
                none[i] = False
                break
    return none


@njit(cache=True)
def broken(
    rows: np.ndarray,
    own: np.ndarray,
    enemy: np.ndarray,
    lost: np.ndarray,
    limits: np.ndarray,
    weights: np.ndarray,
) -> np.ndarray:
    """Whether a side breaks: its losses exceed its break point times a power of the force ratio."""
    breaks = np.zeros(rows.shape[0], np.bool_)
    for i in range(rows.shape[0]):
        if own[i] > 0 and enemy[i] > 0:
            limit = limits[rows[i]]
            share = lost[rows[i]] / (lost[rows[i]] + own[i])
            # most sides are far from breaking, whatever the ratio
            breaks[i] = share > 0.0 and share > limit * (own[i] / enemy[i]) ** weights[i]
    return breaks


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
    """Fire (k, U, C) and exposure (k, U) of one side under all modifiers."""
    men, initial, afloat, suppression, suppressed_at, disordered_at = conditions
    class_fire, priority, armed, quality = arsenal
    attacker, night, turn, hours, terrain, fortification, surprised_until, frailty, frontage = (
        place_state
    )
    factor = np.empty(units.shape[0])
    for i in range(rows.shape[0]):
        row = rows[i]
        m = modifiers[row if modifiers.shape[0] > 1 else 0]
        fort = fortification[row if fortification.shape[0] > 1 else 0]
        side_fire, side_exposure = place_factors(
            m, terrain, fort, attacker, night, surprised_until[row] > turn
        )
        scale = side_fire * frailty[row] * _crowding(there, i, frontage[row])
        table = class_fire[row if class_fire.shape[0] > 1 else 0]
        for u in range(units.shape[0]):
            unit = units[u]
            fire = scale * quality[row if quality.shape[0] > 1 else 0, unit]
            out_exposure[i, u] = side_exposure
            out_fire[i, u] = 0.0
            if there[i, u] > 0:
                own_fire, own_exposure = unit_factors(
                    m, suppression[row, unit], (turn - suppressed_at[row, unit]) * hours,
                    (turn - disordered_at[row, unit]) * hours,
                )  # fmt: skip
                own_fire, own_exposure = _aboard(
                    m, own_fire, own_exposure, afloat[row, unit], there[i, u]
                )
                fire *= own_fire
                out_exposure[i, u] *= own_exposure
                if enemy_present[i, 0]:
                    bearers = there[i, u] * armed[row if armed.shape[0] > 1 else 0, unit]
                    out_fire[i, u, 0] = fire * bearers * rifle_fire(m)
            factor[u] = fire
        for w in range(entry_local.shape[0]):
            if arms[i, w] > 0:
                u = entry_local[w]
                own = factor[u] * arms[i, w]
                if category[w] < 0:
                    own *= _crews(men[row, units[u], _PRESENT], initial[row, units[u]])
                kind = entry_class[w]
                _aim(own, table[kind], priority[kind], enemy_present[i], out_fire[i, u])


@njit(cache=True, inline="always")
def _crowding(there: np.ndarray, i: int, frontage: float) -> float:
    """Share of the men who find room to fight."""
    total = there[i].sum()
    return min(1.0, frontage / total) if total > 0 else 1.0


@njit(cache=True, inline="always")
def _aboard(
    m: np.ndarray, fire: float, exposure: float, afloat: int, present: float
) -> tuple[float, float]:
    """Factors of a unit of which some men are still in their craft."""
    share = min(1.0, afloat / present)
    if share <= 0.0:
        return fire, exposure
    sea_fire, sea_exposure = afloat_factors(m)
    return fire * (1.0 - share + share * sea_fire), exposure * (1.0 - share + share * sea_exposure)


@njit(cache=True, inline="always")
def _crews(men: int, initial: int) -> float:
    """Share of the initial men who are left to serve the weapons."""
    return men / initial if initial > 0 else 1.0


@njit(cache=True, inline="always")
def _aim(
    fire: float,
    table: np.ndarray,
    priority: np.ndarray,
    enemy_present: np.ndarray,
    out_fire: np.ndarray,
) -> None:
    """A weapon fires at the first category of its list that the enemy has."""
    for rank in range(priority.shape[0]):
        category = priority[rank]
        if category >= 0 and enemy_present[category]:
            out_fire[category] += fire * table[category]
            break
