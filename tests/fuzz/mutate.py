"""Structured changes of a scenario's tree: it stays readable and means something else."""

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

NASTY: tuple[Any, ...] = (
    *(None, True, -1, 0, 1, 3, 0.5, 1e300, 1e16, -1e-300, 2**63, float("inf"), float("nan")),
    *("", " ", "x", "a.b", "civilians", "winner", "killed", "5 km", "-5 km", "0 h", "1e-9 h"),
    *("40000 km", "0.01 km/h", "10000 kn", "100000 h", "1 min", "1945-08-16 05:00", "x" * 70),
    *([], {}, [None], {"value": 3}, {"uniform": [0, 1]}, {"normal": [1, 1e6]}, {"assumed": "x"}),
    {"lognormal": [1, 1e9]},
)
"""Values that something somewhere does not expect."""
Spot = tuple[Any, Any]
"""A mapping or list, and the key or position in it."""


def mutate(tree: dict[str, Any], random: Random) -> dict[str, Any]:
    """A copy with one to three things changed."""
    tree = copy.deepcopy(tree)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        spots = list(_spots(tree))
        if spots:
            holder, key = random.choice(spots)
            random.choice((_swap, _swap, _nasty, _lose, _rename, _scale))(
                holder, key, spots, random
            )
    return tree


def _spots(value: Any) -> Iterator[Spot]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(items):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _spots(inner)


def _swap(holder: Any, key: Any, spots: list[Spot], random: Random) -> None:
    """What stands under the same key elsewhere: of the right type, and often out of place."""
    others = [one[name] for one, name in spots if name == key and isinstance(name, str)]
    if others:
        holder[key] = copy.deepcopy(random.choice(others))


def _nasty(holder: Any, key: Any, spots: list[Spot], random: Random) -> None:
    holder[key] = copy.deepcopy(random.choice(NASTY))


def _lose(holder: Any, key: Any, spots: list[Spot], random: Random) -> None:
    del holder[key]


def _rename(holder: Any, key: Any, spots: list[Spot], random: Random) -> None:
    if isinstance(holder, dict):
        names = [name for _, name in spots if isinstance(name, str)]
        holder[random.choice([*names, "", "a.b", "civilians", "5"])] = holder.pop(key)


def _scale(holder: Any, key: Any, spots: list[Spot], random: Random) -> None:
    value = holder[key]
    if isinstance(value, int | float) and not isinstance(value, bool):
        holder[key] = type(value)(value * random.choice((0, 10, 1000))) if abs(value) < 1e9 else 0
