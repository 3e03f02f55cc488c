"""Surrender: units lay down their arms."""

import numpy as np

from sim.core.state import Fate, Status
from sim.operations.base import Operation


class Surrender(Operation):
    """All men present become prisoners where they stand."""

    def begin(self, rows: np.ndarray) -> None:
        """Give up."""
        battle, state = self.battle, self.battle.state
        for unit in self.units:
            giving = self.able(int(unit), rows)
            battle.travel.leave(int(unit), giving)
            for place in np.unique(state.place[giving, unit]):
                part = giving[state.place[giving, unit] == place]
                men = state.men[part, unit, Fate.PRESENT]
                battle.casualties.transfer(
                    part, int(unit), Fate.PRESENT, Fate.CAPTURED, men, int(place)
                )
                battle.chronicle.tell_unit(
                    part, "surrender", int(place), int(unit), "surrenders with {:,} men", men
                )
            state.status[giving, unit] = Status.SURRENDERED
        self.complete(rows)
        battle.announce("losses", rows)
