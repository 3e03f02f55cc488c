"""Scenario trees as JSON and back: keys that are numbers, arrays over runs, times."""

from datetime import date, datetime
from typing import Any

import numpy as np

from sim.results.errors import UserError
from sim.scenario import Document
from sim.scenario.tree import Mark, plant

ARRAY, PAIRS = "$array", "$pairs"
"""Keys that no scenario can have; they mark what JSON has no form for."""


def encode(value: Any) -> Any:
    """A value of a scenario's tree as JSON holds it. Raises `UserError` if it cannot."""
    if isinstance(value, dict):
        if all(isinstance(key, str) for key in value):
            return {key: encode(one) for key, one in value.items()}
        return {PAIRS: [[key, encode(one)] for key, one in value.items()]}
    if isinstance(value, list | tuple):
        return [encode(one) for one in value]
    if isinstance(value, np.ndarray):
        return {ARRAY: value.tolist()}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, datetime):
        return value.isoformat(" ", timespec="minutes")
    if value is None or isinstance(value, bool | int | float | str):
        return value
    kind = "a date" if isinstance(value, date) else f"an object of type {type(value).__name__}"
    raise UserError(f"the scenario was changed to hold {kind}, which cannot be written to a file")


def decode(value: Any) -> Any:
    """What `encode` was given."""
    if isinstance(value, list):
        return [decode(one) for one in value]
    if not isinstance(value, dict):
        return value
    if list(value) == [ARRAY]:
        return np.array(value[ARRAY], np.float64)
    if list(value) == [PAIRS]:
        return {key: decode(one) for key, one in value[PAIRS]}
    return {key: decode(one) for key, one in value.items()}


def document_from(
    tree: dict[str, Any], text: dict[str, str], changes: dict[str, Any], file: str
) -> Document:
    """A scenario from its merged tree alone, with no file of it at hand.

    Raises `UserError` that names `file` if it is not sound.
    """
    from sim.scenario.validate import validate

    root = plant(tree, Mark(file, 0, 0))
    definition, found = validate(tree)
    wrong = [one for one in found if one.severity == "error"]
    if definition is None or wrong:
        located = [f"{'.'.join(map(str, one.path))}: {one.message}" for one in wrong]
        raise UserError(f"{file} holds a scenario that is not sound: {'; '.join(located[:3])}")
    return Document(definition, tree, text, changes, _root=root)
