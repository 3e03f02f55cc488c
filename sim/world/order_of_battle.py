"""The order of battle as tables: stable positions for names."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from sim.scenario.definition import Definition
from sim.scenario.forces import Weapon
from sim.scenario.once import Table, once
from sim.scenario.vocabulary import ON_FOOT, POSITION


class OrderOfBattle:
    """Positions of sides, units, places, weapon classes and weapon entries in the state arrays.

    A weapon entry is one class of weapon in one unit; entries of a unit stand side by side.
    """

    def __init__(self, definition: Definition) -> None:
        self.sides = list(definition.sides)
        self.luck = [unit.luck or name for name, unit in definition.units.items()]
        """The names under which the luck of the units is drawn."""
        self.units = list(definition.units)
        self.places = list(definition.places)
        self.classes = list(definition.weapons)
        self.side = _index(self.sides)
        self.unit = _index(self.units)
        self.place = _index(self.places)
        self.unit_side = np.array([self.side[u.side] for u in definition.units.values()], np.int64)
        entries = [
            (position, self.classes.index(weapon))
            for position, unit in enumerate(definition.units.values())
            for weapon in unit.weapons
        ]
        self.entry_unit = np.array([unit for unit, _ in entries], np.int64)
        self.entry_class = np.array([weapon for _, weapon in entries], np.int64)
        self.arms = [(self.sides[self.unit_side[u]], self.classes[w]) for u, w in entries]
        """Side and class of each weapon entry, by name."""
        self.entry_luck = [f"{self.luck[u]}/{self.classes[w]}" for u, w in entries]
        weapons = list(definition.weapons.values())
        self.class_category = np.array([_category(w) for w in weapons], np.int64)
        kinds = [unit.kind for unit in definition.units.values()]
        self.ground = np.array([kind in ON_FOOT for kind in kinds], bool)
        bounds = np.searchsorted(self.entry_unit, range(len(kinds) + 1)).tolist()
        self._entries = [np.arange(first, end) for first, end in pairwise(bounds)]
        self._entries_of_units = Table[bytes, np.ndarray]()
        sides = range(len(self.sides))
        self._units = [np.flatnonzero(self.unit_side == side) for side in sides]
        self._ground_units: list[np.ndarray] = [units[self.ground[units]] for units in self._units]

    def positions(self, units: Sequence[str]) -> np.ndarray:
        """Positions of units by name."""
        return np.array([self.unit[name] for name in units], np.int64)

    def luck_of(self, name: str) -> str:
        """The name under which the luck of a side or a unit is drawn."""
        return self.luck[self.unit[name]] if name in self.unit else name

    def entries_of(self, unit: int) -> np.ndarray:
        """Positions of a unit's weapon entries."""
        return self._entries[unit]

    def entries_of_units(self, units: np.ndarray) -> np.ndarray:
        """Positions of the weapon entries of some units, unit by unit; to be read."""
        none = np.empty(0, np.int64)
        return self._entries_of_units.of(
            units.tobytes(),
            lambda: np.concatenate([none, *(self._entries[unit] for unit in units)]),
        )

    def ground_units_of_side(self, side: int) -> np.ndarray:
        """Positions of a side's units that fight on land."""
        return self._ground_units[side]

    def units_of_side(self, side: int) -> np.ndarray:
        """Positions of a side's units."""
        return self._units[side]


order_of_battle = once(OrderOfBattle)


def _index(names: list[str]) -> dict[str, int]:
    return {name: position for position, name in enumerate(names)}


def _category(weapon: Weapon) -> int:
    """Position of what a weapon is as a target, -1 if it is none."""
    return POSITION.get(weapon.category, -1)
