"""Visits everything in a definition."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sim.scenario.figures import Figure
from sim.scenario.moment import Moment
from sim.scenario.problems import TreePath
from sim.scenario.record import Record, Sourced


class Visit(NamedTuple):
    """One value of a definition."""

    path: TreePath
    value: Any
    covered: bool
    """Whether something around it says where its figures come from."""
    is_key: bool = False


def walk(value: Any, path: TreePath = (), covered: bool = False) -> Iterator[Visit]:
    """The value and all that it contains, keys of mappings included."""
    yield Visit(path, value, covered)
    if isinstance(value, Record):
        names = [*type(value).model_fields, *(value.model_extra or ())]
        if isinstance(value, Sourced):
            covered = covered or bool(value.source or value.assumed)
        if isinstance(value, Figure | Moment):
            names = [*Sourced.model_fields]
        for name in names:
            inner = getattr(value, name)
            if inner is not None:
                yield from walk(inner, (*path, name), covered)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield Visit((*path, key), key, covered, is_key=True)
            yield from walk(inner, (*path, key), covered)
    elif isinstance(value, list | tuple):
        for position, inner in enumerate(value):
            yield from walk(inner, (*path, position), covered)
