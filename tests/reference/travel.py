"""Travel: units on their way between places."""

import math

from tests.reference.clock import Phase
from tests.reference.forces import Status


class Travel:
    """Ways over land, and who is on them."""

    def __init__(self, battle):
        self._battle = battle
        self._kilometres = self._shortest_ways()

    def _shortest_ways(self):
        """Kilometres between all pairs of places by Floyd, "Algorithm 97", CACM 5 (1962)."""
        battle = self._battle
        names = list(battle.places)
        ways = {(a, b): 0.0 if a == b else math.inf for a in names for b in names}
        for number, route in enumerate(battle.definition.routes):
            if route.kind != "sea":
                a, b = route.between
                length = battle.inputs.number(route.distance, f"routes.{number}.distance")
                ways[a, b] = ways[b, a] = length
        for via in names:
            for a in names:
                for b in names:
                    ways[a, b] = min(ways[a, b], ways[a, via] + ways[via, b])
        return ways

    def distance(self, start, to):
        """Kilometres over land, infinite where there is no way."""
        return self._kilometres[start.name, to.name]

    def arrival(self, start, to, speed):
        """The turn at which who leaves now is there, None if never."""
        hours = self.distance(start, to) / max(speed, 1e-9)
        return self._battle.turn + self._battle.clock.span(hours) if hours < math.inf else None

    def go(self, unit, to, turn):
        """Send a unit to a place, where it arrives at a turn, or never (None).

        A unit that is on its way already counts as being where it goes; it gets there first.
        """
        self.leave(unit)
        if turn is not None and unit.status is Status.EN_ROUTE:
            turn = None if unit.due is None else turn + unit.due - self._battle.turn
        unit.origin = unit.place
        unit.status = Status.EN_ROUTE
        unit.place = to
        unit.due = turn
        if turn is not None:
            unit.due = max(turn, self._battle.next_turn(Phase.MOVEMENT))
            self._battle.env.process(self._journey(unit, to, unit.due))

    def leave(self, unit):
        """A unit is about to leave; its old place may be contested no longer."""
        if unit.status is Status.FIELD:
            self._battle.contact.someone_leaves(unit.place)

    def _journey(self, unit, to, turn):
        """The SimPy process of a unit on its way."""
        position = list(self._battle.units).index(unit.name)
        yield self._battle.until(turn, "travel", position, to.number)
        # orders may have changed on the way
        if unit.status is Status.EN_ROUTE and unit.place is to and unit.due == turn:
            self.put(unit, to)

    def put(self, unit, place):
        """A unit stands at a place now."""
        unit.status, unit.place, unit.landed = Status.FIELD, place, True
        self._battle.contact.enter(unit)
        self._battle.announce(f"arrived:{unit.name}")
