"""Muster: the places, weapons and units of a scenario as they stand at its first turn."""

import math
from collections import Counter

from sim.rules.fitness import Fitness
from tests.reference.forces import Place, Status, Unit, WeaponClass, Weapons


def places(definition, inputs):
    """The places by name."""
    found = {}
    for number, (name, place) in enumerate(definition.places.items()):
        path = f"places.{name}"
        frontage = math.inf
        if place.frontage is not None:
            frontage = inputs.number(place.frontage, f"{path}.frontage")
        found[name] = Place(
            name=name,
            number=number,
            terrain=place.terrain,
            fortification=inputs.number(place.fortification, f"{path}.fortification"),
            frontage=frontage,
            area=place.area,
            hills=place.hills,
            control=place.held_by,
            retreat=place.retreat,
            depot=place.depot,
            mines=inputs.number(place.mines, f"{path}.mines"),
            people=Counter(present=int(inputs.number(place.civilians, f"{path}.civilians"))),
            losses={side: Counter() for side in definition.sides},
        )
    return found


def weapon_classes(definition, inputs):
    """The classes of weapons by name."""

    def worths(name, field):
        table = getattr(definition.weapons[name], field)
        return {
            c: inputs.number(worth, f"weapons.{name}.{field}.{c}") for c, worth in table.items()
        }

    def worth(name, field):
        return inputs.number(getattr(definition.weapons[name], field), f"weapons.{name}.{field}")

    def staying(name, weapon):
        if weapon.salvo is None:
            return 1.0
        return max(inputs.number(weapon.salvo.staying, f"weapons.{name}.salvo.staying"), 1.0)

    return {
        name: WeaponClass(
            name=name,
            category=weapon.category,
            fire=worths(name, "fire"),
            strike=worths(name, "strike"),
            bombardment=worths(name, "bombardment"),
            suppression=worth(name, "suppression"),
            anti_aircraft=worth(name, "anti_aircraft"),
            crew=worth(name, "crew"),
            staying=staying(name, weapon),
        )
        for name, weapon in definition.weapons.items()
    }


def units(definition, inputs, where):
    """The units by name; those at a base, and those without a place, wait for an operation."""
    classes = weapon_classes(definition, inputs)
    grades = inputs.parameters(
        Fitness.Parameters, definition.combat.changes("quality") or {}, "combat.quality"
    )
    found = {}
    for number, (name, spec) in enumerate(definition.units.items()):
        luck = spec.luck or name
        path = f"units.{luck}"
        weapons = [
            Weapons(name, luck, classes[one], int(inputs.number(count, f"{path}.weapons.{one}")))
            for one, count in spec.weapons.items()
        ]
        unit = found[name] = Unit(
            name=name,
            luck=luck,
            number=number,
            side=spec.side,
            kind=spec.kind,
            present=int(inputs.number(spec.men, f"{path}.men")),
            quality=_quality(spec.quality, f"{path}.quality", grades, inputs),
            armed=inputs.number(spec.armed, f"{path}.armed"),
            resolve=inputs.number(spec.resolve, f"{path}.resolve"),
            weapons=weapons,
        )
        if spec.place is not None:
            unit.place = where[spec.place]
            if unit.place.terrain != "base":
                unit.status = Status.FIELD
                unit.landed = unit.place.terrain != "sea"
    return found


def _quality(quality, path, grades, inputs):
    """The worth of a grade, or the number that the unit has of its own."""
    if isinstance(quality.value, str):
        return grades[quality.value]
    return inputs.number(quality, path)
