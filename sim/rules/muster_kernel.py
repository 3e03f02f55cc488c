"""Kernels of the muster: who is there, what he can fire and how exposed he is."""

from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.rules.contact_share import in_contact
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
from sim.rules.muster_sheets import Arms, Condition, Custom, Hour, Sheets, Site, Tables
from sim.scenario.vocabulary import PERSONNEL
from sim.world.state import Fate, Status, Wear, Whereabouts

_PRESENT = int(Fate.PRESENT)
_READY = int(Wear.PRESENT)
_FIELD = Status.FIELD


class _Fading(NamedTuple):
    """What is left of a level by its age in turns."""

    suppression: np.ndarray
    disorder: np.ndarray


@njit(cache=True)
def muster(
    rows: np.ndarray,
    tables: tuple[Tables, Tables],
    where: Whereabouts,
    condition: Condition,
    arms: Arms,
    site: Site,
    hour: Hour,
    custom: Custom,
) -> tuple[Sheets, Sheets]:
    """Both sides at a place as a combat model sees them, all modifiers included.

    Men who fight under armour are not among the men.
    """
    # unsigned, so that numba need not ask of each whether it counts from the end: a fifth faster
    runs = rows.astype(np.uint32)
    categories = arms.fire.shape[2]
    faded_by = _Fading(
        fading(custom.modifiers, SUPPRESSION_HOURS, hour.hours, hour.turn),
        fading(custom.modifiers, DISORDER_HOURS, hour.hours, hour.turn, 0.5),
    )
    first = _sheets(len(runs), tables[0], categories, custom.pooled)
    second = _sheets(len(runs), tables[1], categories, custom.pooled)
    sheets = first, second
    seen = np.zeros((2, len(runs), categories), np.bool_)
    for side in range(2):
        _count(runs, site.place, tables[side], where, sheets[side], seen[side])
    for side in range(2):
        _aim(
            runs,
            tables[side],
            sheets[side],
            _Situation(
                seen[1 - side],
                _circumstances(runs, side, (first.men, second.men), site, hour, custom),
                hour.turn,
                hour.hours,
                faded_by,
            ),
            where.men,
            condition,
            arms,
            custom.modifiers,
        )
    return first, second


class _Circumstances(NamedTuple):
    """What the place, the hour and the luck of the day make of fire and exposure, (k,) each."""

    fire: np.ndarray
    exposure: np.ndarray


class _Situation(NamedTuple):
    """What one side faces."""

    enemy_seen: np.ndarray
    """(k, C) bool: which categories the enemy has."""
    circumstances: _Circumstances
    turn: int
    hours: float
    faded_by: _Fading


@njit(cache=True)
def _sheets(runs: int, tables: Tables, categories: int, pooled: bool) -> Sheets:
    """Empty sheets of one side."""
    units, weapons = tables.units.shape[0], tables.entries.shape[0]
    return Sheets(
        np.zeros((runs, units), np.int64),
        np.zeros((runs, weapons), np.int64),
        np.zeros((runs, 1 if pooled else units, categories)),
        np.empty((runs, units)),
    )


@njit(cache=True)
def _count(
    rows: np.ndarray,
    place: int,
    tables: Tables,
    where: Whereabouts,
    sheets: Sheets,
    seen: np.ndarray,
) -> None:
    """Fill in men, weapons and which target categories are there (k, C), all zero."""
    units, entries, local, category, crew = (
        tables.units,
        tables.entries,
        tables.local,
        tables.category,
        tables.crew,
    )
    status, unit_place, fates, wear = where.status, where.place, where.men, where.weapons
    men, weapons = sheets.men, sheets.weapons
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
            seen[i, PERSONNEL] |= men[i, u] > 0


@njit(cache=True)
def of_units(table: np.ndarray, rows: np.ndarray, units: np.ndarray) -> np.ndarray:
    """What a table (n, U) holds of some runs and units, shape (len(rows), len(units))."""
    part = np.empty((rows.shape[0], units.shape[0]), table.dtype)
    for u in range(units.shape[0]):
        for i in range(rows.shape[0]):
            part[i, u] = table[rows[i], units[u]]
    return part


@njit(cache=True)
def _aim(
    rows: np.ndarray,
    tables: Tables,
    sheets: Sheets,
    faced: _Situation,
    men: np.ndarray,
    condition: Condition,
    arms: Arms,
    modifiers: np.ndarray,
) -> None:
    """Fill in the fire and the exposure of one side in some runs."""
    units, local, classes, category = tables.units, tables.local, tables.classes, tables.category
    weapons, out_fire = sheets.weapons, sheets.fire
    factor = np.empty(rows.shape[0])
    w = 0
    for u in range(units.shape[0]):  # unit by unit, for its runs lie side by side in memory
        unit = units[u]
        shooter = u if out_fire.shape[1] > 1 else 0
        _fire_of_men(rows, (u, unit), sheets, faced, condition, arms, modifiers, factor)
        while w < local.shape[0] and local[w] == u:
            kind = classes[w]
            for i in range(rows.shape[0]):
                if weapons[i, w] > 0:
                    row = rows[i]
                    own = factor[i] * weapons[i, w]
                    if category[w] < 0:
                        own *= _crews(men[row, unit, _PRESENT], condition.initial[row, unit])
                    target = _first_present(arms.priority, kind, faced.enemy_seen, i)
                    if target >= 0:
                        effect = arms.fire[row if arms.fire.shape[0] > 1 else 0, kind, target]
                        out_fire[i, shooter, target] += own * effect
            w += 1


