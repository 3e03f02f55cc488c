"""What the rows of a scenario follow from: all that it says, less its words.

Sources, notes and titles explain a battle, and claims judge it; none of them is played. The order
of a file counts: within a step of the sequence of play, what stands first acts first.
"""

import json
from collections.abc import Iterator
from datetime import date
from enum import Enum
from hashlib import sha256
from typing import Any

import numpy as np
from pydantic import BaseModel

from sim.scenario.definition import Definition
from sim.scenario.record import PROVENANCE

WORDS = frozenset({*PROVENANCE, "title"})
"""Fields of any part of a scenario that nothing is played by."""
APART = frozenset(
    {"summary", "clock", "sources", "background", "left_out", "score", "claims", "variants"}
)
"""Sections that nothing is played by."""
LABELS = frozenset({"colour", "commanders"})
"""Fields of a side that nothing is played by."""


def essence(definition: Definition) -> dict[str, Any]:
    """What is played, as JSON holds it; numbers in one form, and the order of the file."""
    played = {name: getattr(definition, name) for name in type(definition).model_fields}
    plain = {name: _plain(one) for name, one in played.items() if name not in WORDS | APART}
    for side in plain["sides"].values():
        for label in LABELS:
            side.pop(label, None)
    return plain


def without_words(value: Any) -> Any:
    """A value that a point changes, as a scenario file would write it, less its words."""
    if isinstance(value, dict):
        if "value" in value and set(value) <= {"value", *PROVENANCE}:
            return without_words(value["value"])
        return {key: without_words(one) for key, one in value.items() if key not in PROVENANCE}
    if isinstance(value, list | tuple):
        return [without_words(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def digest(plain: Any) -> str:
    """The hash of something that JSON can hold; the order of mappings counts."""
    return sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()


def differences(old: Any, new: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """The values that differ between two essences, by dotted path."""
    if isinstance(old, dict | None) and isinstance(new, dict | None) and (old or new):
        old, new = old or {}, new or {}
        if set(old) == set(new) and list(old) != list(new):
            yield f"the order of {path or 'sections'}", ", ".join(old), ", ".join(new)
        for key in dict.fromkeys([*old, *new]):
            yield from differences(old.get(key), new.get(key), f"{path}.{key}".strip("."))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from differences(one, other, f"{path}.{number}")
    elif old != new:
        yield path, old, new


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        fields = {name: getattr(value, name) for name in type(value).model_fields}
        fields |= value.model_extra or {}
        played = {name: _plain(one) for name, one in fields.items() if name not in WORDS}
        return played["value"] if list(played) == ["value"] else played
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.value if isinstance(value, Enum) else value
