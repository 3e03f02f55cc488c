"""Kernels of the muster: who is there, what he can fire and how exposed he is."""

from typing import NamedTuple

import numpy as np

from sim.combat.fronts import Fronts
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
from sim.rules.muster_sheets import Arms, Attacks, Condition, Custom, Hour, Roll, Sites
from sim.rules.presence import Opponents
from sim.scenario.vocabulary import PERSONNEL
from sim.world.state import Fate, Status, Wear

_PRESENT = int(Fate.PRESENT)
_READY = int(Wear.PRESENT)
_FIELD = Status.FIELD


class _Fading(NamedTuple):
    """What is left of a level by its age in turns."""

    suppression: np.ndarray
    disorder: np.ndarray


class _Side(NamedTuple):
    """One side of a front, and where its runs are among all pairs."""

    front: int
    side: int
    place: int
    begin: int
    end: int
    rows: np.ndarray
    """(k,) unsigned, so that numba need not ask of each whether it counts from the end."""


class _Faced(NamedTuple):
    """What one side of a front faces; what the place, the hour and the luck of the day make of it.

    Its columns are (k,).
    """

    seen: np.ndarray
    """(C, k) bool: which categories the enemy has."""
    fire: np.ndarray
    exposure: np.ndarray
    turn: int
    hours: float
    faded_by: _Fading


@njit(cache=True)
def muster(
    attacks: Attacks,
    opponents: Opponents,
    roll: Roll,
    condition: Condition,
    arms: Arms,
    sites: Sites,
    hour: Hour,
    custom: Custom,
) -> Fronts:
    """All fronts as a combat model sees them, all modifiers included.

    Men who fight under armour are not among the men.
    """
    categories = arms.fire.shape[2]
    faded_by = _Fading(
        fading(custom.modifiers, SUPPRESSION_HOURS, hour.hours, hour.turn),
        fading(custom.modifiers, DISORDER_HOURS, hour.hours, hour.turn, 0.5),
    )
    fronts = _fronts(attacks, opponents, roll, hour, (categories, custom.pooled))
    for f in range(len(attacks.places)):
        place, begin, end = attacks.places[f], attacks.ends[f], attacks.ends[f + 1]
        rows = attacks.rows[begin:end].astype(np.uint32)
        seen = np.zeros((2, categories, end - begin), np.bool_)
        sides = (
            _Side(f, 0, place, begin, end, rows),
            _Side(f, 1, place, begin, end, rows),
        )
        for side in sides:
            _enter(side, fronts, opponents, roll)
            _count(side, fronts, opponents, roll, seen[side.side])
        for i in range(rows.shape[0]):
            fronts.lasted[begin + i] = hour.turn - sites.engaged_since[rows[i], place]
        for side in sides:
            fire, exposure = _circumstances(side, fronts, sites, hour, custom)
            enemy = seen[1 - side.side]
            faced = _Faced(enemy, fire, exposure, hour.turn, hour.hours, faded_by)
            _aim(side, faced, fronts, opponents, roll, condition, arms, custom.modifiers)
    return fronts


@njit(cache=True)
def _fronts(
    attacks: Attacks, opponents: Opponents, roll: Roll, hour: Hour, fire: tuple[int, bool]
) -> Fronts:
    """Fronts that are still to be filled in; `fire` is of so many categories, and pooled."""
    pairs, number = len(attacks.rows), len(attacks.places)
    units, entries = np.zeros((number, 2), np.int64), np.zeros((number, 2), np.int64)
    for f in range(number):
        for side in range(2):
            for unit in _units(opponents, attacks.places[f], side):
                units[f, side] += 1
                entries[f, side] += roll.begins[unit + 1] - roll.begins[unit]
    most, weapons = units.max(), entries.max()
    return Fronts(
        attacks.attackers,
        attacks.ends,
        attacks.rows,
        hour.runs,
        np.empty(pairs, np.int64),
        units,
        entries,
        np.empty((2, most, pairs), np.int64),
        np.empty((2, most, pairs)),
        np.empty((2, 1 if fire[1] else most, fire[0], pairs)),
        np.empty((2, weapons, pairs), np.int64),
        np.empty((number, 2, weapons), np.int64),
        np.empty((number, 2, weapons), np.int64),
        np.empty((number, 2, most), np.uint64),
        np.empty((number, 2, weapons), np.uint64),
        np.empty((2, 0, 0)),
    )


