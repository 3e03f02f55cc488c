"""Cease-fire: an order from above to stop fighting."""

import numpy as np

from sim.operations.base import Operation
from sim.plan import cease_fire as plan
from sim.rules.rulebook import Rulebook
from sim.rules.truce import Truce
from sim.world.words import Name


class CeaseFire(Operation[plan.CeaseFire]):
    """Reaches all its places at once; complete then.

    Troops that keep it attack no more and call off the assault that they are in; they still defend
    themselves. The fighting at a place ends when both sides keep a cease-fire there. At each place
    the order is disregarded with the probability `breach`.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.CeaseFire) -> None:
        super().__init__(rules, name, spec)
        self._places = [self.world.forces.place[p] for p in spec.places or self.world.forces.places]
        self._breach = self.number("breach")
        self._order = f"orders its troops to stop fighting {self._where()}"

    def _where(self) -> str:
        if not self.spec.places:
            return "everywhere"
        titles = [self.world.chronicle.place_name(place) for place in self._places]
        return "at " + " and ".join(filter(None, (", ".join(titles[:-1]), titles[-1])))

    def begin(self, rows: np.ndarray) -> None:
        """Pass the order on."""
        world = self.world
        world.chronicle.tell(
            rows, "cease-fire", -1, "{order}", side=self.side, order=Name(self._order)
        )
        for place in self._places:
            address = self.address(world.forces.places[place])
            uniform = world.draws.uniform(address, world.turn, rows)
            keeps = uniform >= self._breach[rows]
            text = "the order to stop fighting is not kept"
            broken = ~keeps & world.state.contested[rows, place]
            world.chronicle.tell(rows, "breach", place, text, side=self.side, where=broken)
            self.rules[Truce].cease_fire(place, self.side, rows[keeps])
        self.complete(rows)
