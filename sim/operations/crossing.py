"""Crossing: what operations share whose ships cross the sea with troops aboard."""

from typing import TypeVar

import numpy as np

from sim.battle import Battle
from sim.operations.base import Operation
from sim.plan.parts.landing import LandingSpec
from sim.plan.passage import Passage
from sim.world.state import Status

CrossingT = TypeVar("CrossingT", bound=LandingSpec | Passage, covariant=True)


class Crossing(Operation[CrossingT]):
    """Ships at sea, which the enemy finds in the waters that the operation goes `through`.

    Without such waters nobody finds them. Troops go down with the ships that carry them.
    """

    def __init__(self, battle: Battle, name: str, spec: CrossingT) -> None:
        super().__init__(battle, name, spec)
        self._speed = self.number("speed")
        self._ships: list[int] = []

    def carry(self, ships: list[int], troops: list[int]) -> None:
        """Troops cross in these ships."""
        if self.spec.through is not None:
            self._ships = ships
            for ship in ships:
                self.battle.shipping.ship(ship)
            self.battle.shipping.troops.assign(troops, ships)

    def put_to_sea(self, unit: int, rows: np.ndarray) -> None:
        """A unit leaves and is afloat, in ships or as one of them."""
        battle, state = self.battle, self.battle.state
        battle.travel.leave(unit, rows)
        state.status[rows, unit] = Status.AFLOAT
        if self.spec.through is not None:
            state.place[rows, unit] = battle.order.place[self.spec.through]
        if unit in self._ships:
            battle.shipping.ship(unit).speed[rows] = self._speed[rows]
            battle.announce(f"waters:{self.spec.through}", rows)
