"""The signature of a part of a scenario: the same for parts that say the same."""

import hashlib
from typing import Any

import numpy as np
from pydantic import BaseModel

from sim.scenario.record import Sourced

_SIGNIFICANT = 8
"""Bytes of a signature: one in 10^19 pairs is the same by chance."""


def signature(part: BaseModel) -> str:
    """A short text that follows from all that a part says, but for where its figures come from."""
    return hashlib.blake2b(repr(_told(part)).encode(), digest_size=_SIGNIFICANT).hexdigest()


def _told(value: Any) -> Any:
    """Plain values: equal parts become equal text."""
    if isinstance(value, BaseModel):
        names = [name for name in type(value).model_fields if name not in Sourced.model_fields]
        return tuple((name, _told(getattr(value, name))) for name in names)
    if isinstance(value, dict):
        return tuple((str(key), _told(inner)) for key, inner in value.items())
    if isinstance(value, list | tuple):
        return tuple(_told(inner) for inner in value)
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    return repr(value)
