"""Contest: what an agent of a scenario is shown and may choose, as data for JSON.

It has the shape that contests of agents know (Kaggle's environments): `observation` and `action`
with every field and every number, `reward`, and the number of `agents`.
"""

from typing import Any

from sim.rl.actions import ActionSpace
from sim.rl.observation import FIELDS, FLAGS, shapes
from sim.scenario import Document, load

VERSION = "0"
"""The version of the environments, as in `beachhead/Toro-v0`."""


def specification(scenario: str | Document) -> dict[str, Any]:
    """Plain values that say all of the environments of a scenario, side by side."""
    document = load(scenario) if isinstance(scenario, str) else scenario
    definition = document.definition
    return {
        "name": document.name,
        "title": definition.title,
        "description": definition.summary,
        "version": VERSION,
        "agents": [len(definition.sides)],
        "configuration": {
            "turns": definition.turns,
            "turn_hours": definition.turn_hours,
            "orders": "orders that a side can give in a turn, one a step; 1 if not said",
            "seed": "the number of the run",
        },
        "reward": {
            "type": "number",
            "description": "at the end 1 for a battle won, -1 for one lost, 0 else; before that 0",
        },
        "sides": {side: _side(document, side) for side in definition.sides},
    }


def _side(document: Document, side: str) -> dict[str, Any]:
    definition, space = document.definition, ActionSpace(document.definition, side)
    units = [name for name, unit in definition.units.items() if unit.side == side]
    sizes = shapes((len(units), len(definition.places), len(space)))
    actions = [
        {"number": number, "text": one.text, "verb": one.verb, "units": [*one.units],
         "goal": one.goal, "order": one.order}
        for number, one in enumerate(space.actions)
    ]  # fmt: skip
    return {
        "units": units,
        "places": [*definition.places],
        "observation": {name: _field(name, shape) for name, shape in sizes.items()},
        "action": {"type": "integer", "minimum": 0, "maximum": len(space) - 1, "values": actions},
    }


def _field(name: str, shape: tuple[int, ...]) -> dict[str, Any]:
    field = FIELDS[name]
    return {
        "type": "array",
        "shape": [*shape],
        "items": "int8" if name in FLAGS else "float32",
        "description": field.meaning,
        "columns": [one._asdict() for one in field.columns],
    }
