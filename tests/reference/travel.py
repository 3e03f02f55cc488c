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

    def go(self, unit, to, turn, back=None, share=None):
        """Send a unit to a place, where it arrives at a turn, or never (None).

        A unit that is on its way goes on by its old goal, from which `turn` is reckoned, or turns
        off. From where it comes from it would be there at the turn `back`; `share` is the part of
        its way at which the place lies, None if not on it.
        """
        self.leave(unit)
        now = self._battle.turn
        passed, origin = now, unit.place
        if unit.status is Status.EN_ROUTE:
            left = math.inf if unit.due is None else unit.due - now
            gone = abs(now - unit.passed_at)
            on = math.inf if turn is None else turn + left
            turned = math.inf if back is None else back + gone
            passed = now + left
            if unit.passed_at <= now and share is not None and left < math.inf:
                ahead = share * (gone + left) - gone
                on, passed = now + math.floor(abs(ahead) + (0.5 + 1e-9)), now - left
                if ahead >= 0:
                    passed, origin = unit.passed_at, unit.origin
            elif turned < on:
                on, passed, origin = turned, now + gone, unit.origin
            turn = None if on == math.inf else on
        unit.origin, unit.passed_at = origin, passed
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
        yield self._battle.until(turn, "travel", unit.number, to.number)
        # orders may have changed on the way
        if unit.status is Status.EN_ROUTE and unit.place is to and unit.due == turn:
            self.put(unit, to)

    def put(self, unit, place):
        """A unit stands at a place now."""
        unit.status, unit.place, unit.landed = Status.FIELD, place, True
        self._battle.contact.enter(unit)
        self._battle.announce(f"arrived:{unit.name}")
