"""The names of what a battle is measured by.

`winner`, and for a side, place (or area) and operation of the scenario:

    <side>.killed | wounded | missing | captured | evacuated | casualties | killed_and_wounded
    <side>.surrendered_at                       <side>.<weapon>.lost | damaged | sorties
    <side>.armour | guns | craft | aircraft . lost | damaged | hit (lost or damaged)
    <side>.sorties   <side>.sorties@1945-08-16  <side>.ashore@1945-08-16T05:00
    <place>.taken_at
    <place or area>.<side>.killed | wounded | missing | captured | casualties | killed_and_wounded
    <operation>.started_at | completed_at
    <ship>.dead | rescued | landed | attacked_at | sunk_at (of ferries and convoys)
    civilians.killed | evacuated                <place or area>.civilians.killed | evacuated
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Literal

from sim.scenario.definition import Definition
from sim.scenario.problems import unknown

FATES = ("killed", "wounded", "missing", "captured")
LOCAL = (*FATES, "casualties", "killed_and_wounded")
SIDE = (*FATES, "evacuated", "casualties", "killed_and_wounded", "surrendered_at")
SHIP = ("dead", "rescued", "landed", "attacked_at", "sunk_at")
CIVILIANS = ("killed", "evacuated")
DAMAGEABLE = ("armour", "guns", "craft", "aircraft")
TIMES = ("attacked_at", "sunk_at", "surrendered_at", "taken_at", "started_at", "completed_at")

WORDS = frozenset({"winner", "civilians", "lost", "hit", "sorties", "ashore", "personnel"}).union(
    {"damaged"}, SIDE, SHIP, TIMES, DAMAGEABLE
)
"""Words of which the names of measures are made."""


def measures(definition: Definition) -> list[str]:
    """Every measure that the scenario yields, in a stable order.

    Those with a date are yielded for the days of the scenario (sorties, if the side has aircraft)
    and for the dates and hours of which the scenario's claims speak.
    """
    names = ["winner"]
    for side in definition.sides:
        names += [f"{side}.{fate}" for fate in SIDE]
        names += _of_weapons(definition, side)
        names += _of_sorties(definition, side)
        names += [name for name in definition.claims if _is_ashore(name, side, definition)]
    for place in definition.places:
        names.append(f"{place}.taken_at")
        names += [f"{place}.{side}.{fate}" for side in definition.sides for fate in LOCAL]
    for area in areas(definition):
        names += [f"{area}.{side}.{fate}" for side in definition.sides for fate in LOCAL]
    names += _of_civilians(definition)
    names += [f"{ship}.{what}" for ship in carriers(definition) for what in SHIP]
    for operation in definition.operations:
        names += [f"{operation}.started_at", f"{operation}.completed_at"]
    return list(dict.fromkeys(names))


def value_kind(measure: str) -> Literal["side", "time", "number"]:
    """What the values of a measure are."""
    if measure == "winner":
        return "side"
    return "time" if measure.rpartition(".")[2] in TIMES else "number"


def complaint(measure: str, definition: Definition, known: list[str]) -> str | None:
    """What is wrong with a measure that is not among those `known`; None if it is."""
    if measure in known:
        return None
    example = f"{next(iter(definition.sides), 'side')}.ashore@{definition.start:%Y-%m-%dT%H:%M}"
    return unknown("measure", measure, [*known, example])


def areas(definition: Definition) -> list[str]:
    """The larger names under which losses of places are added up."""
    return list(dict.fromkeys(p.area for p in definition.places.values() if p.area is not None))


def carriers(definition: Definition) -> list[str]:
    """Units of ships that carry civilians, in the order of the scenario."""
    units = {ship for operation in definition.operations.values() for ship in operation.carriers()}
    return [name for name in definition.units if name in units]


def days(definition: Definition) -> list[date]:
    """The calendar days that the scenario touches; one that ends at midnight is over."""
    first = definition.start.date()
    midnight = definition.end == datetime.combine(definition.end, time.min)
    count = (definition.end.date() - first).days + (0 if midnight else 1)
    return [first + timedelta(days=number) for number in range(count)]


def _of_weapons(definition: Definition, side: str) -> Iterator[str]:
    units = [unit for unit in definition.units.values() if unit.side == side]
    carried = {name for unit in units for name in unit.weapons}
    weapons = {name: w for name, w in definition.weapons.items() if name in carried}
    for name, weapon in weapons.items():
        yield f"{side}.{name}.lost"
        if weapon.category in DAMAGEABLE:
            yield f"{side}.{name}.damaged"
        if weapon.category == "aircraft":
            yield f"{side}.{name}.sorties"
    for category in DAMAGEABLE:
        if any(weapon.category == category for weapon in weapons.values()):
            yield from (f"{side}.{category}.{wear}" for wear in ("lost", "damaged", "hit"))


def _of_civilians(definition: Definition) -> Iterator[str]:
    inhabited = {name: p for name, p in definition.places.items() if p.civilians.value != 0}
    around = dict.fromkeys(p.area for p in inhabited.values() if p.area is not None)
    owners = ["civilians", *(f"{name}.civilians" for name in (*inhabited, *around))]
    if inhabited:
        yield from (f"{owner}.{lot}" for owner in owners for lot in CIVILIANS)


def _of_sorties(definition: Definition, side: str) -> Iterator[str]:
    units = definition.units.values()
    if any(unit.side == side and unit.kind == "aircraft" for unit in units):
        yield f"{side}.sorties"
        yield from (f"{side}.sorties@{day:%Y-%m-%d}" for day in days(definition))


def _is_ashore(measure: str, side: str, definition: Definition) -> bool:
    head, _, text = measure.partition("@")
    if head != f"{side}.ashore":
        return False
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M")
    except ValueError:
        return False
    one_spelling = text == moment.isoformat(timespec="minutes")
    return one_spelling and definition.start <= moment <= definition.end