@njit(cache=True)
def carried(fronts: Fronts, places: np.ndarray, opponents: Opponents, of: np.ndarray) -> np.ndarray:
    """The parts of men, (n, U), that units at some places, (F,), carry on, (2, U, K)."""
    found = np.empty(fronts.exposure.shape)
    for f in range(places.shape[0]):
        begin, end = fronts.ends[f], fronts.ends[f + 1]
        for side in range(2):
            units = _units(opponents, places[f], side)
            for u in range(units.shape[0]):
                for k in range(begin, end):
                    found[side, u, k] = of[fronts.rows[k], units[u]]
    return found


@njit(cache=True)
def carry_on(fronts: Fronts, places: np.ndarray, opponents: Opponents, of: np.ndarray) -> None:
    """Note what became of these parts, where a unit is and not elsewhere."""
    for f in range(places.shape[0]):
        begin, end = fronts.ends[f], fronts.ends[f + 1]
        for side in range(2):
            units = _units(opponents, places[f], side)
            for u in range(units.shape[0]):
                for k in range(begin, end):
                    if fronts.men[side, u, k] > 0:
                        of[fronts.rows[k], units[u]] = fronts.fraction[side, u, k]


@njit(cache=True, inline="always")
def _units(opponents: Opponents, place: int, side: int) -> np.ndarray:
    """The units of a side that may be at a place."""
    begins = opponents.begins
    return opponents.units[begins[place, side] : begins[place, side + 1]]


@njit(cache=True)
def _enter(side: _Side, fronts: Fronts, opponents: Opponents, roll: Roll) -> None:
    """Fill in who and what one side of a front consists of."""
    units = _units(opponents, side.place, side.side)
    addresses = fronts.addresses[side.front, side.side]
    weapon_addresses = fronts.weapon_addresses[side.front, side.side]
    whose = fronts.weapon_unit[side.front, side.side]
    category = fronts.weapon_category[side.front, side.side]
    w = 0
    for u in range(units.shape[0]):
        addresses[u] = roll.addresses[side.place, units[u]]
        for entry in range(roll.begins[units[u]], roll.begins[units[u] + 1]):
            whose[w], category[w] = u, roll.category[entry]
            weapon_addresses[w] = roll.weapon_addresses[side.place, entry]
            w += 1


@njit(cache=True)
def _count(side: _Side, fronts: Fronts, opponents: Opponents, roll: Roll, seen: np.ndarray) -> None:
    """Fill in men and weapons, and which target categories are there, (C, k), all False."""
    where, units = opponents.where, _units(opponents, side.place, side.side)
    rows, status, unit_place = side.rows, where.status, where.place
    fates, wear, crew = where.men, where.weapons, roll.crew
    here = np.empty(rows.shape[0], np.bool_)
    w = 0
    for u in range(units.shape[0]):  # unit by unit, for its runs lie side by side in memory
        unit = units[u]
        men = fronts.men[side.side, u, side.begin : side.end]
        for i in range(rows.shape[0]):
            row = rows[i]
            here[i] = (status[row, unit] == _FIELD) & (unit_place[row, unit] == side.place)
            men[i] = here[i] * np.int64(fates[row, unit, _PRESENT])
        for entry in range(roll.begins[unit], roll.begins[unit + 1]):
            weapons = fronts.weapons[side.side, w, side.begin : side.end]
            category, kind = roll.category[entry], roll.classes[entry]
            for i in range(rows.shape[0]):
                row = rows[i]
                number = here[i] * np.int64(wear[row, entry, _READY])
                weapons[i] = number
                mounted = int(crew[row if crew.shape[0] > 1 else 0, kind] * number)
                men[i] = max(0, men[i] - mounted)
                if category >= 0:
                    seen[category, i] |= number > 0
            w += 1
        for i in range(rows.shape[0]):
            seen[PERSONNEL, i] |= men[i] > 0


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
    side: _Side,
    faced: _Faced,
    fronts: Fronts,
    opponents: Opponents,
    roll: Roll,
    condition: Condition,
    arms: Arms,
    modifiers: np.ndarray,
) -> None:
    """Fill in the fire and the exposure of one side of a front."""
    units, present = _units(opponents, side.place, side.side), opponents.where.men
    fire, rows = fronts.fire[side.side], side.rows
    fire[: max(min(fire.shape[0], units.shape[0]), 1), :, side.begin : side.end] = 0.0
    factor = np.empty(rows.shape[0])
    w = 0
    for u in range(units.shape[0]):  # unit by unit, for its runs lie side by side in memory
        unit, shooter = units[u], u if fire.shape[0] > 1 else 0
        own_fire = fire[shooter, PERSONNEL, side.begin : side.end]
        _fire_of_men(side, (u, unit), faced, fronts, condition, arms, modifiers, (own_fire, factor))
        for entry in range(roll.begins[unit], roll.begins[unit + 1]):
            weapons = fronts.weapons[side.side, w, side.begin : side.end]
            category, kind = roll.category[entry], roll.classes[entry]
            for i in range(rows.shape[0]):
                if weapons[i] > 0:
                    row = rows[i]
                    own = factor[i] * weapons[i]
                    if category < 0:
                        own *= _crews(present[row, unit, _PRESENT], condition.initial[row, unit])
                    target = _first_present(arms.priority, kind, faced.seen, i)
                    if target >= 0:
                        effect = arms.fire[row if arms.fire.shape[0] > 1 else 0, kind, target]
                        fire[shooter, target, side.begin + i] += own * effect
            w += 1


