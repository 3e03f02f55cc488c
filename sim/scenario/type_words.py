"""What a field of a record takes, and its default, in words."""

from collections.abc import Iterable
from datetime import datetime
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.scenario.distribution import Distribution
from sim.scenario.figures import Figure
from sim.scenario.kinds import OperationSpec
from sim.scenario.moment import Moment
from sim.scenario.names import Key, Reference
from sim.scenario.vocabulary import OneOf


def takes(field: FieldInfo) -> str:
    """What a field takes, in words, with its bounds."""
    return _bounded(_words(field.annotation), field.metadata)


def _bounded(words: str, metadata: Iterable[Any]) -> str:
    """Words with the bounds that stand in an annotation, or the words that it allows."""
    constraints: list[Any] = []
    for one in metadata:
        constraints += getattr(one, "metadata", [one])
    allowed = next((one.words for one in constraints if isinstance(one, OneOf)), None)
    if allowed is not None:
        return _choice(allowed)
    low, high = (
        next((getattr(one, key) for one in constraints if hasattr(one, key)), None)
        for key in ("ge", "le")
    )
    return words if low is None or high is None else f"{words} from {low:g} to {high:g}"


def _words(annotation: Any) -> str:
    """A type in words."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return _choice(inner)
    if origin is dict:
        return f"mapping: {_words(inner[0])} to {_words(inner[1])}"
    if origin is list:
        return f"list: {_words(inner[0])}"
    if origin is tuple:
        return f"[{', '.join(map(_words, inner))}]"
    if annotation == Key:
        return "a name"
    if origin is Annotated:
        return _bounded(_words(inner[0]), inner[1:])
    if inner:
        return " or ".join(dict.fromkeys(_words(one) for one in inner if one is not NoneType))
    return _plain(annotation)


def _choice(words: Iterable[str]) -> str:
    return ", ".join(f"`{one}`" for one in words)


def _plain(kind: Any) -> str:
    if kind in PLAIN:
        return PLAIN[kind]
    if issubclass(kind, Reference):
        return f"a name in `{kind.section}`"
    if issubclass(kind, Figure):
        return str(kind.allowed())
    return title(kind)


PLAIN: dict[Any, str] = {
    str: "text",
    bool: "true or false",
    float: "a number",
    int: "a whole number",
    Any: "any value",
    datetime: "a date and time",
    Moment: "a date and time",
    OperationSpec: "an operation",
}


def default(field: FieldInfo) -> str:
    """The value of a field that a file leaves out."""
    value = field.default
    if value is PydanticUndefined:
        return "required"
    if isinstance(value, Figure):
        return _written(value)
    if value in (None, "", [], {}) or isinstance(value, BaseModel):
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _written(figure: Figure) -> str:
    """A default as a file would write it."""
    assert not isinstance(figure.value, Distribution)
    if isinstance(figure.value, str):
        return f"`{figure.value}`"
    unit = next((f" {unit}" for unit, size in figure.units.items() if size == 1), "")
    return f"`{figure.value:g}{unit}`"


def title(record: type) -> str:
    """The name of a record in words: ``LandingSite`` is ``landing site``."""
    letters = (f" {one.lower()}" if one.isupper() else one for one in record.__name__)
    return "".join(letters).strip()
