"""Berths: the civilians aboard ships, by unit and by the port that they come from."""

from collections.abc import Iterator

import numpy as np

from sim.kernel import njit
from sim.world.state import NOWHERE


class Berths:
    """How many are aboard, and how many came ashore, in all runs."""

    def __init__(self, n: int, units: int) -> None:
        self.landed = np.zeros((units, n), np.int64)
        """(U, n): whom the ships put ashore in safety."""
        self._people = np.zeros((0, n), np.int64)
        """(berths, n): those of a unit who come from one port have a berth."""
        self._homes = np.zeros(0, np.int64)
        """(berths,): that port."""
        self._berths = np.full((1, units), NOWHERE, np.int64)
        """(deep, U): the berths of each unit, NOWHERE behind the last."""

    def of(self, unit: int) -> list[tuple[int, np.ndarray]]:
        """The ports from which there are civilians aboard, and how many, (n,)."""
        berths = self._berths[:, unit]
        return [(int(self._homes[one]), self._people[one]) for one in berths[berths >= 0]]

    def berth(self, unit: int, home: int) -> int:
        """The berth of those of a unit who come from a port."""
        own = self._berths[:, unit]
        known = own[own >= 0].tolist()
        for berth in known:
            if self._homes[berth] == home:
                return int(berth)
        if len(known) == len(own):
            blank = np.full_like(self._berths[:1], NOWHERE)
            self._berths = np.concatenate([self._berths, blank])
        self._people = np.concatenate([self._people, np.zeros_like(self.landed[:1])])
        self._homes = np.append(self._homes, home)
        self._berths[len(known), unit] = len(self._homes) - 1
        return len(self._homes) - 1

    def take(self, rows: np.ndarray, berths: int | np.ndarray, number: np.ndarray) -> None:
        """So many, (k,), come into a berth, one for all runs or one in each."""
        self._people[berths, rows] += number

    def land_each(
        self, rows: np.ndarray, units: np.ndarray
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """All leave a unit in each run, (k,); berth by berth the ports and how many, (k,) each."""
        for berths in self._berths:
            yield _leave(rows, units, berths[units], self._homes, self._people, self.landed)


@njit(cache=True)
def _leave(
    rows: np.ndarray,
    units: np.ndarray,
    berths: np.ndarray,
    homes: np.ndarray,
    people: np.ndarray,
    landed: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """All leave a berth in each run, (k,), if there is one: where they come from, how many."""
    places, leaving = np.zeros((2, rows.shape[0]), np.int64)
    for k in range(rows.shape[0]):
        if berths[k] >= 0:
            row, berth = rows[k], berths[k]
            places[k], leaving[k] = homes[berth], people[berth, row]
            people[berth, row] = 0
            landed[units[k], row] += leaving[k]
    return places, leaving
