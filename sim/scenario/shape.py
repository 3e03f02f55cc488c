"""What the models allow at a path of the scenario's tree."""

from inspect import get_annotations
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from sim.scenario.definition import Definition
from sim.scenario.distribution import DISTRIBUTIONS
from sim.scenario.figures import Figure
from sim.scenario.kinds import OperationSpec, kind_named
from sim.scenario.moment import Moment
from sim.scenario.problems import TreePath
from sim.scenario.record import Sourced


def is_open(path: TreePath) -> bool:
    """Whether the keys of a mapping are defined by models and rules, not by the scenario."""
    return len(path) == 2 and path[0] == "combat"


def unwrap(annotation: Any, raw: Any) -> Any:
    """The bare class or container behind `Annotated`, `| None` and operations of any kind."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, UnionType):
            members = [one for one in get_args(annotation) if one is not NoneType]
            if len(members) > 1:
                return None
            annotation = members[0]
        elif annotation is OperationSpec:
            name = raw.get("kind") if isinstance(raw, dict) else None
            return kind_named(name) if isinstance(name, str) else None
        else:
            return annotation


def model(kind: Any) -> type[BaseModel] | None:
    """The kind if it is a model."""
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def further(known: type[BaseModel]) -> Any:
    """The annotation of what keys may hold that a model does not name; None if it allows none."""
    allowed = known.model_config.get("extra") == "allow"
    return get_args(get_annotations(known)["__pydantic_extra__"])[1] if allowed else None


def is_figure(kind: Any) -> bool:
    """Whether values of this kind are figures or moments, with a provenance of their own."""
    return isinstance(kind, type) and issubclass(kind, Figure | Moment)


def child(kind: Any, key: object) -> Any:
    """The annotation below a key or list position; None if there can be none."""
    known = model(kind)
    if known is not None:
        found = known.model_fields.get(str(key))
        return found.annotation if found else further(known)
    if get_origin(kind) is dict:
        return get_args(kind)[1]
    return get_args(kind)[0] if get_origin(kind) in (list, tuple) else None


def below(raw: Any, key: object) -> Any:
    """The value below a key or list position of a plain tree; None if there is none."""
    if isinstance(raw, dict):
        return raw.get(key)
    inside = isinstance(raw, list | tuple) and isinstance(key, int) and 0 <= key < len(raw)
    return raw[key] if inside and isinstance(key, int) else None


def kind_at(path: TreePath, tree: Any) -> Any:
    """What stands at a path: a model, a container or a plain type; None if nothing can.

    Where a list is one of mappings, a mapping alone is the only one in it.
    """
    kind: Any = Definition
    for key in path:
        tree = below(tree, key)
        annotation = child(kind, key)
        kind = unwrap(annotation, tree) if annotation is not None else None
        if get_origin(kind) is list and isinstance(tree, dict):
            kind = unwrap(get_args(kind)[0], tree)
    return kind


def keys_of(kind: Any) -> list[str]:
    """The keys that a mapping of this kind may have."""
    known = model(kind)
    if known is None:
        return []
    if issubclass(known, Figure):
        return ["value", *DISTRIBUTIONS, "choice", "draws", *Sourced.model_fields]
    own = [name for name in known.model_fields if name not in Sourced.model_fields]
    provenance = [name for name in Sourced.model_fields if name in known.model_fields]
    return [*own, *provenance, *(["include"] if known is Definition else [])]
