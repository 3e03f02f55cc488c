"""Scout: a party looks at a place before others land there."""

import numpy as np

from sim.battle import Battle
from sim.operations.base import Operation
from sim.plan import scout as plan
from sim.world.phases import Phase


class Scout(Operation[plan.Scout]):
    """What scouts bring back helps every landing in their area; if seen, they wake the garrison."""

    def __init__(self, battle: Battle, name: str, spec: plan.Scout) -> None:
        super().__init__(battle, name, spec)
        self.to = battle.order.place[spec.to]
        self._duration = self.number("duration")
        self._success = self.number("success")
        self._discovery = self.number("discovery")
        self._return = self.calendar(Phase.MOVEMENT, self._report, "_report")

    def begin(self, rows: np.ndarray) -> None:
        """Go ashore and look."""
        self._tell(rows, "scout", "scouts go ashore", self.side)
        self._return.add(rows, self.battle.turn + self.battle.clock.spans(self._duration[rows]))

    def _report(self, rows: np.ndarray) -> None:
        battle = self.battle
        look, luck = battle.draws.pair(self.address(), 0, rows)
        informed = rows[look < self._success[rows]]
        seen = rows[luck < self._discovery[rows]]
        for place in battle.area(self.to):
            battle.state.scouted[informed, place] = True
            battle.state.alert[seen, place] = True
        self._tell(informed, "scout", "scouts bring back what they saw", self.side)
        self._tell(seen, "alarm", "the scouts are seen, the garrison stands to", 1 - self.side)
        self.complete(rows)

    def _tell(self, rows: np.ndarray, kind: str, text: str, side: int) -> None:
        self.battle.chronicle.tell(rows, kind, self.to, text, side=side)
