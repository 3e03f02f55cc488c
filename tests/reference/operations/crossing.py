"""Crossings: ships at sea, with troops aboard, in the waters that the operation goes through."""

from tests.reference.forces import Status
from tests.reference.operations.base import Operation


class Crossing(Operation):
    """What is under way goes down with its ships; without such waters nobody finds them."""

    def carry(self, ships, troops):
        """Troops cross in these ships."""
        if self.spec.through is not None:
            self.battle.shipping.assign(troops, ships)

    def find_nobody(self):
        """What waits for it goes on, but it was never done."""
        self.in_vain = True
        self.complete()

    def put_to_sea(self, unit):
        """A unit leaves."""
        self.battle.travel.leave(unit)
        unit.status = Status.AFLOAT
        if self.spec.through is not None:
            unit.place = self.battle.places[self.spec.through]
            self.battle.minefields.enter(unit)

    def at_port(self, unit):
        """Whether a unit is at the port of origin, or off the map, and free to go."""
        origin = self.battle.places[self.spec.origin]
        waiting = unit.status is Status.WAITING and unit.place in (origin, None)
        return unit.serves is None and (waiting or unit.at(origin))
