"""Reaction: reserves that march to the sound of the guns."""

import math

from tests.reference.forces import Status
from tests.reference.operations.base import Operation


class Reaction(Operation):
    """Each unit that stands idle hears the fighting within its reach.

    After a delay of its own it marches to the nearest place at which there is fighting then; where
    it has died down, the unit listens on. Complete when no unit stands idle.
    """

    plays = ("units", "to", "reach", "delay", "speed")

    def __init__(self, battle, name, spec):
        super().__init__(battle, name, spec)
        self._places = [battle.places[place] for place in spec.to]
        self._post = {}
        """Where the units stood when the operation began."""
        self._alarmed = set()
        """Units that have heard the fighting."""
        for place in spec.to:
            battle.listen(f"place:{place}", self._listen)

    def begin(self):
        """Stand ready, and listen."""
        self._post = {u: u.place for u in self.units if u.status is Status.FIELD}
        self._listen()

    def _listen(self):
        if self.under_way:
            for unit in filter(self._idle, self.units):
                if unit not in self._alarmed and self._nearest(unit) is not None:
                    self._alarmed.add(unit)
                    self.battle.env.process(self._react(unit))

    def _idle(self, unit):
        """Whether a unit stands where it stood and has no enemy before it."""
        place = self._post.get(unit)
        at_its_post = place is not None and unit.at(place) and unit.present > 0
        return at_its_post and not place.contested

    def _nearest(self, unit):
        """The nearest place with fighting, the first on the list of those as near."""
        reach, far = self.number("reach"), self.battle.travel.distance
        start = self._post[unit]
        fighting = [p for p in self._places if p.contested and far(start, p) <= reach]
        fighting = [place for place in fighting if far(start, place) < math.inf]
        return min(fighting, key=lambda place: far(start, place), default=None)

    def _react(self, unit):
        """The SimPy process of a unit that has heard the fighting."""
        battle = self.battle
        delay = battle.clock.span(self.number(f"delay.{unit.luck}", self.spec.delay))
        yield self.until(battle.turn + delay, "depart", self.units.index(unit))
        if not (self.under_way and self._idle(unit)):
            return
        goal = self._nearest(unit)
        if goal is None:
            self._alarmed.remove(unit)
        else:
            arrival = battle.travel.arrival(unit.place, goal, self.number("speed"))
            battle.travel.go(unit, goal, arrival)
        if not any(self._idle(one) for one in self.units):
            self.complete()
