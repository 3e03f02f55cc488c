"""Small scenarios put together at random from all that the format knows."""

from random import Random
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from sim.scenario.figures import Count, Distance, Duration, Factor, Figure, Share, Speed
from sim.scenario.moment import Moment
from sim.scenario.names import Reference

FIGURES: dict[type[Figure], tuple[str, ...]] = {
    Count: ("0", "1", "7", "200", "{uniform: [1, 30]}"),
    Share: ("0", "0.3", "1", "{uniform: [0, 1]}"),
    Factor: ("0", "0.2", "1", "40", "{lognormal: [1, 2]}"),
    Duration: ("0 h", "20 min", "3 h", "2 days", "{uniform: [1 h, 5 h]}"),
    Distance: ("0 km", "1 km", "9 nm", "{triangular: [1 km, 2 km, 30 km]}"),
    Speed: ("0.5 km/h", "5 km/h", "9 kn", "300 km/h"),
}
GROUND = """\
name: composed
title: Composed at random
start: 1904-08-16 05:00
end: 1904-08-17 17:00
turn: {turn}
sides: {{red: {{title: Red}}, blue: {{title: Blue}}}}
weapons:
  rifle: {{fire: {{personnel: 0.05}}, assumed: x}}
  tank: {{category: armour, fire: {{personnel: 2, armour: 1}}, crew: 4, assumed: x}}
  gun: {{category: guns, fire: {{armour: 1}}, bombardment: {{craft: 1, personnel: 3}}, assumed: x}}
  boat: {{category: craft, bombardment: {{personnel: 9}}, fire: {{aircraft: 1}}, assumed: x}}
  plane: {{category: aircraft, strike: {{personnel: 2, craft: 0.4, aircraft: 1}}, assumed: x}}
"""
PLACES = ("sea", "bay", "shore", "town", "hill", "island")
TERRAIN = {"sea": "sea", "bay": "sea", "shore": "beach", "town": "town", "hill": "hills"}
ARMS = {"ships": "boat", "aircraft": "plane", "armour": "tank", "artillery": "gun"}


def ground(random: Random) -> str:
    """A theatre and its forces, to which operations can be added."""
    lines = [GROUND.format(turn=random.choice(("10 min", "30 min", "1 h", "3 h")))]
    lines += ["places:", *(_place(name, random) for name in PLACES), "routes:"]
    for first, second in ((0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (0, 5), (5, 2), (1, 5)):
        if random.random() < 0.85:
            by_sea = first in (0, 1) or (first, second) == (5, 2)
            kind = "sea" if by_sea else random.choice(("road", "track", "rail"))
            ends = f"[{PLACES[first]}, {PLACES[second]}]"
            distance = random.choice(FIGURES[Distance])
            lines.append(f"  - {{between: {ends}, kind: {kind}, distance: {distance}, assumed: x}}")
    lines += ["units:", *(_unit(number, random) for number in range(random.randint(4, 9)))]
    return "\n".join(lines) + "\n"


def _place(name: str, random: Random) -> str:
    said = [f"terrain: {TERRAIN.get(name, 'base')}", "assumed: x"]
    if random.random() < 0.5:
        said.append(f"held_by: {random.choice(('red', 'blue'))}")
    if name in ("shore", "island"):
        said.append(f"landing_sites: {{pier: {{capacity: {random.choice((30, 400))}}}}}")
    if random.random() < 0.3:
        said += [f"civilians: {random.choice((50, 3000))}", "hills: true", "area: land"]
    if random.random() < 0.2:
        said.append(f"fortification: {random.choice(FIGURES[Share])}")
    return f"  {name}: {{{', '.join(said)}}}"


def _unit(number: int, random: Random) -> str:
    kind = random.choice(("infantry", "infantry", "militia", *ARMS))
    said = [f"side: {('red', 'blue')[number % 2]}", f"kind: {kind}", "assumed: x"]
    said.append(f"men: {random.choice(FIGURES[Count]) if kind in ARMS else 150}")
    if random.random() < 0.9:
        said.append(f"place: {random.choice(PLACES)}")
    weapon = ARMS.get(kind, random.choice(("rifle", "gun", "tank")))
    said.append(f"weapons: {{{weapon}: {random.choice((1, 6, 40))}}}")
    return f"  unit_{number}: {{{', '.join(said)}}}"


def operation(spec: type[BaseModel], names: dict[str, list[str]], random: Random) -> str:
    """An operation of a kind in flow style, with some of its optional fields."""
    said = []
    for name, field in spec.model_fields.items():
        if name in ("source", "where", "note", "title", "enabled"):
            continue
        if field.is_required() or random.random() < 0.4 or name == "kind":
            said.append(f"{name}: {_value(name, field.annotation, names, random)}")
    return (
        "{" + ", ".join(part for part in said if not part.startswith("assumed")) + ", assumed: x}"
    )


def _value(name: str, annotation: Any, names: dict[str, list[str]], random: Random) -> str:
    """A value of the type that a field has."""
    kind, origin = annotation, get_origin(annotation)
    if origin is Annotated:
        return _value(name, get_args(kind)[0], names, random)
    if origin in (Union, UnionType):
        members = [one for one in get_args(kind) if one is not NoneType]
        return _value(name, random.choice(members), names, random)
    if origin is Literal:
        return str(random.choice(get_args(kind)))
    if origin is list:
        count = random.choice((1, 1, 2))
        return (
            f"[{', '.join(_value(name, get_args(kind)[0], names, random) for _ in range(count))}]"
        )
    if origin is dict:
        key, value = (_value(name, one, names, random) for one in get_args(kind))
        return f"{{{key}: {value}}}"
    return _single(name, kind, names, random)


def _single(name: str, kind: Any, names: dict[str, list[str]], random: Random) -> str:
    if kind is bool:
        return random.choice(("true", "false"))
    if issubclass(kind, Reference):
        return random.choice(names[kind.section] or ["nobody"])
    if issubclass(kind, Figure):
        return random.choice(FIGURES[kind])
    if issubclass(kind, Moment):
        return f"1904-08-{random.choice((16, 16, 17))} {random.randint(5, 17):02}:30"
    if name == "start":
        return _trigger(names, random)
    if issubclass(kind, BaseModel):
        return "{}"
    return random.choice(("pier", "x"))


def _trigger(names: dict[str, list[str]], random: Random) -> str:
    said = []
    if names["operations"] and random.random() < 0.4:
        said.append(f"after: [{random.choice(names['operations'])}]")
    if random.random() < 0.3:
        control = f"{random.choice(PLACES)}: {random.choice(('red', 'blue'))}"
        said.append(f"when: {{any: [{{control: {{{control}}}}}, {{losses: {{red: 0.1}}}}]}}")
    if random.random() < 0.2:
        said.append(f"delay: {random.choice(FIGURES[Duration])}")
    if not said or random.random() < 0.5:
        said.append(f"at: 1904-08-16 {random.randint(5, 20):02}:00")
    return "{" + ", ".join(said) + "}"
