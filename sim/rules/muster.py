"""From state to an engagement: who is there, what he can fire and how exposed he is."""

from typing import Any

import numpy as np

from sim.kernel import njit
from sim.rules.modifiers import (
    DISORDER_HOURS,
    SUPPRESSION_HOURS,
    afloat_factors,
    faded,
    fading,
    place_factors,
    rifle_fire,
    unit_factors,
)
from sim.world.state import Fate, Status, Wear

_PRESENT = int(Fate.PRESENT)
_READY = int(Wear.PRESENT)
_FIELD = Status.FIELD
_EN_ROUTE = Status.EN_ROUTE

Tables = tuple[Any, ...]
"""Arrays and numbers that belong together."""


@njit(cache=True)
def muster(
    rows: np.ndarray,
    place: int,
    companies: tuple[Tables, Tables],
    present: Tables,
    condition: Tables,
    arsenal: Tables,
    site: Tables,
    hour: Tables,
    modifiers: np.ndarray,
    pooled: bool,
) -> tuple[Tables, Tables]:
    """Both sides at a place as a combat model sees them.

    Returns for each side men (k, U), weapons (k, W), fire (k, U, C), or (k, 1, C) if it is `pooled`
    for all units, and exposure (k, U), all modifiers included. Men who fight under armour are not
    among the men. `companies` are as of `Company.tables`, `present` as of `State.presence`.
    `condition` has shape (n, U) each: men at the start and afloat, suppression and the turns of
    suppression and disorder. `arsenal` is fire (n or 1, classes, C), priority (classes, C), armed
    share and quality, both (n or 1, U). `site` is terrain, works (n or 1,), the end of surprise
    (n,), luck (n, 2) and frontage (n,); `hour` the turn, its hours, whether it is night, what fog
    leaves (k or 1,) and the attacker.
    """
    # unsigned, so that numba need not ask of each whether it counts from the end: a fifth faster
    runs = rows.astype(np.uint32)
    categories = arsenal[0].shape[2]
    turn, hours = hour[0], hour[1]
    faded_by = (
        fading(modifiers, SUPPRESSION_HOURS, hours, turn),
        fading(modifiers, DISORDER_HOURS, hours, turn),
    )
    first = _sheets(len(runs), companies[0], categories, pooled)
    second = _sheets(len(runs), companies[1], categories, pooled)
    sheets = first, second
    seen = np.zeros((2, len(runs), categories), np.bool_)
    for side in range(2):
        men, weapons, _, _ = sheets[side]
        _count(runs, place, companies[side], present, men, weapons, seen[side])
    for side in range(2):
        _aim(
            runs,
            companies[side],
            sheets[side],
            seen[1 - side],
            _circumstances(runs, side, sheets[side][0], site, hour, modifiers),
            (present[2], *condition),
            arsenal,
            (turn, hours),
            faded_by,
            modifiers,
        )
    return first, second


@njit(cache=True)
def _sheets(runs: int, company: Tables, categories: int, pooled: bool) -> Tables:
    """Empty arrays of men, weapons, fire and exposure of one side."""
    units, weapons = company[0].shape[0], company[1].shape[0]
    return (
        np.zeros((runs, units), np.int64),
        np.zeros((runs, weapons), np.int64),
        np.zeros((runs, 1 if pooled else units, categories)),
        np.empty((runs, units)),
    )


@njit(cache=True)
def _count(
    rows: np.ndarray,
    place: int,
    company: Tables,
    present: Tables,
    men: np.ndarray,
    weapons: np.ndarray,
    seen: np.ndarray,
) -> None:
    """Fill in men (k, U), weapons (k, W) and which target categories are there (k, C), all zero."""
    units, entries, local, _, category, crew = company
    status, unit_place, fates, wear = present
    w = 0
    for u in range(units.shape[0]):  # unit by unit, for its runs lie side by side in memory
        unit = units[u]
        for i in range(rows.shape[0]):
            row = rows[i]
            if status[row, unit] == _FIELD and unit_place[row, unit] == place:
                men[i, u] = fates[row, unit, _PRESENT]
        while w < entries.shape[0] and local[w] == u:
            for i in range(rows.shape[0]):
                row = rows[i]
                if status[row, unit] != _FIELD or unit_place[row, unit] != place:
                    continue
                number = int(wear[row, entries[w], _READY])
                weapons[i, w] = number
                mounted = int(crew[row if crew.shape[0] > 1 else 0, w] * number)
                men[i, u] = max(0, men[i, u] - mounted)
                if category[w] >= 0 and number > 0:
                    seen[i, category[w]] = True
            w += 1
        for i in range(rows.shape[0]):
            seen[i, 0] |= men[i, u] > 0


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
    for unit in units:  # unit by unit, for its runs lie side by side in memory
        for i in range(rows.shape[0]):
            row = rows[i]
            if status[row, unit] == _FIELD and unit_place[row, unit] == place:
                total[i] += men[row, unit, _PRESENT]
    return total