@njit(cache=True)
def _fire_of_men(
    side: _Side,
    who: tuple[int, int],
    faced: _Faced,
    fronts: Fronts,
    condition: Condition,
    arms: Arms,
    modifiers: np.ndarray,
    columns: tuple[np.ndarray, np.ndarray],
) -> None:
    """Fill in the exposure of a unit, the fire of its men and the factor of its weapons, (k,).

    `who` is its position among those at the place and among all; the columns are the latter two.
    """
    (u, unit), (fired, factor) = who, columns
    rows, there = side.rows, fronts.men[side.side, u, side.begin : side.end]
    exposures = fronts.exposure[side.side, u, side.begin : side.end]
    shared = modifiers.shape[0] == 1
    armed, quality, turn, hours = arms.armed, arms.quality, faced.turn, faced.hours
    m = modifiers[0]
    for i in range(rows.shape[0]):
        row = rows[i]
        if modifiers.shape[0] > 1:
            m = modifiers[row]
        fire = faced.fire[i] * quality[row if quality.shape[0] > 1 else 0, unit]
        exposure = faced.exposure[i]
        if there[i] > 0:
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
                m, own_fire, own_exposure, condition.afloat[row, unit], there[i]
            )
            fire *= own_fire
            exposure *= own_exposure
            if faced.seen[PERSONNEL, i]:
                bearers = there[i] * armed[row if armed.shape[0] > 1 else 0, unit]
                fired[i] += fire * bearers * rifle_fire(m)
        factor[i] = fire
        exposures[i] = exposure


@njit(cache=True)
def _circumstances(
    side: _Side, fronts: Fronts, sites: Sites, hour: Hour, custom: Custom
) -> tuple[np.ndarray, np.ndarray]:
    """What the place, the hour and the luck of the day make of fire and exposure, (k,) each."""
    place, works, surprised_until = side.place, sites.works, sites.surprised_until
    terrain, turn, night, clear = sites.terrain[place], hour.turn, hour.night, hour.clear
    modifiers, depth, rows = custom.modifiers, custom.depth, side.rows
    attacks = side.side == fronts.attackers[side.front]
    fire, exposure = np.empty(rows.shape[0]), np.empty(rows.shape[0])
    shared = modifiers.shape[0] == 1 and works.shape[0] == 1
    m, strength = modifiers[0], works[0, place]
    calm = place_factors(m, terrain, strength, attacks, night, False)
    caught = place_factors(m, terrain, strength, attacks, night, True)
    own, enemies = _headcount(side, side.side, fronts), _headcount(side, 1 - side.side, fronts)
    for i in range(rows.shape[0]):
        row = rows[i]
        surprised = surprised_until[row, place] > turn
        factors = caught if surprised else calm
        if not shared:
            m = modifiers[row if modifiers.shape[0] > 1 else 0]
            strength = works[row if works.shape[0] > 1 else 0, place]
            factors = place_factors(m, terrain, strength, attacks, night, surprised)
        depth_share = in_contact(depth, row, own[i] + enemies[i])
        reach = _crowding(own[i], sites.frontage[place, row]) * depth_share
        left = clear[side.begin + i if clear.shape[0] > 1 else 0]
        own_luck = sites.luck[row, place, side.side] * left
        fire[i] = factors[0] * own_luck * reach
        exposure[i] = factors[1]
    return fire, exposure


@njit(cache=True)
def _headcount(side: _Side, whose: int, fronts: Fronts) -> np.ndarray:
    """Men of a side of a front or, as it says `whose`, of the other one, (k,)."""
    total = np.zeros(side.end - side.begin, np.int64)
    for u in range(fronts.units[side.front, whose]):
        men = fronts.men[whose, u, side.begin : side.end]
        for i in range(men.shape[0]):
            total[i] += men[i]
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
        if category >= 0 and enemy_present[category, i]:
            return int(category)
    return -1
