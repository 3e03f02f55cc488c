"""Supply: what each unit on land has left of a full load, reckoned at the end of every turn."""

import math
from functools import partial

from sim.rules.supply import Supply as Table
from tests.reference.forces import Status


class Supply:
    """Loads from 0 to 1; nobody lacks anything in a scenario that does not ask for the rule."""

    def __init__(self, battle):
        self._battle = battle
        given = battle.definition.combat.changes("supply")
        self._on = given is not None
        if not self._on:
            return
        self._table = battle.inputs.parameters(Table.Parameters, given or {}, "combat.supply")
        self._load = {unit: 1.0 for unit in battle.units.values() if unit.ground}
        self._fought = set()
        """Units whose load is reckoned to the end of this turn already."""
        depots = [place for place in battle.places.values() if place.depot]
        self._cared_for = set(battle.sides) - {depot.control for depot in depots}
        self._roads = self._lengths()
        for name, place in battle.places.items():
            battle.listen(f"combat:{name}", partial(self._fight, place))
        battle.env.process(self._turn_by_turn())

    def fire(self, unit):
        """What is left of a unit's fire."""
        return 1 - self._table["fire"] * self._want(unit) if self._on else 1.0

    def resolve(self, unit):
        """What is left of a unit's resolve."""
        return 1 - self._table["resolve"] * self._want(unit) if self._on else 1.0

    def _want(self, unit):
        """Ships and aircraft look after themselves."""
        return max(0.0, 1 - self._load[unit] / self._table["low"]) if unit.ground else 0.0

    # what is used up and brought up -------------------------------------------------------------

    def _turn_by_turn(self):
        """The SimPy process of those who eat."""
        for turn in range(self._battle.clock.turns):
            yield self._battle.until(turn, "reckon")
            for unit in self._load:
                if unit not in self._fought:
                    self._reckon(unit, 0.0)
            self._fought.clear()

    def _fight(self, place):
        """Those who fight here fire off part of their load."""
        for unit in self._load:
            if unit.at(place) and unit.present > 0:
                self._reckon(unit, 1 / self._table["load_hours"])
                self._fought.add(unit)

    def _reckon(self, unit, fired):
        """A turn of what a unit uses up and is brought, where it is now."""
        change = self._brought(unit) - fired - 1 / self._table["ration_hours"]
        self._load[unit] += change * self._battle.clock.hours
        self._load[unit] = min(max(self._load[unit], 0.0), 1.0)

    def _brought(self, unit):
        """Part of a full load an hour."""
        far, reach = self._way(unit), self._table["reach"]
        return (reach / far if far > reach else 1.0) / self._table["restock_hours"]

    # ways ---------------------------------------------------------------------------------------

    def _way(self, unit):
        """Km of road to the nearest depot, 0 for those who are looked after."""
        away = unit.place is None or unit.status is Status.AFLOAT or unit.place.terrain == "base"
        if away or unit.side in self._cared_for:
            return 0.0
        return self._ways(unit.side)[unit.place]

    def _lengths(self):
        """(start, end, km of road) of each way, in both directions."""
        battle, found = self._battle, []
        worth = {"road": 1.0, "track": self._table["track"], "rail": 0.0, "sea": 0.0}
        for number, route in enumerate(battle.definition.routes):
            length = battle.inputs.number(route.distance, f"routes.{number}.distance")
            one, other = (battle.places[name] for name in route.between)
            found.append((one, other, length * worth[route.kind]))
            found.append((other, one, length * worth[route.kind]))
        return found

    def _ways(self, side):
        """Km from the depots of a side; ways end at places that the enemy holds."""
        enemy = self._battle.enemy(side)
        ways = dict.fromkeys(self._battle.places.values(), math.inf)
        for place in ways:
            if place.depot and place.control == side:
                ways[place] = 0.0
        for _ in ways:
            for start, end, length in self._roads:
                if start.control != enemy:
                    ways[end] = min(ways[end], ways[start] + length)
        return ways
