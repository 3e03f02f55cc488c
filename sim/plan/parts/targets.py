"""Fire from afar: whether it can hit anybody."""

from collections.abc import Iterator, Sequence
from typing import Literal

from sim.scenario.figures import Factor
from sim.scenario.forces import Weapon
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.subject import Subject


def warn_of_harmless(
    units: Sequence[UnitName],
    power: Literal["bombardment", "strike"],
    path: TreePath,
    subject: Subject,
) -> Iterator[Finding]:
    """Warns if none of the weapons of some units has a power."""
    definition = subject.definition
    known = [definition.units.get(unit) for unit in units]
    carried = [name for unit in known if unit is not None for name in unit.weapons]
    weapons = [definition.weapons.get(name) for name in carried]
    if None in known or None in weapons:
        return
    if not any(_hits(weapon, power) for weapon in weapons if weapon):
        message = f"none of their weapons has `{power}` or `suppression`, so that they do nothing"
        yield Finding((*path, "units"), message, severity="warning")


def _hits(weapon: Weapon, power: Literal["bombardment", "strike"]) -> bool:
    powers: dict[str, Factor] = getattr(weapon, power)
    figures = [*powers.values(), weapon.suppression]
    return any(not isinstance(f.value, float) or f.value > 0 for f in figures)


def warn_of_nobody(
    places: Sequence[PlaceName], side: str, path: TreePath, subject: Subject
) -> Iterator[Finding]:
    """Warns if no enemy of a side can ever be at one of the places."""
    if not subject.whole("units", "operations", "sides"):
        return
    enemies = [one for one in subject.definition.sides if one != side]
    reached = {place for enemy in enemies for place in subject.whereabouts.of_side(enemy)}
    if not reached.intersection(places):
        names = " or ".join(show(str(place)) for place in places)
        message = f"nobody of the other side can be at {names}, so that there is nothing to hit"
        yield Finding(path, message, severity="warning", tells_plan=True)


def no_own_troops(place: str, side: str, subject: Subject) -> bool:
    """Whether no unit of a side can ever be at a place."""
    return subject.whole("units", "operations") and place not in subject.whereabouts.of_side(side)
