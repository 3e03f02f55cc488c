"""Scout: a party looks at a place before others land there."""

import numpy as np

from sim.operations.base import Operation
from sim.plan import scout as plan
from sim.rules.rulebook import Rulebook
from sim.rules.surprise import Surprise
from sim.world.news import Scouted
from sim.world.sequence import Step


class Scout(Operation[plan.Scout]):
    """What scouts bring back helps every landing in their area; if seen, they wake the garrison."""

    def __init__(self, rules: Rulebook, name: str, spec: plan.Scout) -> None:
        super().__init__(rules, name, spec)
        self.to = self.world.forces.place[spec.to]
        self._duration = self.number("duration")
        self._success = self.number("success")
        self._discovery = self.number("discovery")
        self._return = self.calendar(Step.SCOUTING, self._report)

    def begin(self, rows: np.ndarray) -> None:
        """Go ashore and look."""
        self._tell(rows, "scout", "scouts go ashore", self.side)
        self._return.add(rows, self.world.turn + self.world.clock.spans(self._duration[rows]))

    def recallable(self, rows: np.ndarray) -> np.ndarray:
        """Scouts can be called back at any time; they have nothing to report then."""
        return np.ones(len(rows), bool)

    def turn_back(self, rows: np.ndarray) -> None:
        """Come back."""
        self._tell(rows, "countermand", "the scouts are called back", self.side)

    def _report(self, rows: np.ndarray) -> None:
        world = self.world
        look, luck = world.draws.pair(self.address(), 0, rows)
        informed = rows[look < self._success[rows]]
        seen = rows[luck < self._discovery[rows]]
        self.rules[Surprise].scout(self.to, informed)
        for place in world.survey.area(self.to):
            world.news.announce(Scouted(place, self.side), informed)
        self.rules[Surprise].warn(self.to, seen)
        self._tell(informed, "scout", "scouts bring back what they saw", self.side)
        self._tell(seen, "alarm", "the scouts are seen, the garrison stands to", 1 - self.side)
        self.complete(rows)

    def _tell(self, rows: np.ndarray, kind: str, text: str, side: int) -> None:
        self.world.chronicle.tell(rows, kind, self.to, text, side=side)
