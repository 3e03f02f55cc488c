"""Marches: units go to a place by the shortest way, towards the enemy or away from him."""

import math

from tests.reference.conditions import limit, losers, lost_men
from tests.reference.forces import Status
from tests.reference.operations.base import Operation, fit_for_orders


class March(Operation):
    """Complete when all units that set out have arrived or are no more."""

    plays = ("units", "to", "speed", "distance")

    def __init__(self, battle, name, spec):
        super().__init__(battle, name, spec)
        self.to = battle.places[spec.to]
        for unit in spec.units:
            battle.listen(f"arrived:{unit}", self.unit_arrives)

    def begin(self):
        """Set out."""
        self.set_out()
        self.unit_arrives()

    def set_out(self):
        """Send everybody who can go and is not there."""
        for unit in self.units:
            if fit_for_orders(unit) and not unit.at(self.to):
                on, back = (self._arrival(start) for start in (unit.place, unit.origin))
                self.battle.travel.go(unit, self.to, on, back, self._share(unit))

    def _share(self, unit):
        """The part of a unit's way at which this goal lies, None if not on it."""
        start, goal, far = unit.origin, unit.place, self.battle.travel.distance
        if start is None or goal is None or self.spec.distance is not None:
            return None
        whole = far(start, goal)
        first, rest = far(start, self.to), far(goal, self.to)
        return first / whole if 0 < whole < math.inf and first + rest <= whole + 1e-6 else None

    def _arrival(self, start):
        """When who leaves a place now is there; a unit from off the map appears at once."""
        battle = self.battle
        if self.spec.distance is not None:
            distance = self.number("distance")
        else:
            distance = 0.0 if start is None else battle.travel.distance(start, self.to)
        hours = distance / max(self.number("speed"), 1e-9)
        if hours == math.inf:
            return None
        return battle.turn + battle.clock.by_chance(hours, self.uniform("way"))

    def unit_arrives(self):
        """See whether all are there."""
        coming = [u for u in self.units if u.status is Status.EN_ROUTE and u.place is self.to]
        if self.under_way and not coming:
            self.complete()


class Withdrawal(March):
    """A march away from the enemy; the place that is left falls to whoever stays.

    Where losses alone start it, and at once, nobody fights on in that turn after they are reached.
    """

    def __init__(self, battle, name, spec):
        super().__init__(battle, name, spec)
        trigger, when = spec.start, spec.start.when
        if trigger.delay is not None or trigger.at is not None or trigger.after or when is None:
            return
        if len(when.losses) == 1 and not (when.control or when.contact or when.any):
            ((whose, share),) = when.losses.items()
            battle.limited.append(Stand(battle, self, whose, share))


class Stand:
    """Who withdraws after some losses, wherever he is."""

    to = None

    def __init__(self, battle, withdrawal, whose, share):
        self._withdrawal = withdrawal
        self.side = withdrawal.side
        self.losers = losers(whose, battle)
        self._most = math.ceil(limit(whose, share, battle) * sum(u.initial for u in self.losers))

    def may_lose(self):
        """Men whose loss starts it."""
        left = self._most - lost_men(self.losers)
        return left if left > 0 and self._withdrawal.started_at is None else math.inf
