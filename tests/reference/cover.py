"""Cover: what ground, works, darkness and surprise do to the fire and exposure of a side."""


def fire_and_exposure(modifiers, place, *, attacking, night, surprised):
    """Multipliers of the fire of men at a place and of the losses that they suffer.

    Attackers use only part of the cover of the ground, and none of the works. Surprise is of
    garrisons alone.
    """
    ground = modifiers[place.terrain]
    fire = modifiers["night_fire"] if night else 1.0
    if attacking:
        return (
            fire * modifiers["attack_fire"],
            1 - modifiers["attacker_cover"] * (1 - ground),
        )
    exposure = ground * (1 - modifiers["fortification"] * place.fortification)
    if surprised:
        return fire * modifiers["surprise_fire"], exposure * modifiers["surprise_exposure"]
    return fire, exposure


def faded(level, hours, half_life):
    """What is left of suppression or disorder, which halve in time and pass after 20 half-lives."""
    return level * 0.5 ** (hours / half_life) if hours <= 20 * half_life else 0.0
