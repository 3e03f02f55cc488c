"""Designs: the points of an experiment, each the scenario with some values changed.

A plain batch has one point and changes nothing. The points of a sweep travel along the axis of
runs: figures become arrays with one value a point, and every row says which entry it takes. Values
that cannot be arrays (a turn, a name, a switch) make one definition for each combination of them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import ValidationError

from sim.experiments.validation import checked
from sim.results.codec import encode
from sim.results.errors import UserError
from sim.scenario import Document, ScenarioError
from sim.scenario.assign import PathError, find_path
from sim.scenario.definition import Definition
from sim.scenario.document import VARIANT
from sim.scenario.figures import Figure
from sim.scenario.measures import measures
from sim.scenario.shape import unwrap
from sim.scenario.walk import walk

Point = Mapping[str, Any]
"""What a point changes, by dotted path."""


@dataclass(frozen=True)
class Design:
    """What is played: definitions, and for each point which of them it plays and how.

    `definition_of` and `entry_of` have shape (points,); `entry_of` is None when arrays in the
    scenario have one value a run, as users may set them.
    """

    definitions: tuple[Definition, ...]
    definition_of: np.ndarray
    entry_of: np.ndarray | None
    kinds: Mapping[str, str]
    """The measures that all points yield, and what their values are."""

    @property
    def measures(self) -> tuple[str, ...]:
        """The names of these measures."""
        return tuple(self.kinds)

    @property
    def points(self) -> int:
        """Number of points."""
        return len(self.definition_of)


def design(document: Document, points: Sequence[Point] = ({},)) -> Design:
    """The design of a scenario and the points that change it.

    Raises `ScenarioError` for changes that the scenario refuses, and `UserError` for a sweep of a
    scenario in which a figure is an array already.
    """
    if len(points) == 1 and not points[0]:
        definition = checked(document).definition
        return Design((definition,), np.zeros(1, np.int64), None, _kinds([definition]))
    if has_arrays(document.definition):
        raise UserError("a scenario with arrays over runs cannot be swept or changed what-if")
    return _swept(document, points)


def has_arrays(definition: Definition) -> bool:
    """Whether a figure of a scenario is an array over runs."""
    return any(
        isinstance(one.value, Figure) and isinstance(one.value.value, np.ndarray)
        for one in walk(definition)
    )


def _swept(document: Document, points: Sequence[Point]) -> Design:
    arrays = _arrays(document, points)
    rest = [{path: one for path, one in point.items() if path not in arrays} for point in points]
    # points that do not set a figure are no part of a definition in which it is an array
    keys = [
        json.dumps([encode(changes), [path for path in arrays if path in point]], sort_keys=True)
        for changes, point in zip(rest, points, strict=True)
    ]
    distinct = list(dict.fromkeys(keys))
    definitions = []
    for key in distinct:
        first = keys.index(key)
        set_here = {path: one for path, one in arrays.items() if path in points[first]}
        changed = document.at(rest[first])
        definitions.append(checked(changed.set(set_here) if set_here else changed).definition)
    return Design(
        tuple(definitions),
        np.array([distinct.index(key) for key in keys], np.int64),
        np.arange(len(points)),
        _kinds([document.definition, *definitions]),
    )


def _kinds(definitions: Sequence[Definition]) -> dict[str, str]:
    """The measures that all definitions yield, and what their values are."""
    first, *others = map(measures, definitions)
    return {name: one.kind for name, one in first.items() if all(name in known for known in others)}


def _arrays(document: Document, points: Sequence[Point]) -> dict[str, np.ndarray]:
    """The figures that are a number wherever they are set, as arrays in their own units.

    Where a point does not set one there is a value that is set elsewhere; nothing reads it.
    """
    found = {}
    for path in dict.fromkeys(path for point in points for path in point if path != VARIANT):
        values = [_number(document, path, point[path]) for point in points if path in point]
        numbers = [value for value in values if value is not None]
        several = len(values) > 1 or len(points) == 1
        if several and len(numbers) == len(values) and _takes(document, path, np.array(numbers)):
            given = iter(numbers)
            whole = [next(given) if path in point else numbers[0] for point in points]
            found[path] = np.array(whole)
    return found


def _takes(document: Document, path: str, array: np.ndarray) -> bool:
    """Whether a figure may be an array; if a value is wrong, setting it alone will say so."""
    try:
        document.set({path: array})
    except ScenarioError:
        return False
    return True


def _number(document: Document, path: str, value: Any) -> float | None:
    """What a figure at a path makes of a value; None if that is no single number.

    Raises `ScenarioError` if the path or the value is wrong.
    """
    try:
        kind = unwrap(find_path(path, document.tree)[1], value)
        if not (isinstance(kind, type) and issubclass(kind, Figure)) or isinstance(value, dict):
            return None
        number = kind(value=value, assumed="set by the user").value
    except (PathError, ValidationError):
        document.set({path: value})  # says what is wrong and what is allowed
        return None
    return number if isinstance(number, float) else None
