"""Squadrons: the aircraft of one side in a flight, and what they do to another's."""

import math

from tests.reference.luck import binomial

ATTACK_HOURS = 0.1
"""How long fighters attack a formation: a few passes."""


class Squadrons:
    """All aircraft of some units; `cause` names their luck."""

    def __init__(self, battle, cause, units):
        self._battle = battle
        self._cause = cause
        self.aircraft = [weapons for unit in units for weapons in unit.weapons]

    def ready(self):
        """Aircraft that can fly."""
        return sum(one.present for one in self.aircraft)

    def lost(self):
        """Aircraft that are no more."""
        return sum(one.lost for one in self.aircraft)

    def fly(self):
        """Each that can flies a sortie."""
        for one in self.aircraft:
            self._battle.sky.count(one, one.present)

    def worth(self, table, category):
        """What all of them together do to a category."""
        return sum(
            one.present * getattr(one.kind, table).get(category, 0.0) for one in self.aircraft
        )

    def suppression(self):
        """What a sortie of each suppresses."""
        return sum(one.present * one.kind.suppression for one in self.aircraft)

    def draw(self, item, chance):
        """How many of each meet a fate that each meets with a probability, as pairs."""
        for one in self.aircraft:
            luck = self._battle.luck.uniform(self._cause, f"{item}/{one.luck}", self._battle.turn)
            yield one, binomial(one.present, chance, luck)

    def hit(self, place, item, hazard):
        """Hit each with a hazard."""
        for one, number in self.draw(item, -math.expm1(-hazard)):
            self._battle.casualties.hit_weapons(f"{self._cause}/{item}", place, one, number)

    def damage(self, item, chance):
        """Damage each with a probability; returns how many."""
        total = 0
        for one, number in self.draw(item, chance):
            one.present -= number
            one.damaged += number
            total += number
        return total


def dogfight(place, transports, escort, attackers):
    """Fighters attack transports that have an escort: each of these ties up one of them."""
    free = attackers.ready() / max(attackers.ready() + escort.ready(), 1)
    attack, defence = attackers.worth("fire", "aircraft"), escort.worth("fire", "aircraft")
    for group, item, fire in (
        (transports, "transports", attack * free),
        (escort, "escorts", attack * (1 - free)),
        (attackers, "attackers", defence),
    ):
        group.hit(place, item, fire * ATTACK_HOURS / max(group.ready(), 1))


def kept_down(shock, men):
    """The share of the crews of guns whom some shock suppresses."""
    return -math.expm1(-100 * shock / max(men, 1))
