"""A company: the units of one side at a place, in one turn of combat."""

from collections import Counter
from functools import cached_property

from tests.reference.cover import faded, fire_and_exposure
from tests.reference.forces import CATEGORIES


class Company:
    """Who stands there, what he can fire at the enemy, and how exposed he is."""

    def __init__(self, battle, place, side, *, attacking, luck):
        self._battle = battle
        self._place = place
        self._units = battle.units_at(place, side)
        self._enemy = battle.categories_at(place, battle.enemy(side))
        self.men = {unit: unit.on_foot() for unit in self._units}
        self.weapons = [
            (unit, weapons)
            for unit in self._units
            for weapons in unit.weapons
            if weapons.present > 0
        ]
        fire, self._exposure = fire_and_exposure(
            battle.modifiers,
            place,
            attacking=attacking,
            night=battle.clock.night(battle.turn),
            surprised=place.surprised_until > battle.turn,
        )
        reach = self._room() * battle.in_contact(self._on_foot() + self._enemies_on_foot(side))
        self._share = fire * luck * battle.sky.clear("fog_fire") * reach

    def _on_foot(self):
        return sum(self.men.values())

    def _enemies_on_foot(self, side):
        enemies = self._battle.units_at(self._place, self._battle.enemy(side))
        return sum(unit.on_foot() for unit in enemies)

    def _room(self):
        """The share of the men who find room to fight."""
        men = self.number("personnel")
        return min(1.0, self._place.frontage / men) if men > 0 else 1.0

    def number(self, category):
        """How many targets of a category there are."""
        if category == "personnel":
            return sum(self.men.values())
        return sum(w.present for _, w in self.weapons if w.kind.category == category)

    @cached_property
    def fire(self):
        """Losses an hour that they inflict on each category of the enemy."""
        total = Counter()
        for unit in self._units:
            share = self._share * self._quality(unit) * self._condition(unit)[0]
            if "personnel" in self._enemy:
                rifles = self.men[unit] * unit.armed
                total["personnel"] += share * rifles * self._battle.modifiers["rifle"]
            for weapons in unit.weapons:
                if weapons.present > 0:
                    self._aim(total, unit, weapons, share)
        return total

    def _aim(self, total, unit, weapons, share):
        """A weapon fires at the first target on its list that the enemy has.

        Weapons that are no targets by themselves fall silent with the men who serve them.
        """
        for category, worth in weapons.kind.fire.items():
            if category in self._enemy:
                served = 1.0
                if weapons.kind.category not in CATEGORIES and unit.initial > 0:
                    served = unit.present / unit.initial
                total[category] += share * weapons.present * served * worth
                return

    def _quality(self, unit):
        """Less what fatigue and want of supply take away."""
        battle = self._battle
        return unit.quality * battle.fatigue.fire(unit) * battle.supply.fire(unit)

    def exposure(self, unit):
        """The multiplier of the losses of a unit."""
        return self._exposure * self._condition(unit)[1]

    def _condition(self, unit):
        """(fire, exposure) by the unit's own condition: suppressed, disordered, still in craft."""
        if self.men[unit] == 0:
            return 1.0, 1.0
        battle, m = self._battle, self._battle.modifiers
        hours = (battle.turn - unit.suppressed_at) * battle.clock.hours
        suppression = faded(unit.suppression, hours, m["suppression_hours"])
        if hours == 0:
            suppression = (unit.suppression + unit.suppressed_before) / 2
        disorder = 0.0
        if unit.disordered_at is not None:
            hours = (battle.turn + 0.5 - unit.disordered_at) * battle.clock.hours
            disorder = faded(1.0, hours, m["disorder_hours"])
        fire = (1 - m["suppression_fire"] * suppression) * (1 - m["disorder_fire"] * disorder)
        exposure = 1 + (m["disorder_exposure"] - 1) * disorder
        in_craft = min(1.0, unit.afloat / self.men[unit])
        return (
            fire * (1 - in_craft + in_craft * m["afloat_fire"]),
            exposure * (1 - in_craft + in_craft * m["afloat_exposure"]),
        )
