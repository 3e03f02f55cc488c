"""Fatigue: how worn each unit on land is, reckoned at the end of every turn."""

from functools import partial

from sim.rules.fatigue import Fatigue as Table


class Fatigue:
    """Levels from 0 to 1; nobody tires in a scenario that does not ask for the rule."""

    def __init__(self, battle):
        self._battle = battle
        given = battle.definition.combat.changes("fatigue")
        self._on = given is not None
        if not self._on:
            return
        self._table = battle.inputs.parameters(Table.Parameters, given or {}, "combat.fatigue")
        self._level = {unit: 0.0 for unit in battle.units.values() if unit.ground}
        self._fought = set()
        for name, place in battle.places.items():
            battle.listen(f"combat:{name}", partial(self._fight, place))
        battle.env.process(self._turn_by_turn())

    def fire(self, unit):
        """What is left of a unit's fire."""
        return self._left(unit, "fire")

    def resolve(self, unit):
        """What is left of a unit's resolve."""
        return self._left(unit, "resolve")

    def _left(self, unit, what):
        return 1 - self._table[what] * self._level[unit] if self._on and unit.ground else 1.0

    def _fight(self, place):
        """A turn of fighting tires those who are here."""
        for unit in self._level:
            if unit.at(place) and unit.present > 0:
                fresh = 1 - self._level[unit]
                self._level[unit] = 1 - fresh * self._share_left("tiring_hours")
                self._fought.add(unit)

    def _turn_by_turn(self):
        """The SimPy process of those who rest."""
        for turn in range(self._battle.clock.turns):
            yield self._battle.until(turn, "reckon")
            for unit in self._level.keys() - self._fought:
                self._level[unit] *= self._share_left("rest_hours")
            self._fought.clear()

    def _share_left(self, half_life):
        """What a turn leaves of something that halves in so many hours."""
        return 2 ** (-self._battle.clock.hours / self._table[half_life])