@njit(cache=True)
def _fire_of_men(
    rows: np.ndarray,
    who: tuple[int, int],
    sheets: Sheets,
    faced: _Situation,
    condition: Condition,
    arms: Arms,
    modifiers: np.ndarray,
    factor: np.ndarray,
) -> None:
    """Fill in the exposure of a unit, the fire of its men and the `factor` of its weapons, (k,).

    `who` is its position among those at the place and among all.
    """
    u, unit = who
    there, out_fire, out_exposure = sheets.men, sheets.fire, sheets.exposure
    shooter = u if out_fire.shape[1] > 1 else 0
    shared = modifiers.shape[0] == 1
    armed, quality, turn, hours = arms.armed, arms.quality, faced.turn, faced.hours
    m = modifiers[0]
    for i in range(rows.shape[0]):
        row = rows[i]
        if modifiers.shape[0] > 1:
            m = modifiers[row]
        fire = faced.circumstances.fire[i] * quality[row if quality.shape[0] > 1 else 0, unit]
        exposure = faced.circumstances.exposure[i]
        if there[i, u] > 0:
            level = condition.suppression[row, unit]
            if level > 0.0:
                age = turn - condition.suppressed_at[row, unit]
                if age == 0:  # on the average of the turn, in which it came about
                    level = 0.5 * (level + condition.suppressed_before[row, unit])
                else:
                    level *= (
                        faced.faded_by.suppression[age]
                        if shared
                        else faded(age * hours, m[SUPPRESSION_HOURS])
                    )
            age = turn - condition.disorganised_at[row, unit]
            disorder = (
                faced.faded_by.disorder[min(age, turn + 1)]
                if shared
                else faded((age + 0.5) * hours, m[DISORDER_HOURS])
            )
            own_fire, own_exposure = unit_factors(m, level, disorder)
            own_fire, own_exposure = _aboard(
                m, own_fire, own_exposure, condition.afloat[row, unit], there[i, u]
            )
            fire *= own_fire
            exposure *= own_exposure
            if faced.enemy_seen[i, PERSONNEL]:
                bearers = there[i, u] * armed[row if armed.shape[0] > 1 else 0, unit]
                out_fire[i, shooter, PERSONNEL] += fire * bearers * rifle_fire(m)
        factor[i] = fire
        out_exposure[i, u] = exposure


@njit(cache=True)
def _circumstances(
    rows: np.ndarray,
    side: int,
    men: tuple[np.ndarray, np.ndarray],
    site: Site,
    hour: Hour,
    custom: Custom,
) -> _Circumstances:
    terrain, works, surprised_until = site.terrain, site.works, site.surprised_until
    turn, night, clear = hour.turn, hour.night, hour.clear
    modifiers, depth = custom.modifiers, custom.depth
    attacks = side == hour.attacker
    fire, exposure = np.empty(rows.shape[0]), np.empty(rows.shape[0])
    shared = modifiers.shape[0] == 1 and works.shape[0] == 1
    m, strength = modifiers[0], works[0]
    calm = place_factors(m, terrain, strength, attacks, night, False)
    caught = place_factors(m, terrain, strength, attacks, night, True)
    for i in range(rows.shape[0]):
        row = rows[i]
        surprised = surprised_until[row] > turn
        factors = caught if surprised else calm
        if not shared:
            m = modifiers[row if modifiers.shape[0] > 1 else 0]
            strength = works[row if works.shape[0] > 1 else 0]
            factors = place_factors(m, terrain, strength, attacks, night, surprised)
        own, enemies = _headcount(men[side], i), _headcount(men[1 - side], i)
        reach = _crowding(own, site.frontage[row]) * in_contact(depth, row, own + enemies)
        own_luck = site.luck[row, side] * clear[i if clear.shape[0] > 1 else 0]
        fire[i] = factors[0] * own_luck * reach
        exposure[i] = factors[1]
    return _Circumstances(fire, exposure)


@njit(cache=True, inline="always")
def _headcount(there: np.ndarray, i: int) -> int:
    total = 0
    for u in range(there.shape[1]):
        total += there[i, u]
    return total


@njit(cache=True, inline="always")
def _crowding(men: int, frontage: float) -> float:
    """Share of the men who find room to fight."""
    return min(1.0, frontage / men) if men > 0 else 1.0


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
