"""Sniping: a kind of operation as another package would bring it, in one module."""

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from sim.operations import Operation, OperationSpec, own
from sim.rules.casualties import Casualties
from sim.scenario.figures import Duration, Share
from sim.scenario.names import PlaceName, UnitName
from sim.world.sequence import Step
from sim.world.state import Fate


class SnipingSpec(OperationSpec):
    """Sharpshooters pick off the enemy at a place."""

    kind: Literal["sniping"] = "sniping"
    units: Annotated[list[UnitName], Field(min_length=1), own("infantry", "militia")]
    """Whose sharpshooters they are."""
    to: PlaceName
    """The place at which they fire."""
    duration: Duration = Duration(value="6 h")
    """How long they fire."""
    toll: Share = Share(value=0.01)
    """Share of the men there who are hit in an hour."""

    def goal(self):
        """The place."""
        return [self.to]


class Sniping(Operation[SnipingSpec]):
    """Every hour the same share of those who are there is hit; complete when the time is over."""

    def __init__(self, rules, name, spec):
        super().__init__(rules, name, spec)
        self._place = self.world.forces.place[spec.to]
        self._turns = np.maximum(self.world.clock.spans(self.number("duration")), 1)
        self._chance = 1 - (1 - self.number("toll")) ** self.world.clock.hours
        self._shots = self.calendar(Step.GUNFIRE, self._fire)

    def begin(self, rows):
        """Open fire."""
        self._shots.add(rows, self.world.turn)

    def _fire(self, rows):
        for unit in self.world.forces.units_of_side(1 - self.side).tolist():
            self._hit(unit, rows[self.world.state.in_field(unit, self._place, rows)])
        over = self.world.turn + 1 >= self.started_at[rows] + self._turns[rows]
        self.complete(rows[over])
        self._shots.add(rows[~over], self.world.turn + 1)

    def _hit(self, unit, rows):
        men = self.world.state.men[rows, unit, Fate.PRESENT].astype(np.int64)
        address, turn = self.address(self.world.forces.units[unit]), self.world.turn
        hit = self.world.draws.binomials(address, turn, rows, men, self._chance[rows])
        fates = Fate.PRESENT, Fate.WOUNDED
        self.rules[Casualties].transfer(rows, unit, *fates, hit, self._place)
