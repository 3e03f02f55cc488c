"""A small battle for tests: an island, a shore to land on, a village and a hill."""

import copy
from typing import Any

import numpy as np

from sim.experiments.play import Played, play
from sim.scenario.definition import Definition

_BASE: dict[str, Any] = {
    "name": "skirmish",
    "title": "A skirmish",
    "start": "1945-08-15 04:00",
    "end": "1945-08-16 04:00",
    "turn": "30 min",
    "sides": {"blue": {"title": "Blue"}, "red": {"title": "Red"}},
    "weapons": {
        "machine_gun": {"fire": {"personnel": 1.5}, "anti_aircraft": 1},
        "tank": {"category": "armour", "fire": {"armour": 0.5, "personnel": 2}},
        "gun": {"category": "guns", "fire": {"armour": 1, "craft": 0.5, "personnel": 0.5}},
        "boat": {"category": "craft", "bombardment": {"personnel": 5}, "suppression": 0.3},
        "bomber": {"category": "aircraft", "strike": {"personnel": 3}, "suppression": 0.3},
    },
    "places": {
        "island": {"terrain": "base", "held_by": "blue"},
        "shore": {
            "terrain": "beach",
            "held_by": "red",
            "landing_sites": {"beach": {"capacity": 200}},
            "rocks": 0.1,
            "retreat": "village",
        },
        "village": {"terrain": "town", "held_by": "red", "retreat": "hill"},
        "hill": {"terrain": "hills", "held_by": "red", "fortification": 0.5, "hills": True},
    },
    "routes": [
        {"between": ["island", "shore"], "kind": "sea", "distance": "20 km"},
        {"between": ["shore", "village"], "distance": "2 km"},
        {"between": ["village", "hill"], "distance": "3 km"},
    ],
    "units": {
        "marines": {"side": "blue", "men": 200, "place": "island"},
        "boats": {"side": "blue", "kind": "ships", "weapons": {"boat": 6}, "place": "island"},
        "bombers": {"side": "blue", "kind": "aircraft", "weapons": {"bomber": 6}},
        "guards": {
            "side": "red",
            "men": 80,
            "weapons": {"machine_gun": 2, "gun": 1},
            "quality": 0.5,
            "place": "shore",
        },
        "reserve": {"side": "red", "men": 100, "quality": 0.5, "place": "hill"},
    },
    "operations": {
        "landing": {
            "kind": "landing",
            "side": "blue",
            "units": ["marines"],
            "craft": ["boats"],
            "origin": "island",
            "to": "shore",
            "speed": {"uniform": ["8 km/h", "12 km/h"]},
            "detection": 0.5,
            "start": {"at": "1945-08-15 05:00"},
        },
        "village": {
            "kind": "assault",
            "side": "blue",
            "units": ["marines"],
            "to": "village",
            "start": {"after": ["landing"], "when": {"control": {"shore": "blue"}}},
        },
        "support": {
            "kind": "strike",
            "side": "blue",
            "units": ["bombers"],
            "targets": ["shore", "village", "hill"],
            "start": {"at": "1945-08-15 06:00"},
            "duration": "12 h",
        },
        "salvoes": {
            "kind": "gunfire",
            "side": "blue",
            "units": ["boats"],
            "target": "shore",
            "in_support": True,
            "duration": "6 h",
            "start": {"after": ["landing"]},
        },
        "counterattack": {
            "kind": "march",
            "side": "red",
            "units": ["reserve"],
            "to": "village",
            "start": {"when": {"control": {"shore": "blue"}}},
        },
    },
    "victory": [{"side": "blue", "when": {"control": {"village": "blue"}}}],
}


def skirmish(**changes: Any) -> Definition:
    """The skirmish with dotted paths replaced, such as `units__marines__men=300`."""
    tree = copy.deepcopy(_BASE)
    for path, value in changes.items():
        *parents, last = path.split("__")
        node = tree
        for key in parents:
            node = node[key]
        if value is None:
            node.pop(last)
        else:
            node[last] = copy.deepcopy(value)
    return Definition.model_validate(tree)


def played(runs: int | np.ndarray = 200, seed: int = 1, **changes: Any) -> Played:
    """The skirmish played in runs 0, 1, 2 ..."""
    numbers = np.arange(runs) if isinstance(runs, int) else runs
    return play(skirmish(**changes), numbers, seed)
