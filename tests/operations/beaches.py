"""Two beaches, a lagoon and one boat."""

import copy
from typing import Any

import numpy as np

from sim.experiments.play import Played, play
from sim.scenario.definition import Definition
from sim.world.chronicle import Occurrence


def _beach() -> dict[str, Any]:
    return {
        "terrain": "beach", "held_by": "blue", "landing_sites": {"sand": {"capacity": 1000}},
    }  # fmt: skip


def _landing(units: str, to: str) -> dict[str, Any]:
    return {
        "kind": "shuttle", "side": "red", "units": [units], "craft": ["boat"], "origin": "lagoon",
        "to": to, "lift": 10, "turnaround": "30 min", "speed": "8 km/h",
        "start": {"at": "1943-11-20 08:00"},
    }  # fmt: skip


BEACHES: dict[str, Any] = {
    "name": "beaches",
    "title": "Two beaches",
    "start": "1943-11-20 07:30",
    "end": "1943-11-20 12:00",
    "turn": "30 min",
    "sides": {"red": {"title": "Red"}, "blue": {"title": "Blue"}},
    "places": {
        "roads": {"terrain": "sea"}, "lagoon": {"terrain": "sea"},
        "first_beach": _beach(), "second_beach": _beach(),
    },
    "routes": [
        {"between": ["lagoon", "first_beach"], "kind": "sea", "distance": "2 km"},
        {"between": ["lagoon", "second_beach"], "kind": "sea", "distance": "2 km"},
    ],
    "weapons": {"boat": {"category": "craft"}},
    "units": {
        "men": {"side": "red", "men": 10, "place": "lagoon"},
        "others": {"side": "red", "men": 10, "place": "lagoon"},
        "boat": {"side": "red", "kind": "ships", "weapons": {"boat": 1}, "place": "lagoon"},
    },
    "operations": {
        "first": _landing("men", "first_beach"), "second": _landing("others", "second_beach"),
    },
}  # fmt: skip


def changed(tree: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A copy with values at other paths, such as `units__men__place`."""
    tree = copy.deepcopy(tree)
    for path, value in changes.items():
        *parents, last = path.split("__")
        node = tree
        for key in parents:
            node = node[key]
        node[last] = value
    return tree


def result(tree: dict[str, Any], runs: int, **asked: Any) -> Played:
    """What comes of some runs."""
    return play(Definition.model_validate(tree), np.arange(runs), 1, **asked)


def record(tree: dict[str, Any]) -> list[Occurrence]:
    """What happens in the first run."""
    return result(tree, 1, traced=True).record
