"""Fitness: what units are worth now, of what the scenario says of them."""

from typing import Protocol

import numpy as np

from sim.rules.rule import Rule
from sim.world.inputs import of_runs
from sim.world.world import World


class Strain(Protocol):
    """Something that takes from a unit; both answers have shape (k,)."""

    def fire(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """What is left of a unit's fire."""

    def resolve(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """What is left of its resolve."""


class Fitness(Rule):
    """The quality and the resolve of units, less what rules such as fatigue take from them."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._strains: list[Strain] = []
        self._quality = self._resolve = np.ones((0, 0))

    def strain(self, strain: Strain) -> None:
        """From now on this takes its part."""
        if not self._strains:
            shape = self.world.state.status.shape
            self._quality, self._resolve = np.ones(shape, order="F"), np.ones(shape, order="F")
        self._strains.append(strain)

    def quality(self, units: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The quality of units, (n or 1, U), less what is taken from some of them in `rows`."""
        table = self.world.arsenal.quality
        if not self._strains:
            return table
        for unit in units.tolist():
            left = of_runs(table[:, unit], rows)
            for strain in self._strains:
                left = left * strain.fire(unit, rows)
            self._quality[rows, unit] = left
        return self._quality

    def resolve(self, units: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The resolve of units, (n or 1, U), less what is taken from some of them in `rows`."""
        table = self.world.arsenal.resolve
        if not self._strains:
            return table
        for unit in units.tolist():
            left = of_runs(table[:, unit], rows)
            for strain in self._strains:
                left = left * strain.resolve(unit, rows)
            self._resolve[rows, unit] = left
        return self._resolve
