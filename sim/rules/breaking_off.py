"""Breaking off: orders to end a fight within a turn that costs too much."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.rules.muster_sheets import Attacks, Wave
from sim.rules.presence import Opponents
from sim.world.news import ALWAYS
from sim.world.world import World


class Order(NamedTuple):
    """An order to break off when too many are lost."""

    place: int | None
    """Where, None for wherever they are."""
    side: int
    units: np.ndarray
    """(u,) whose losses count."""
    may_lose: Callable[[np.ndarray], np.ndarray]
    """Men whose loss in this turn ends the fight in some runs, (k,), 1 or more."""
    line: int = ALWAYS
    """The line of the ledger of an operation without which there is no such order."""


class _Table(NamedTuple):
    """Orders, those of a place side by side, as they were given."""

    begins: np.ndarray
    """(P + 1,) where those of each place begin, and where those of the last end."""
    sides: np.ndarray
    """(O,)"""
    lines: np.ndarray
    """(O,)"""
    counted: np.ndarray
    """(O, U) bool: whose losses count."""


class StandingOrders:
    """The orders that hold at each place."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._at: list[list[Order]] = [[] for _ in world.forces.places]
        self._orders: list[Order] = []
        """As in the table."""
        self._table: _Table | None = None

    def add(self, order: Order) -> None:
        """One more."""
        for place, orders in enumerate(self._at):
            if order.place in (None, place):
                orders.append(order)
        self._table = None

    def at_stake(
        self, attacks: Attacks, wave: Wave, opponents: Opponents, lost: np.ndarray
    ) -> Iterator[tuple[int, np.ndarray]]:
        """Fronts at which an order ends fire, and the part of the turn, (k,), after which.

        It is 1 or more where it does not. Of the men `lost`, (2, U, K), the caller takes away what
        falls after that before he asks for the next one.
        """
        table = self._listed()
        if not self._orders:
            return
        going = self._world.ledger.going
        found = _at_stake(attacks, wave, opponents, table, lost, going)
        for front, number in found.tolist():
            sum_of, most = _lost_by(attacks, front, opponents, table, number, lost)
            if most > 1:  # one man may always be lost
                rows = attacks.rows[attacks.ends[front] : attacks.ends[front + 1]]
                part = self._orders[number].may_lose(rows) / np.maximum(sum_of, 1)
                if (part < 1.0).any():
                    yield front, part

    def _listed(self) -> _Table:
        if self._table is None:
            self._orders = [order for orders in self._at for order in orders]
            counted = np.zeros((len(self._orders), len(self._world.forces.units)), bool)
            for number, order in enumerate(self._orders):
                counted[number, order.units] = True
            self._table = _Table(
                np.cumsum([0, *map(len, self._at)]),
                np.array([order.side for order in self._orders], np.int64),
                np.array([order.line for order in self._orders], np.int64),
                counted,
            )
        return self._table


@njit(cache=True)
def _at_stake(
    attacks: Attacks,
    wave: Wave,
    opponents: Opponents,
    orders: _Table,
    lost: np.ndarray,
    going: np.ndarray,
) -> np.ndarray:
    """Fronts, and the orders of somebody under way there who loses more than one man, (k, 2)."""
    found, number = np.empty((len(attacks.places) * len(orders.lines), 2), np.int64), 0
    for front in range(wave[0], wave[1]):
        place = attacks.places[front]
        rows = attacks.rows[attacks.ends[front] : attacks.ends[front + 1]]
        for order in range(orders.begins[place], orders.begins[place + 1]):
            concerned = orders.lines[order] < 0
            for row in rows:
                if concerned:
                    break
                concerned = going[orders.lines[order], row]
            if concerned and _lost_by(attacks, front, opponents, orders, order, lost)[1] > 1:
                found[number] = front, order
                number += 1
    return found[:number]


@njit(cache=True)
def _lost_by(
    attacks: Attacks,
    front: int,
    opponents: Opponents,
    orders: _Table,
    order: int,
    lost: np.ndarray,
) -> tuple[np.ndarray, int]:
    """Men lost at a front, (k,), by those of whom an order speaks, and the most of a run."""
    side, begin, end = orders.sides[order], attacks.ends[front], attacks.ends[front + 1]
    begins = opponents.begins[attacks.places[front]]
    total, most = np.zeros(end - begin, np.int64), 0
    for u in range(begins[side + 1] - begins[side]):
        if orders.counted[order, opponents.units[begins[side] + u]]:
            numbers = lost[side, u, begin:end]
            for i in range(numbers.shape[0]):
                total[i] += numbers[i]
                most = max(most, total[i])
    return total, most
