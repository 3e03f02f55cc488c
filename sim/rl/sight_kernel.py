"""Kernels of sight: what all runs of a batch show of the own units; runs lie side by side."""

from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.world.state import Fate, Status, Wear, Whereabouts

_FIELD = Status.FIELD
_PRESENT, _READY = int(Fate.PRESENT), int(Wear.PRESENT)


class Armament(NamedTuple):
    """The weapons of the own units, (E,) each."""

    entries: np.ndarray
    owners: np.ndarray
    """Positions of their units among the own ones."""
    powers: np.ndarray
    """(E, Q) bool: what they can do."""


@njit(cache=True)
def arms(weapons: np.ndarray, armament: Armament, units: int) -> np.ndarray:
    """Weapons that each unit has left, (U, n) float32."""
    total = np.zeros((units, weapons.shape[0]), np.float32)
    for e in range(armament.entries.shape[0]):
        entry, unit = armament.entries[e], armament.owners[e]
        for row in range(weapons.shape[0]):
            total[unit, row] += np.float32(weapons[row, entry, _READY])
    return total


@njit(cache=True)
def powers(weapons: np.ndarray, armament: Armament, units: int) -> np.ndarray:
    """Whether each unit has weapons left that can do something, (Q, U, n) bool."""
    kinds = armament.powers.shape[1]
    found = np.zeros((kinds, units, weapons.shape[0]), np.bool_)
    for e in range(armament.entries.shape[0]):
        entry, unit = armament.entries[e], armament.owners[e]
        for kind in range(kinds):
            if armament.powers[e, kind]:
                for row in range(weapons.shape[0]):
                    found[kind, unit, row] |= weapons[row, entry, _READY] > 0
    return found


@njit(cache=True)
def in_contact(units: np.ndarray, where: Whereabouts, contested: np.ndarray) -> np.ndarray:
    """Whether each unit stands where the enemy does, (U, n) bool."""
    found = np.zeros((units.shape[0], contested.shape[0]), np.bool_)
    for u in range(units.shape[0]):
        unit = units[u]
        for row in range(contested.shape[0]):
            if where.status[row, unit] == _FIELD and where.men[row, unit, _PRESENT] > 0:
                found[u, row] = contested[row, where.place[row, unit]]
    return found


@njit(cache=True)
def tasks(going: np.ndarray, lines: np.ndarray, members: np.ndarray) -> np.ndarray:
    """Whether each unit takes part in an operation, of some lines, that is under way, (U, n) bool.

    `members`, (lines, U) bool, are the units that do by the lines of the ledger.
    """
    busy = np.zeros((members.shape[1], going.shape[1]), np.bool_)
    for line in lines:
        for unit in range(members.shape[1]):
            if members[line, unit]:
                for row in range(going.shape[1]):
                    busy[unit, row] |= going[line, row]
    return busy
