"""Kernels of bombardment: fire from afar on one place, unit by unit."""

from typing import NamedTuple

import numpy as np

from sim.elementary import chances_of
from sim.kernel import njit
from sim.luck.draws import Luck
from sim.luck.philox import uniforms
from sim.luck.variates import binomials_of, fallen_of
from sim.rules.modifiers import SUPPRESSION_HOURS, faded, fading, place_factors
from sim.rules.presence import strength
from sim.world.state import Fate, Status, Wear, Whereabouts

_PRESENT = int(Fate.PRESENT)
_READY = int(Wear.PRESENT)
_FIELD = Status.FIELD


class Battery(NamedTuple):
    """Weapon entries that may be at a place and can be hit, (W,) each."""

    entries: np.ndarray
    unit: np.ndarray
    category: np.ndarray
    in_works: np.ndarray
    """Whether terrain and works protect it."""
    addresses: np.ndarray


class Fire(NamedTuple):
    """Fire on a place, (k,) each; see `Bombardment.fall`."""

    power: np.ndarray
    suppression: np.ndarray


class Site(NamedTuple):
    """The place that is fired at, and the hour."""

    place: int
    turn: int
    hours: float
    terrain: int
    works: np.ndarray
    """(n or 1,)"""
    control: np.ndarray
    """(n,): who holds it."""
    side: int
    """The side that is fired at; it attacks where it does not hold the place."""
    modifiers: np.ndarray
    """The table of them, with a row for each run or one for all."""


class Suppression(NamedTuple):
    """How suppressed units are."""

    level: np.ndarray
    """(n, U): 0 to 1 at a turn."""
    at: np.ndarray
    """(n, U): the turn."""
    before: np.ndarray
    """(n, U): what was left in it of earlier turns."""


@njit(cache=True)
def _covers(rows: np.ndarray, site: Site) -> np.ndarray:
    """Exposure of men at a place, (k,)."""
    modifiers, every_works, control, side = site.modifiers, site.works, site.control, site.side
    exposure, terrain, m = np.empty(rows.shape[0]), site.terrain, site.modifiers[0]
    for i in range(rows.shape[0]):
        row = np.uint32(rows[i])  # unsigned: see `muster`
        if modifiers.shape[0] > 1:
            m = modifiers[row]
        works = every_works[row if every_works.shape[0] > 1 else 0]
        _, exposure[i] = place_factors(m, terrain, works, control[row] != side, False, False)
    return exposure


@njit(cache=True)
def fall(
    rows: np.ndarray,
    units: np.ndarray,
    fire: Fire,
    where: Whereabouts,
    suppression: Suppression,
    site: Site,
    luck: Luck,
    addresses: np.ndarray,
) -> np.ndarray:
    """Draw the men lost, (k, U), and raise the suppression of the units that are at the place."""
    number = rows.shape[0]
    lost = np.zeros((number, units.shape[0]), np.int64)
    targets = strength(rows, site.place, units, where)
    hazard, shock = _weigh(rows, fire, site, targets)
    left = fading(site.modifiers, SUPPRESSION_HOURS, site.hours, site.turn)
    men, runs = where.men, luck.runs
    here, who, there, fell = np.empty((4, number), np.int64)
    hazards, drawn, lucky = np.empty(number), np.empty(number), np.empty(number, np.uint64)
    for u in range(units.shape[0]):  # unit by unit, for its runs lie side by side in memory
        unit = np.uint32(units[u])
        hit = here[: _under_fire(rows, unit, where, site.place, targets, here)]
        n = 0
        for i in hit:
            row = np.uint32(rows[i])
            who[n], there[n], hazards[n] = i, men[row, unit, _PRESENT], hazard[i]
            lucky[n] = runs[row]
            n += (there[n] > 0) & (hazards[n] > 0.0)  # else there is nothing to draw
        uniforms(luck.seed, lucky[:n], luck.turn, addresses[u], drawn)
        fallen_of(there[:n], hazards, drawn, fell)
        for j in range(n):
            lost[who[j], u] = fell[j]
        _suppress(rows, unit, hit, shock, suppression, left, site)
    return lost


@njit(cache=True)
def _under_fire(
    rows: np.ndarray,
    unit: np.uint32,
    where: Whereabouts,
    place: int,
    targets: np.ndarray,
    found: np.ndarray,
) -> int:
    """Write the positions of the `rows` in which a unit is under fire into `found`; how many."""
    status, unit_place = where.status, where.place
    count = 0
    for i in range(rows.shape[0]):
        row = np.uint32(rows[i])  # unsigned: see `muster`
        found[count] = i
        here = (status[row, unit] == _FIELD) & (unit_place[row, unit] == place)
        count += here & (targets[i] > 0)
    return count


