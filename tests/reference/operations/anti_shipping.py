"""Anti-shipping: aircraft against ships at sea or at anchor."""

import math

from sim.rules.anti_shipping import AntiShipping as Table
from tests.reference.luck import binomial
from tests.reference.operations.raids import Raids


class AntiShipping(Raids):
    """Raids on the ships in some waters, each unit of which is found or not."""

    plays = (*Raids.plays, "to", "targets", "detection", "rescue")

    def __init__(self, battle, name, spec):
        super().__init__(battle, name, spec)
        self._waters = battle.places[spec.to]
        self._targets = [battle.units[unit] for unit in spec.targets] or self._all_ships()
        given = battle.definition.combat.changes("anti_shipping")
        self._table = battle.inputs.parameters(
            Table.Parameters, given or {}, "combat.anti_shipping"
        )

    def _all_ships(self):
        """All of the enemy but submarines on patrol."""
        plan = self.battle.definition.operations.values()
        patrols = {unit for one in plan if one.kind == "submarine" for unit in one.units}
        enemies = self.battle.units_of(self.enemy)
        return [u for u in enemies if u.kind == "ships" and u.name not in patrols]

    def attack(self, flown):
        """Look for ships and bomb those that are found."""
        if not any(flown.values()) or self.side in self._waters.ceased:
            return
        shipping = self.battle.shipping
        found = [unit for unit in self._targets if self._finds(unit)]
        found = {unit: shipping.vessels(unit) for unit in found if shipping.vessels(unit) > 0}
        if not found:
            return
        worth = sum(n * aircraft.kind.strike.get("craft", 0.0) for aircraft, n in flown.items())
        chance = -math.expm1(-worth / sum(found.values()))
        guns = sum(
            craft.present * craft.kind.anti_aircraft for unit in found for craft in unit.craft()
        )
        for unit, vessels in found.items():
            self._bomb(unit, vessels, chance)
        self.face_anti_aircraft_fire(self._waters, flown, guns)

    def _finds(self, unit):
        chance = self.battle.sky.detection(self.number("detection"))
        seen = self.uniform(f"search/{unit.luck}") < chance
        return unit.place is self._waters and seen

    def _bomb(self, unit, vessels, chance):
        battle, shipping = self.battle, self.battle.shipping
        account = shipping.account(unit)
        account.rescue = account.rescue or self.number("rescue")
        if account.attacked_at is None:
            account.attacked_at = battle.turn
        aim, flotation = battle.luck.pair(
            f"operation/{self.luck}", f"bombs/{unit.luck}", battle.turn
        )
        hit = binomial(vessels, chance, aim)
        staying = unit.craft()[0].kind.staying
        sunk = binomial(hit, battle.morale["destroyed_share"] / staying, flotation)
        cause = f"bombs/{self.luck}"
        shipping.kill(unit, cause, hit, self._table["bomb_killed"])
        shipping.sink(unit, cause, sunk)
        shipping.damage(unit, hit - sunk)
