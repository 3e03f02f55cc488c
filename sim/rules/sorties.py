"""Sorties: the account of what has flown, and what is in the air.

Aircraft that fly for one operation are not there for another in the same turn: of those that stay
behind, the next in the order of the file takes its share.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.luck.draws import Luck
from sim.luck.philox import uniform_pair, uniforms
from sim.luck.variates import binomials_of
from sim.rules.rule import Rule
from sim.world.state import Wear
from sim.world.world import World

_READY = int(Wear.PRESENT)


class Aircraft(NamedTuple):
    """The weapon entries that fly for an operation."""

    entries: np.ndarray
    """(E,)"""
    intensity: np.ndarray
    """(E, n): the chance that one of them flies in good weather."""
    addresses: np.ndarray
    """(E,): random addresses of how many do."""


class Flights(NamedTuple):
    """Those of one unit that fly for L operations."""

    entries: np.ndarray
    """(E,)"""
    numbers: np.ndarray
    """(k,): the operation for which they fly in each run."""
    intensity: np.ndarray
    """(L, E, n): the chance that one of them flies in good weather."""
    addresses: np.ndarray
    """(L, E): random addresses of how many do."""


class Account(NamedTuple):
    """What has flown and what is in the air, to be written."""

    flown: np.ndarray
    """(n, W): sorties of the day."""
    aloft: np.ndarray
    """(n, W): aircraft in the air at a turn."""
    as_of: np.ndarray
    """(n, W): the turn after that one."""


class Sorties(Rule):
    """Sorties by weapon entry and day."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        days = world.clock.day_of(world.clock.turns) + 1
        shape = len(world.all_rows), world.state.weapons.shape[1]
        self.flown = np.zeros((*shape, days), np.int32, order="F")
        """(n, W, days)"""
        self._aloft = np.zeros(shape, np.int32, order="F")
        self._as_of = np.zeros(shape, np.int32, order="F")

    def fly(self, rows: np.ndarray, aircraft: Aircraft, weather: np.ndarray) -> np.ndarray:
        """Aircraft that are ready take off, as many as weather, (k,), lets fly; sorties, (E, k)."""
        world, account = self.world, self._account()
        luck = world.draws.at(world.turn)
        flown: np.ndarray = _fly(rows, aircraft, weather, world.state.weapons, account, luck)
        return flown

    def fly_each(self, rows: np.ndarray, flights: Flights, weather: np.ndarray) -> np.ndarray:
        """As `fly`, of the aircraft of one unit for another operation in each run."""
        world, account = self.world, self._account()
        luck = world.draws.at(world.turn)
        flown: np.ndarray = _fly_each(rows, flights, weather, world.state.weapons, account, luck)
        return flown

    def count(self, rows: np.ndarray, entries: Iterable[int]) -> None:
        """Book a sortie of each aircraft of some weapon entries that is present."""
        world, account = self.world, self._account()
        for entry in entries:
            present = world.state.weapons[:, entry, Wear.PRESENT][rows]
            _take_off(rows, entry, present.astype(np.int64), account, world.turn)

    def went_down(self, rows: np.ndarray, entries: np.ndarray, hit: np.ndarray) -> None:
        """Aircraft of weapon entries, (k, E), that were in the air are so no longer."""
        _go_down(rows, entries, hit, self._account(), self.world.turn)

    def _account(self) -> Account:
        day = self.world.clock.day_of(self.world.turn)
        return Account(self.flown[:, :, day], self._aloft, self._as_of)


@njit(cache=True)
def _fly(
    rows: np.ndarray,
    aircraft: Aircraft,
    weather: np.ndarray,
    weapons: np.ndarray,
    account: Account,
    luck: Luck,
) -> np.ndarray:
    """Draw how many aircraft fly of those that are ready, (E, k), and book them."""
    turn, runs = int(luck.turn), luck.runs[rows]
    flown = np.zeros((aircraft.entries.shape[0], rows.shape[0]), np.int64)
    ready, share, uniform = np.empty_like(rows), np.empty_like(weather), np.empty_like(weather)
    for e in range(aircraft.entries.shape[0]):
        entry, intensity = aircraft.entries[e], aircraft.intensity[e]
        for i in range(rows.shape[0]):
            row = rows[i]
            ready[i] = weapons[row, entry, _READY]
            if account.as_of[row, entry] == turn + 1:
                ready[i] = max(ready[i] - account.aloft[row, entry], 0)
            share[i] = intensity[row] * weather[i]
        uniforms(luck.seed, runs, luck.turn, aircraft.addresses[e], uniform)
        binomials_of(ready, share, uniform, flown[e])
        _take_off(rows, entry, flown[e], account, turn)
    return flown


@njit(cache=True)
def _fly_each(
    rows: np.ndarray,
    flights: Flights,
    weather: np.ndarray,
    weapons: np.ndarray,
    account: Account,
    luck: Luck,
) -> np.ndarray:
    """Likewise for an operation in each run, (E, k)."""
    turn, numbers = int(luck.turn), flights.numbers
    flown = np.zeros((flights.entries.shape[0], rows.shape[0]), np.int64)
    ready, share, uniform = np.empty_like(rows), np.empty_like(weather), np.empty_like(weather)
    for e in range(flights.entries.shape[0]):
        entry = flights.entries[e]
        for i in range(rows.shape[0]):
            row, number = rows[i], numbers[i]
            ready[i] = weapons[row, entry, _READY]
            if account.as_of[row, entry] == turn + 1:
                ready[i] = max(ready[i] - account.aloft[row, entry], 0)
            share[i] = flights.intensity[number, e, row] * weather[i]
            address = flights.addresses[number, e]
            uniform[i], _ = uniform_pair(luck.seed, luck.runs[row], luck.turn, address)
        binomials_of(ready, share, uniform, flown[e])
        _take_off(rows, entry, flown[e], account, turn)
    return flown


@njit(cache=True)
def _take_off(
    rows: np.ndarray, entry: int, sorties: np.ndarray, account: Account, turn: int
) -> None:
    """Book sorties, (k,), of one weapon entry."""
    for i in range(rows.shape[0]):
        row = rows[i]
        if account.as_of[row, entry] != turn + 1:
            account.as_of[row, entry] = turn + 1
            account.aloft[row, entry] = 0
        account.aloft[row, entry] += sorties[i]
        account.flown[row, entry] += sorties[i]


@njit(cache=True)
def _go_down(
    rows: np.ndarray, entries: np.ndarray, hit: np.ndarray, account: Account, turn: int
) -> None:
    """Take those who were hit, (k, E), from those in the air."""
    for e in range(entries.shape[0]):
        for i in range(rows.shape[0]):
            if account.as_of[rows[i], entries[e]] == turn + 1:
                account.aloft[rows[i], entries[e]] -= hit[i, e]
