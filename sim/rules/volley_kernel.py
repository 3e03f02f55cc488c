"""Kernels of volleys: fire from afar by many operations, in no run by more than one.

What each does is what the kernels of bombardment and casualties do for one place; here they are
called for one operation after the other.
"""

from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.luck.draws import Luck
from sim.rules.bombardment_kernel import (
    Battery,
    Fire,
    Site,
    Suppression,
    fall,
    fall_on_weapons,
)
from sim.rules.casualties_kernel import Arms, Books, Stores, divide_men, hit_weapons
from sim.rules.volleys import Aimed
from sim.world.state import Whereabouts


class Salvo(NamedTuple):
    """Which of the volleys falls in some runs, (k,) each."""

    rows: np.ndarray
    numbers: np.ndarray


class Ground(NamedTuple):
    """All places, and the hour."""

    terrain: np.ndarray
    """(P,)"""
    works: np.ndarray
    """(n or 1, P)"""
    control: np.ndarray
    """(n, P)"""
    side: int
    """The side that is fired at."""
    turn: int
    hours: float
    modifiers: np.ndarray
    """As in `Site`."""


class Accounts(NamedTuple):
    """Where losses of one side are booked."""

    men: np.ndarray
    """(n, U, Fate)"""
    losses: np.ndarray
    """(n, P, Fate)"""
    weapons: np.ndarray
    """(n, W, Wear)"""


@njit(cache=True)
def in_turn(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions in `numbers`, (k,), number by number; where each begins, and the end of all."""
    order = np.argsort(numbers, kind="mergesort")
    begins = np.empty(numbers.shape[0] + 1, np.int64)
    found = 0
    for i in range(order.shape[0]):
        if i == 0 or numbers[order[i]] != numbers[order[i - 1]]:
            begins[found] = i
            found += 1
    begins[found] = order.shape[0]
    return order, begins[: found + 1]


@njit(cache=True)
def fall_each(
    salvo: Salvo,
    aimed: Aimed,
    units: np.ndarray,
    fire: Fire,
    where: Whereabouts,
    suppression: Suppression,
    ground: Ground,
    luck: Luck,
) -> np.ndarray:
    """The men lost, (k, U), where each of some operations fires at a place; see `fall`."""
    rows, numbers = salvo
    lost = np.empty((rows.shape[0], units.shape[0]), np.int64)
    order, begins = in_turn(numbers)
    for g in range(begins.shape[0] - 1):
        some = order[begins[g] : begins[g + 1]]
        number = numbers[some[0]]
        site = _site(ground, aimed.places[number])
        falls = Fire(fire.power[some], fire.suppression[some])
        men = aimed.men[number]
        fallen = fall(rows[some], units, falls, where, suppression, site, luck, men)
        for i in range(some.shape[0]):
            lost[some[i]] = fallen[i]
    return lost


@njit(cache=True)
def _site(ground: Ground, place: int) -> Site:
    """One of the places."""
    return Site(
        place,
        ground.turn,
        ground.hours,
        ground.terrain[place],
        ground.works[:, place],
        ground.control[:, place],
        ground.side,
        ground.modifiers,
    )


@njit(cache=True)
def divide_each(
    salvo: Salvo,
    aimed: Aimed,
    units: np.ndarray,
    lost: np.ndarray,
    morale: np.ndarray,
    resolve: np.ndarray,
    luck: Luck,
    accounts: Accounts,
) -> np.ndarray:
    """Book the men lost as `divide_men` does; whether there are any in each run, (k,) bool."""
    rows, numbers = salvo
    some_lost = np.zeros(rows.shape[0], np.bool_)
    order, begins = in_turn(numbers)
    for g in range(begins.shape[0] - 1):
        some = order[begins[g] : begins[g + 1]]
        number = numbers[some[0]]
        books = Books(accounts.men, accounts.losses[:, aimed.places[number]])
        fates = aimed.fates[number]
        total, _ = divide_men(rows[some], units, lost[some], morale, resolve, luck, fates, books)
        for i in range(some.shape[0]):
            some_lost[some[i]] = total[i] > 0
    return some_lost


@njit(cache=True)
def fall_on_weapons_each(
    salvo: Salvo,
    aimed: Aimed,
    battery: Battery,
    where: Whereabouts,
    power: np.ndarray,
    ground: Ground,
    luck: Luck,
) -> np.ndarray:
    """The weapons hit, (k, W), where each of some operations fires at a place with power (C, k)."""
    rows, numbers = salvo
    lost = np.empty((rows.shape[0], battery.entries.shape[0]), np.int64)
    order, begins = in_turn(numbers)
    for g in range(begins.shape[0] - 1):
        some = order[begins[g] : begins[g + 1]]
        number = numbers[some[0]]
        theirs = Battery(
            battery.entries,
            battery.unit,
            battery.category,
            battery.in_works,
            aimed.weapons[number],
        )
        site = _site(ground, aimed.places[number])
        hit, _ = fall_on_weapons(rows[some], theirs, where, power[:, some], site, luck)
        for i in range(some.shape[0]):
            lost[some[i]] = hit[i]
    return lost


@njit(cache=True)
def hit_weapons_each(
    salvo: Salvo,
    aimed: Aimed,
    arms: Arms,
    lost: np.ndarray,
    morale: np.ndarray,
    luck: Luck,
    accounts: Accounts,
) -> np.ndarray:
    """Book weapons hit as `hit_weapons` does; whether men of their crews are lost, (k,) bool."""
    rows, numbers = salvo
    some_lost = np.zeros(rows.shape[0], np.bool_)
    stores = Stores(accounts.weapons, True)
    order, begins = in_turn(numbers)
    for g in range(begins.shape[0] - 1):
        some = order[begins[g] : begins[g + 1]]
        number = numbers[some[0]]
        books = Books(accounts.men, accounts.losses[:, aimed.places[number]])
        wear = aimed.wear[number]
        total, _ = hit_weapons(rows[some], lost[some], arms, wear, morale, luck, books, stores)
        for i in range(some.shape[0]):
            some_lost[some[i]] = total[i] > 0
    return some_lost
