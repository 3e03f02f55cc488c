"""A sample battle: a coast, two sides with units of every kind, and one operation to try."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from sim.scenario.definition import Definition
from sim.scenario.figures import Count, Distance, Duration, Factor, Share, Speed
from sim.scenario.kinds import OperationSpec, Part
from sim.scenario.moment import Moment
from sim.scenario.names import OperationName, PlaceName, UnitName
from sim.scenario.order import OrderError, describe
from sim.scenario.shape import unwrap

NAME = "tried"
"""The operation that is tried."""
SIDE = "blue"
FIGURES: dict[Any, Any] = {
    Share: {"uniform": [0.3, 0.7]},
    Count: {"choice": {2: 1, 3: 1}},
    Factor: {"uniform": [1.0, 3.0]},
    Duration: {"uniform": ["1 h", "2 h"]},
    Distance: {"uniform": ["4 km", "6 km"]},
    Speed: {"uniform": ["6 km/h", "9 km/h"]},
    Moment: "1945-08-16 12:00",
    bool: True,
    str: "sample",
}
"""What stands for what an operation must be told: figures differ between runs."""
TRIES = 3_000

_ASSUMED = {"assumed": "sample"}
_COAST: dict[str, Any] = {
    "name": "sample",
    "title": "A sample",
    "start": "1945-08-15 04:00",
    "end": "1945-08-17 04:00",
    "turn": "30 min",
    "sides": {"blue": {"title": "Blue"}, "red": {"title": "Red"}},
    "weapons": {
        "machine_gun": {"fire": {"personnel": 1.5}, "anti_aircraft": 1},
        "tank": {"category": "armour", "fire": {"armour": 0.5, "personnel": 2}, "crew": 4},
        "gun": {
            "category": "guns",
            "fire": {"armour": 1, "craft": 0.5, "personnel": 0.5},
            "bombardment": {"craft": 0.2, "personnel": 3},
        },
        "boat": {"category": "craft", "fire": {"craft": 0.1}, "bombardment": {"personnel": 5}},
        "bomber": {"category": "aircraft", "strike": {"personnel": 3, "craft": 0.5}},
    },
    "places": {
        "shore": {
            "at": [50.0, 155.0],
            "terrain": "beach",
            "held_by": "red",
            "landing_sites": {"beach": {"capacity": 200}},
            "retreat": "village",
            "civilians": 300,
        },
        "village": {"at": [50.0, 155.1], "terrain": "town", "held_by": "red", "retreat": "hill"},
        "hill": {"terrain": "hills", "held_by": "red", "fortification": 0.5, "hills": True},
        "camp": {
            "at": [50.1, 155.1], "held_by": "blue", "landing_sites": {"pier": {"capacity": 90}}
        },
        "island": {"at": [50.3, 155.0], "terrain": "base", "held_by": "blue"},
        "haven": {"held_by": "blue", "civilians": 400},
        "roads": {"terrain": "sea"},
        "straits": {"terrain": "sea", "mines": 20},
    },
    "routes": [
        *(
            {"between": list(ends), "kind": "sea", "distance": "9 km"}
            for ends in (
                ("island", "shore"), ("island", "camp"), ("island", "roads"), ("roads", "shore"),
                ("haven", "island"), ("haven", "camp"), ("haven", "roads"),
            )
        ),
        {"between": ["camp", "village"], "distance": "3 km"},
        {"between": ["shore", "village"], "distance": "2 km"},
        {"between": ["village", "hill"], "distance": "3 km"},
    ],
    "units": {
        "rifles": {"side": "blue", "men": 240, "weapons": {"machine_gun": 8}, "place": "camp"},
        "marines": {"side": "blue", "men": {"uniform": [100, 300]}, "place": "island"},
        "tanks": {
            "side": "blue", "kind": "armour", "men": 30, "weapons": {"tank": 6}, "place": "camp"
        },
        "howitzers": {
            "side": "blue", "kind": "artillery", "men": 40, "weapons": {"gun": 4}, "place": "camp"
        },
        "boats": {
            "side": "blue", "kind": "ships", "men": 60, "weapons": {"boat": 6}, "place": "island"
        },
        "diver": {
            "side": "blue", "kind": "ships", "men": 40, "weapons": {"boat": 1}, "place": "island"
        },
        "bombers": {"side": "blue", "kind": "aircraft", "weapons": {"bomber": 9}},
        "guards": {"side": "red", "men": 90, "weapons": {"machine_gun": 3}, "place": "shore"},
        "reserve": {"side": "red", "men": 120, "quality": 0.7, "place": "hill"},
        "battery": {
            "side": "red", "kind": "artillery", "men": 30, "weapons": {"gun": 3}, "place": "hill"
        },
        "steamers": {
            "side": "red", "kind": "ships", "men": 40, "weapons": {"boat": 3}, "place": "shore"
        },
        "fighters": {"side": "red", "kind": "aircraft", "weapons": {"bomber": 6}},
    },
}  # fmt: skip


def sample_battle(
    kind: type[OperationSpec], given: Mapping[str, Any], *others: Mapping[str, Any]
) -> Definition:
    """The sample battle with an operation of a kind, that begins at another hour in each run.

    What an operation must be told and is not `given` is made up; `others` are more operations.
    Raises `OrderError` if nothing that is made up fits.
    """
    start = {"at": "1945-08-15 04:30", "delay": {"uniform": ["0 h", "4 h"]}}
    tried = {"kind": kind.kind_name(), "side": SIDE, "start": start, **_ASSUMED}
    operations = {NAME: tried | _example(kind, given)}
    operations |= {f"other_{i}": dict(one) for i, one in enumerate(others)}
    return Definition.model_validate(_COAST | {"operations": operations})


def _example(kind: type[OperationSpec], given: Mapping[str, Any]) -> dict[str, Any]:
    """What the operation is told: the first combination that passes the checks of a file."""
    bare = Definition.model_validate(_COAST)
    wanted = {
        name: field
        for name, field in kind.model_fields.items()
        if name not in OperationSpec.model_fields and name not in given and field.is_required()
    }
    options = [[*_options(name, field, bare)] for name, field in wanted.items()]
    refusal = OrderError("nothing is there to try it with")
    for values in islice(product(*options), TRIES):
        words = {**given, **dict(zip(wanted, values, strict=True))}
        try:
            _, doubts = describe({"kind": kind.kind_name(), **words}, SIDE, bare, {})
        except OrderError as error:
            refusal = error
            continue
        if not doubts:
            return words
        refusal = OrderError("; ".join(doubts))
    raise refusal


def _options(name: str, field: FieldInfo, battle: Definition) -> Iterable[Any]:
    kind = unwrap(field.annotation, None)
    part = next((one for one in field.metadata if isinstance(one, Part)), None)
    if part is not None:
        return ([unit] for unit in _units(part, battle))
    if kind in FIGURES:
        return (FIGURES[kind],)
    if kind is PlaceName:
        return battle.places
    if kind is UnitName:
        return battle.units
    if get_origin(kind) is list:
        inner = unwrap(get_args(kind)[0], None)
        names: dict[Any, Iterable[str]] = {
            PlaceName: battle.places,
            UnitName: battle.units,
            OperationName: (),
        }
        return ([one] for one in names.get(inner, ()))
    raise OrderError(f"{name}: nothing can be made up for it")


def _units(part: Part, battle: Definition) -> Iterator[str]:
    for name, unit in battle.units.items():
        if (unit.side == SIDE) == part.own and (not part.kinds or unit.kind in part.kinds):
            yield name