@njit(cache=True)
def by_attacker(rows: np.ndarray, control: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Those runs in which the first and in which the second side attacks a place.

    It is attacked by the side that does not hold it, `control` (n,); the first, if nobody does.
    """
    first, second = np.empty_like(rows), np.empty_like(rows)
    of_first = of_second = 0
    for row in rows:
        if control[row] != 0:
            first[of_first] = row
            of_first += 1
        else:
            second[of_second] = row
            of_second += 1
    return first[:of_first], second[:of_second]


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
def _aim(
    rows: np.ndarray,
    company: Tables,
    sheets: Tables,
    enemy_seen: np.ndarray,
    circumstances: tuple[np.ndarray, np.ndarray],
    condition: Tables,
    arsenal: Tables,
    now: tuple[int, float],
    faded_by: tuple[np.ndarray, np.ndarray],
    modifiers: np.ndarray,
) -> None:
    """Fill in the fire and the exposure of one side in some runs."""
    units, _, local, classes, category, _ = company
    there, arms, out_fire, out_exposure = sheets
    scale, shelter = circumstances
    men, initial, afloat, suppression, suppressed_at, disordered_at = condition
    class_fire, priority, armed, quality = arsenal
    turn, hours = now
    suppression_left, disorder_left = faded_by
    shared = modifiers.shape[0] == 1
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
                level = suppression[row, unit]
                if level > 0.0:
                    age = turn - suppressed_at[row, unit]
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
                if enemy_seen[i, 0]:
                    bearers = there[i, u] * armed[row if armed.shape[0] > 1 else 0, unit]
                    out_fire[i, shooter, 0] += fire * bearers * rifle_fire(m)
            factor[i] = fire
            out_exposure[i, u] = exposure
        while w < local.shape[0] and local[w] == u:
            kind = classes[w]
            for i in range(rows.shape[0]):
                if arms[i, w] > 0:
                    row = rows[i]
                    own = factor[i] * arms[i, w]
                    if category[w] < 0:
                        own *= _crews(men[row, unit, _PRESENT], initial[row, unit])
                    target = _first_present(priority, kind, enemy_seen, i)
                    if target >= 0:
                        effect = class_fire[row if class_fire.shape[0] > 1 else 0, kind, target]
                        out_fire[i, shooter, target] += own * effect
            w += 1


@njit(cache=True)
def _circumstances(
    rows: np.ndarray,
    side: int,
    there: np.ndarray,
    site: Tables,
    hour: Tables,
    modifiers: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """What the place, the hour and the luck of the day make of fire and exposure, each (k,)."""
    terrain, fortification, surprised_until, luck, frontage = site
    turn, _, night, clear, attacker = hour
    attacks = side == attacker
    fire, exposure = np.empty(rows.shape[0]), np.empty(rows.shape[0])
    shared = modifiers.shape[0] == 1 and fortification.shape[0] == 1
    m, works = modifiers[0], fortification[0]
    calm = place_factors(m, terrain, works, attacks, night, False)
    caught = place_factors(m, terrain, works, attacks, night, True)
    for i in range(rows.shape[0]):
        row = rows[i]
        surprised = surprised_until[row] > turn
        factors = caught if surprised else calm
        if not shared:
            m = modifiers[row if modifiers.shape[0] > 1 else 0]
            works = fortification[row if fortification.shape[0] > 1 else 0]
            factors = place_factors(m, terrain, works, attacks, night, surprised)
        own_luck = luck[row, side] * clear[i if clear.shape[0] > 1 else 0]
        fire[i] = factors[0] * own_luck * _crowding(there, i, frontage[row])
        exposure[i] = factors[1]
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
