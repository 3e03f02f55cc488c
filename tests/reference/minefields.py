"""Minefields: ships that enter mined waters, and those who sweep them."""

import math

from sim.rules.minefields import Minefields as Table
from tests.reference.luck import binomial


class Minefields:
    """Who enters waters strikes mines in the same turn, by the law of random encounters."""

    def __init__(self, battle):
        self._battle = battle
        given = battle.definition.combat.changes("mines")
        self._table = battle.inputs.parameters(Table.Parameters, given or {}, "combat.mines")
        self._due = set()

    def enter(self, unit):
        """Ships come to a place, at sea or at anchor; those who laid its mines know the lanes."""
        battle, place = self._battle, unit.place
        holder = battle.definition.places[place.name].held_by
        if unit.kind == "ships" and unit.side != holder and place.mines > 0:
            moment = battle.until(battle.turn, "strike_mines", place.number, unit.number)
            moment.callbacks.append(lambda _: self._strike(unit, place))

    def _strike(self, unit, place):
        """Each of the ships of a unit may strike one; once a turn."""
        battle, shipping = self._battle, self._battle.shipping
        if (unit, place, battle.turn) in self._due:
            return
        self._due.add((unit, place, battle.turn))
        aim, flotation = battle.luck.pair(f"mines/{place.name}", unit.name, battle.turn)
        chance = -math.expm1(-place.mines * self._table["lane"])
        struck = binomial(shipping.vessels(unit), chance, aim)
        if struck > 0:
            account = shipping.account(unit)
            account.rescue = account.rescue or self._table["rescue"]
            sunk = binomial(struck, self._table["sunk"] / unit.craft()[0].kind.staying, flotation)
            cause = f"mines/{place.name}"
            shipping.kill(unit, cause, struck, self._table["killed"])
            shipping.sink(unit, cause, sunk)
            shipping.damage(unit, struck - sunk)
