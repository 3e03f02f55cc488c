"""Forces: classes of weapons, and what a unit has of them."""

from tests.compose.choices import WAY

WEAPONS = {
    "machine_gun": {"fire": {"personnel": 3}, "anti_aircraft": 1, **WAY},
    "tank": {"category": "armour", "crew": 4, "fire": {"armour": 2, "personnel": 3}, **WAY},
    "gun": {
        "category": "guns",
        "fire": {"armour": 2, "craft": 2, "personnel": 1},
        "bombardment": {"craft": 1, "guns": 1, "personnel": 6},
        "suppression": 0.2,
        **WAY,
    },
    "boat": {
        "category": "craft",
        "bombardment": {"personnel": 5, "guns": 1},
        "suppression": 0.3,
        "anti_aircraft": 2,
        **WAY,
    },
    "steamer": {"category": "craft", "salvo": {"staying": 2}, **WAY},
    "bomber": {
        "category": "aircraft",
        "fire": {"aircraft": 3},
        "strike": {"craft": 2, "armour": 0.5, "personnel": 3},
        "suppression": 0.3,
        **WAY,
    },
}
FOOT = ("infantry", "militia", "armour", "artillery")
_ARMS = {
    "infantry": ("machine_gun", "gun"),
    "militia": ("machine_gun",),
    "artillery": ("gun", "machine_gun"),
    "armour": ("tank", "machine_gun"),
    "ships": ("boat", "steamer"),
    "aircraft": ("bomber",),
}
"""What units of a kind carry: the first, and perhaps the others."""


def arms(choices, kind):
    """Men and weapons of a unit, and how good they are."""
    first, *others = _ARMS[kind]
    weapons = [first, *(one for one in others if choices.perhaps())]
    unit = {"weapons": {one: choices.count(1, 6) for one in weapons}}
    if kind in FOOT:
        few = kind in ("armour", "artillery")
        unit["men"] = choices.count(2, 20) if few else choices.count(10, 150)
    elif kind == "ships" and choices.perhaps():
        unit["men"] = choices.count(5, 60)
    if choices.perhaps(3):
        unit |= choices.options(
            quality=lambda: choices.pick("short", "naval_infantry", choices.figure(0.3, 2)),
            resolve=lambda: choices.figure(0.3, 3),
            armed=lambda: choices.figure(0.2, 1),
        )
    return unit
