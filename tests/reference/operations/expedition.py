"""Expedition: a party goes by ship or aircraft to a place that is not to be stormed."""

from tests.reference.forces import Status
from tests.reference.operations.base import Operation


class Expedition(Operation):
    """Attempt after attempt until the weather lets the party through; complete when it is ashore.

    Nobody can be found on the way. Half the way out and back takes as long as the whole way.
    """

    plays = ("units", "origin", "to", "distance", "speed", "turned_back", "wait")
    ignores = {"craft": "carries the party and cannot be found"}

    def begin(self):
        """Set out."""
        self._origin = self.battle.places[self.spec.origin]
        self._depart()

    def course(self):
        """Out, back and out again."""
        while True:
            turned_back = self.uniform("weather") < self.number("turned_back")
            there = self.battle.turn + max(self.battle.clock.span(self.passage()), 1)
            if not turned_back:
                break
            yield self.until(there, "return")
            self._return()
            again = self.battle.turn + max(self.turns("wait"), 1)
            yield self.until(again, "depart")
            self._depart()
        yield self.until(there, "arrive")
        for unit in self._at_sea():
            unit.disordered_at = self.battle.turn
            self.battle.travel.put(unit, self.battle.places[self.spec.to])
        self.complete()

    def _depart(self):
        for unit in self.units:
            ready = unit.status in (Status.WAITING, Status.FIELD)
            if ready and unit.place is self._origin:
                self.battle.travel.leave(unit)
                unit.status, unit.place, unit.origin = Status.AFLOAT, None, self._origin

    def _return(self):
        for unit in self._at_sea():
            if self._origin.terrain == "base":
                unit.status, unit.place = Status.WAITING, self._origin
            else:
                self.battle.travel.put(unit, self._origin)

    def _at_sea(self):
        return [unit for unit in self.units if unit.status is Status.AFLOAT]
