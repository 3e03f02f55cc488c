"""Powers: what of a weapon makes a kind of fire from afar worth ordering."""

from sim.scenario.figures import Figure
from sim.scenario.forces import Weapon


def bombs(weapon: Weapon) -> list[Figure]:
    """What a weapon does to those whom it bombards."""
    return [*weapon.bombardment.values(), weapon.suppression]


def strikes(weapon: Weapon) -> list[Figure]:
    """What a weapon does to those whom it attacks from the air."""
    return [*weapon.strike.values(), weapon.suppression]


def hits_ships(weapon: Weapon) -> list[Figure]:
    """What a weapon does to ships."""
    return [power for target, power in weapon.strike.items() if target == "craft"]