@njit(cache=True)
def _suppress(
    rows: np.ndarray,
    unit: np.uint32,
    hit: np.ndarray,
    shock: np.ndarray,
    suppression: Suppression,
    left: np.ndarray,
    site: Site,
) -> None:
    """Raise the suppression of a unit in some of the runs, given by their positions.

    `left` is what time leaves of it where all runs share that.
    """
    # the arrays themselves: to ask a bundle for one counts a reference, in each run anew
    level, at, before, modifiers = (
        suppression.level,
        suppression.at,
        suppression.before,
        site.modifiers,
    )
    shared, turn, hours = modifiers.shape[0] == 1, site.turn, site.hours
    for i in hit:
        row = np.uint32(rows[i])
        old = level[row, unit]
        if old > 0.0:
            age = turn - at[row, unit]
            old *= left[age] if shared else faded(age * hours, modifiers[row, SUPPRESSION_HOURS])
        if at[row, unit] != turn:
            before[row, unit] = old
        level[row, unit] = old + (1.0 - old) * shock[i]
        at[row, unit] = turn


@njit(cache=True)
def fall_on_weapons(
    rows: np.ndarray,
    battery: Battery,
    where: Whereabouts,
    power: np.ndarray,
    site: Site,
    luck: Luck,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw the weapons hit, (k, W), and count them by category, (k, C); `power` is (C, k)."""
    category, in_works, runs, number = battery.category, battery.in_works, luck.runs, rows.shape[0]
    there, targets = _ready(rows, site.place, battery, where, power.shape[0])
    lost, hits = np.zeros(there.shape[::-1], np.int64), np.zeros(power.shape[::-1], np.int64)
    who, ready, fell = np.empty((3, number), np.int64)
    chances, drawn, lucky = np.empty(number), np.empty(number), np.empty(number, np.uint64)
    cover = _covers(rows, site)
    for w in range(category.shape[0]):  # many draws at a time take less
        kind, n = category[w], 0
        for i in range(number):
            if there[w, i] == 0 or power[kind, i] <= 0.0:
                continue
            hazard = power[kind, i] / targets[kind, i]
            if in_works[w]:
                hazard = hazard * cover[i]
            who[n], ready[n], chances[n], lucky[n] = i, there[w, i], hazard, runs[rows[i]]
            n += 1
        chances_of(chances[:n])
        uniforms(luck.seed, lucky[:n], luck.turn, battery.addresses[w], drawn)
        binomials_of(ready[:n], chances, drawn, fell)
        for j in range(n):
            lost[who[j], w] = fell[j]
            hits[who[j], kind] += fell[j]
    return lost, hits


@njit(cache=True)
def _ready(
    rows: np.ndarray, place: int, battery: Battery, where: Whereabouts, categories: int
) -> tuple[np.ndarray, np.ndarray]:
    """Weapons at a place that are ready, (W, k), and how many of each category, (C, k)."""
    ready = np.zeros((battery.entries.shape[0], rows.shape[0]), np.int64)
    total = np.zeros((categories, rows.shape[0]), np.int64)
    status, unit_place, weapons = where.status, where.place, where.weapons
    for w in range(battery.entries.shape[0]):
        entry, unit, kind = battery.entries[w], battery.unit[w], battery.category[w]
        for i in range(rows.shape[0]):
            row = np.uint32(rows[i])  # unsigned: see `muster`
            if status[row, unit] == _FIELD and unit_place[row, unit] == place:
                ready[w, i] = weapons[row, entry, _READY]
                total[kind, i] += ready[w, i]
    return ready, total


@njit(cache=True)
def _weigh(
    rows: np.ndarray, fire: Fire, site: Site, targets: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Hazard of each of the men at a place, (k,), and the suppression that the fire adds, (k,)."""
    power, suppression, cover = fire.power, fire.suppression, _covers(rows, site)
    hazard, shock = np.zeros(rows.shape[0]), np.zeros(rows.shape[0])
    for i in range(rows.shape[0]):
        if targets[i] > 0:
            hazard[i] = power[i] * cover[i] / targets[i]
            shock[i] = suppression[i] * 100.0 / targets[i]
    chances_of(shock)
    return hazard, shock
