"""Volleys: the fire from afar of many operations, each on a place of its own; they have numbers."""

from typing import NamedTuple

import numpy as np

from sim.scenario.vocabulary import CATEGORIES, POSITION
from sim.world.world import World

IN_WORKS = np.array([CATEGORIES[name].in_works for name in POSITION])
"""(C,): whether terrain and works protect a category of targets as they protect men."""


class Aimed(NamedTuple):
    """Where the fire of V operations falls, and its random addresses."""

    places: np.ndarray
    """(V,)"""
    men: np.ndarray
    """(V, U): of the men of units who are hit."""
    fates: np.ndarray
    """(V, U): of what becomes of them."""
    weapons: np.ndarray
    """(V, W): of the weapons that are hit."""
    wear: np.ndarray
    """(V, 2, W): of what becomes of them and of their crews."""
    civilians: np.ndarray
    """(V,): of the civilians who are killed."""


class Volleys:
    """Fire on one side: who and what it may find, and the operations that may order it."""

    def __init__(self, world: World, side: int) -> None:
        self._world = world
        forces = world.forces
        self.side = side
        self.units = forces.ground_units_of_side(side)
        """(U,): whose men it may hit."""
        entries = forces.entries_of_units(forces.units_of_side(side))
        category = forces.class_category[forces.entry_class[entries]]
        self.entries = entries[category >= 0]
        """(W,): the weapons that it may hit."""
        self.category = category[category >= 0]
        """(W,): what they are as targets."""
        self.in_works = IN_WORKS[self.category]
        """(W,): whether terrain and works protect them."""
        self.owners = forces.entry_unit[self.entries]
        """(W,): the units to which they belong."""
        self.aimed = Aimed(*(np.empty((0, *shape), kind) for shape, kind in self._shapes()))

    def _shapes(self) -> list[tuple[tuple[int, ...], type[np.generic]]]:
        units, weapons, address = len(self.units), len(self.entries), np.uint64
        return [
            ((), np.int64), ((units,), address), ((units,), address),
            ((weapons,), address), ((2, weapons), address), ((), address),
        ]  # fmt: skip

    def enlist(self, cause: str, place: int) -> int:
        """The number of the fire of an operation on a place; `cause` names its luck."""
        forces, address = self._world.forces, self._world.draws.address
        men = [forces.luck[unit] for unit in self.units.tolist()]
        weapons = [forces.entry_luck[entry] for entry in self.entries.tolist()]
        one = Aimed(
            np.array(place),
            np.array([address(cause, name) for name in men], np.uint64),
            np.array([address(f"fate/{cause}", name) for name in men], np.uint64),
            np.array([address(cause, name) for name in weapons], np.uint64),
            np.array(
                [
                    [address(f"{kind}/{cause}", name) for name in weapons]
                    for kind in ("wear", "crew")
                ],
                np.uint64,
            ),
            np.array(address(f"civilians/{forces.places[place]}", cause), np.uint64),
        )
        together = zip(self.aimed, one, strict=True)
        self.aimed = Aimed(*(np.concatenate([all_, new[None]]) for all_, new in together))
        return len(self.aimed.places) - 1
