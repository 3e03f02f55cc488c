"""Passage: ships, with the troops they carry, go to a place at sea and lie there."""

from tests.reference.forces import Status
from tests.reference.operations.crossing import Crossing


class Passage(Crossing):
    """Complete on arrival, or on the return if the ships do not stay.

    Off the place the ships can be fired at; the troops wait aboard, out of reach.
    """

    plays = ("units", "aboard", "origin", "to", "distance", "through", "speed", "stay")

    def __init__(self, battle, name, spec):
        super().__init__(battle, name, spec)
        self._troops = [battle.units[unit] for unit in spec.aboard]
        self.carry(self.units, self._troops)

    def begin(self):
        """Weigh anchor, if any of the ships are there."""
        self._sails = any(self.at_port(unit) for unit in self.units)
        everybody = (*self.units, *self._troops)
        self._home = {unit: unit.place for unit in everybody}
        for unit in everybody:
            if self._sails and self.at_port(unit):
                self.put_to_sea(unit)

    def course(self):
        """Sail there, and back if they do not stay."""
        battle = self.battle
        if not self._sails:
            self.find_nobody()
            return
        arrival = battle.turn + battle.clock.span(self.passage())
        yield self.until(arrival, "arrive")
        self._lie_off(battle.places[self.spec.to])
        if self.spec.stay is not None:
            yield self.until(battle.turn + self.turns("stay"), "go_back")
            self._go_home()
        self.complete()

    def _lie_off(self, place):
        for unit in self.units:
            if unit.status is Status.AFLOAT:
                unit.status, unit.place = Status.FIELD, place
                self.battle.contact.enter(unit)
        for unit in self._troops:
            if unit.status is Status.AFLOAT:
                unit.status, unit.place = Status.WAITING, place

    def _go_home(self):
        place = self.battle.places[self.spec.to]
        for unit, home in self._home.items():
            lying = Status.FIELD if unit in self.units else Status.WAITING
            if unit.status is lying and unit.place is place:
                self.battle.travel.leave(unit)
                unit.status, unit.place = Status.WAITING, home
