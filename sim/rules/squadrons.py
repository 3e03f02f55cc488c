"""Squadrons: the aircraft of one side in an operation."""

from collections.abc import Sequence

import numpy as np

from sim.rules.casualties import Casualties
from sim.rules.sorties import Sorties
from sim.scenario.vocabulary import PERSONNEL, POSITION
from sim.world.inputs import of_runs
from sim.world.state import Wear
from sim.world.world import World

_AIRCRAFT = POSITION["aircraft"]


class Squadrons:
    """Counts, sorties and losses of some units of aircraft; rows are runs, results have (k,)."""

    def __init__(
        self,
        world: World,
        casualties: Casualties,
        sorties: Sorties,
        operation: str,
        units: Sequence[str],
    ) -> None:
        self._world = world
        self._casualties = casualties
        self._sorties = sorties
        self._cause = f"operation/{operation}"
        self._entries = world.forces.entries_of_units(world.forces.positions(units)).tolist()
        self._lost = np.zeros(len(world.all_rows), np.int64)

    def ready(self, rows: np.ndarray) -> np.ndarray:
        """Aircraft that can fly."""
        return self._sum(rows, Wear.PRESENT)

    def newly_lost(self, rows: np.ndarray) -> np.ndarray:
        """Aircraft lost since this was last asked."""
        lost = self._sum(rows, Wear.LOST)
        fresh = np.asarray(lost - self._lost[rows])
        self._lost[rows] = lost
        return fresh

    def _sum(self, rows: np.ndarray, wear: Wear) -> np.ndarray:
        total = np.zeros(len(rows), np.int64)
        for entry in self._entries:
            total += self._world.state.weapons[rows, entry, wear]
        return total

    def count_sorties(self, rows: np.ndarray) -> None:
        """Book a sortie of each aircraft that can fly."""
        self._sorties.count(rows, self._entries)

    def air_fire(self, rows: np.ndarray) -> np.ndarray:
        """Aircraft that all of them together would hit in an hour."""
        return self._weigh(rows, np.asarray(self._world.arsenal.fire[:, :, _AIRCRAFT]))

    def strike(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Losses and suppression that one sortie of each inflicts on men in the open."""
        arsenal = self._world.arsenal
        against_men = arsenal.strike[:, :, PERSONNEL]
        return self._weigh(rows, against_men), self._weigh(rows, arsenal.suppression)

    def _weigh(self, rows: np.ndarray, table: np.ndarray) -> np.ndarray:
        """Sum of a worth by weapon class, a table of shape (n or 1, classes)."""
        world = self._world
        total = np.zeros(len(rows))
        for entry in self._entries:
            ready = world.state.weapons[rows, entry, Wear.PRESENT]
            total += ready * of_runs(table[:, world.forces.entry_class[entry]], rows)
        return total

    def hit(self, rows: np.ndarray, item: str, chance: np.ndarray, place: int) -> np.ndarray:
        """Hit each aircraft with a probability; returns how many were hit."""
        total = np.zeros(len(rows), np.int64)
        for entry in self._entries:
            hit = self._drawn(rows, entry, item, chance)
            self._casualties.hit_weapons(
                f"{self._cause}/{item}", place, rows, np.array([entry]), hit[:, None]
            )
            total += hit
        return total

    def damage(self, rows: np.ndarray, item: str, chance: np.ndarray) -> np.ndarray:
        """Damage each aircraft with a probability; returns how many were damaged."""
        total = np.zeros(len(rows), np.int64)
        for entry in self._entries:
            struck = self._drawn(rows, entry, item, chance)
            self._casualties.wear(rows, entry, np.zeros_like(struck), struck)
            total += struck
        return total

    def _drawn(self, rows: np.ndarray, entry: int, item: str, chance: np.ndarray) -> np.ndarray:
        world = self._world
        address = world.draws.address(self._cause, f"{item}/{world.forces.entry_luck[entry]}")
        ready = world.state.weapons[:, entry, Wear.PRESENT][rows]
        return world.draws.binomials(address, world.turn, rows, ready, chance)
