"""Bombardment: fire from outside an engagement on what one side has at a place."""

import math

from tests.reference.cover import fire_and_exposure
from tests.reference.forces import IN_WORKS
from tests.reference.luck import fallen


def aim(power, number, worths, offered):
    """Add the fire of weapons to `power`, each at the first target on its list that is there."""
    for category, worth in worths.items():
        if category in offered:
            power[category] += number * worth
            return


class Bombardment:
    """The fire of one operation on one side; `cause` names its luck."""

    def __init__(self, battle, cause, side):
        self._battle = battle
        self._cause = cause
        self._side = side

    def fall_on_men(self, place, power, shock):
        """Hit men on land at a place, and suppress them; civilians are hit as well.

        `power` are the losses that it would inflict on men in the open, `shock` the suppression
        of a hundred men.
        """
        self._battle.population.shelled(self._cause, place, power)
        units = [unit for unit in self._battle.units_at(place, self._side) if unit.ground]
        men = sum(unit.present for unit in units)
        if men == 0:
            return
        hazard = power * self._exposure(place) / men
        level = -math.expm1(-100 * shock / men)
        for unit in units:
            lost = fallen(unit.present, hazard, self._uniform(unit.luck))
            self._suppress(unit, level)
            self._battle.casualties.hit_men(self._cause, place, unit, lost)

    def _suppress(self, unit, level):
        """What is left of earlier suppression, and the new on top of it."""
        battle = self._battle
        hours = (battle.turn - unit.suppressed_at) * battle.clock.hours
        left = unit.suppression * 0.5 ** (hours / battle.modifiers["suppression_hours"])
        if unit.suppressed_at != battle.turn:
            unit.suppressed_before = left
        unit.suppression = left + (1 - left) * level
        unit.suppressed_at = battle.turn

    def fall_on_weapons(self, place, power):
        """Hit vehicles, guns and craft; `power` by category, as losses in the open."""
        targets = [
            weapons
            for unit in self._battle.units_at(place, self._side)
            for weapons in unit.weapons
            if weapons.kind.category != "support" and weapons.present > 0
        ]
        hits = [(one, self._hits(place, one, targets, power)) for one in targets]
        for weapons, number in hits:
            self._battle.casualties.hit_weapons(self._cause, place, weapons, number)

    def _hits(self, place, weapons, targets, power):
        category = weapons.kind.category
        alike = sum(one.present for one in targets if one.kind.category == category)
        hazard = power[category] / alike
        if category in IN_WORKS:
            hazard *= self._exposure(place)
        return fallen(weapons.present, hazard, self._uniform(weapons.luck))

    def _exposure(self, place):
        """Under shells everybody takes what cover he finds, by day and by night."""
        attacking = place.control != self._side
        _, exposure = fire_and_exposure(
            self._battle.modifiers, place, attacking=attacking, night=False, surprised=False
        )
        return exposure

    def _uniform(self, item):
        return self._battle.luck.uniform(self._cause, item, self._battle.turn)
