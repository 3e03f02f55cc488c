"""Attrition: what two companies do to each other in one turn.

Each man is hit with probability 1 - exp(-h F e / N): h the hours of the turn, F the losses an hour
that the enemy inflicts on men, N the men he can aim at, e how exposed this man is. Vehicles, guns,
craft and aircraft likewise, by the fire aimed at their category. Both sides fire at once, each with
the men it has left on the average of the turn.
"""

import math

from tests.reference.luck import fallen


def exchange(battle, place, companies):
    """Men and weapons that two companies lose, each a dict by unit or weapons."""
    intensity = battle.definition.combat.parameters.get("intensity")
    hours = battle.clock.hours
    if intensity is not None:
        hours *= battle.inputs.number(intensity, "combat.parameters.intensity")
    one, other = companies
    firing = _mean_share_left(other, one, hours), _mean_share_left(one, other, hours)
    return [
        _suffer(battle, place, own, enemy, hours * share)
        for own, enemy, share in zip(companies, (other, one), firing, strict=True)
    ]


def _mean_share_left(company, enemy, hours):
    """The share of a company's men who are there on the average of the turn."""
    men = company.number("personnel")
    if men == 0:
        return 1.0
    exposed = sum(number * company.exposure(unit) for unit, number in company.men.items())
    hazard = hours * enemy.fire["personnel"] * exposed / men**2
    return -math.expm1(-hazard) / hazard if hazard > 1e-9 else 1.0


def _suffer(battle, place, company, enemy, hours):
    """(men, weapons) that a company loses to so many hours of the enemy's fire."""

    def lost(number, category, unit, item):
        hazard = hours * enemy.fire[category] / company.number(category) * company.exposure(unit)
        return fallen(
            number, hazard, battle.luck.uniform(f"combat/{place.name}", item, battle.turn)
        )

    men = {
        unit: lost(number, "personnel", unit, unit.luck)
        for unit, number in company.men.items()
        if number > 0
    }
    weapons = {
        weapons: lost(weapons.present, weapons.kind.category, unit, weapons.luck)
        for unit, weapons in company.weapons
        if enemy.fire[weapons.kind.category] > 0
    }
    return men, weapons
