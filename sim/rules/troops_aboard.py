"""Troops aboard: soldiers at sea share the fate of the ships that carry them."""

import numpy as np

from sim.world.state import Fate, Status
from sim.world.world import World


class TroopsAboard:
    """Which units sail in which ships.

    Troops are spread evenly over those of their ships that are in the same waters as they.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._ships: dict[int, list[int]] = {}
        """Units of ships by the unit of troops that they may carry."""

    def assign(self, troops: list[int], ships: list[int]) -> None:
        """These troops may sail in these ships."""
        for unit in troops:
            self._ships[unit] = sorted({*self._ships.get(unit, []), *ships})

    def of(self, ship: int) -> list[int]:
        """Units of troops that a unit of ships may carry."""
        return [unit for unit, ships in self._ships.items() if ship in ships]

    def fellows(self, unit: int, ship: int) -> list[int]:
        """The other units of ships that may carry a unit of troops."""
        return [other for other in self._ships[unit] if other != ship]

    def men(self, rows: np.ndarray, unit: int, ship: int) -> np.ndarray:
        """Men of a unit who are at sea where a unit of ships is, (k,)."""
        state = self._world.state
        with_it = state.status[rows, unit] == Status.AFLOAT
        with_it &= state.place[rows, unit] == state.place[rows, ship]
        return np.where(with_it, state.men[rows, unit, Fate.PRESENT], 0).astype(np.int64)
