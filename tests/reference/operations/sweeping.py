"""Sweeping: ships clear mined waters."""

import math

from tests.reference.forces import Status
from tests.reference.operations.base import Operation


class Sweeping(Operation):
    """By the law of random search, turn by turn, until time is over or no sweeper is left."""

    plays = ("units", "to", "length", "breadth", "path", "speed", "duration")

    def begin(self):
        """Take station."""
        self._waters = self.battle.places[self.spec.to]
        self._home = {}
        for unit in self.units:
            if unit.serves is None and unit.status in (Status.WAITING, Status.FIELD):
                self._home[unit] = unit.place
                self.battle.travel.leave(unit)
                unit.status, unit.place = Status.AFLOAT, self._waters
                self.battle.minefields.enter(unit)

    def course(self):
        """Sweep."""
        battle, vessels = self.battle, 1
        last = battle.turn + max(self.turns("duration"), 1)
        area = self.number("length") * self.number("breadth")
        part = self.number("path") * self.number("speed") * battle.clock.hours / area
        while battle.turn < last and vessels > 0:
            yield self.until(battle.turn + 1, "sweep")
            vessels = sum(map(battle.shipping.vessels, self._at_sea()))
            self._waters.mines *= math.exp(-vessels * part)
        for unit in self._at_sea():
            unit.status, unit.place = Status.WAITING, self._home[unit]
        self.complete()

    def _at_sea(self):
        """The sweepers that are in the waters."""
        return [u for u in self.units if u.status is Status.AFLOAT and u.place is self._waters]
