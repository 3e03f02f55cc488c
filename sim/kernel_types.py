"""What a kernel is compiled for: types of arguments, told alike of values and of numba's types.

Only arrays, numbers and bundles of them are told; about all else only numba knows what to do.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

Types = tuple[str, ...]


def types_of(given: Iterable[Any]) -> Types | None:
    """The types of arguments; None if there are others than arrays, numbers and bundles."""
    try:
        return tuple(part for value in given for part in _of_value(value))
    except TypeError:
        return None


def numbas_types(kinds: Iterable[Any]) -> Types | None:
    """The same of the types for which numba has compiled."""
    try:
        return tuple(part for kind in kinds for part in _of_kind(kind))
    except TypeError:
        return None


def strictness(types: Types) -> tuple[int, ...]:
    """The least of what takes the least: fractions may be whole, arrays have any order or both."""
    fractions = sum(one.startswith("f") and one.isalnum() for one in types)
    return fractions, *(sum(one.endswith(f"{order}]") for one in types) for order in "AC")


def _of_value(value: Any) -> Iterator[str]:
    kind = type(value)
    if kind is np.ndarray and value.flags.aligned:
        flags = value.flags
        order = "C" if flags.c_contiguous else "F" if flags.f_contiguous else "A"
        yield _array(value.dtype, value.ndim, order, readable_alone=not flags.writeable)
    elif isinstance(value, tuple):
        yield _bundle(kind)
        for one in value:
            yield from _of_value(one)
        yield ")"
    elif kind is int and value.bit_length() <= 64:
        yield _number(np.dtype(np.int64 if value.bit_length() < 64 else np.uint64))
    elif kind in (bool, float) or isinstance(value, np.generic):
        yield _number(np.dtype(kind))
    else:
        raise TypeError


def _of_kind(kind: Any) -> Iterator[str]:
    from numba import types
    from numba.np.numpy_support import as_dtype

    bundle: Any = types.BaseTuple
    if type(kind) is types.Array and kind.aligned:
        yield _array(as_dtype(kind.dtype), kind.ndim, kind.layout, readable_alone=not kind.mutable)
    elif isinstance(kind, bundle):
        yield _bundle(getattr(kind, "instance_class", tuple))
        for one in kind:
            yield from _of_kind(one)
        yield ")"
    elif type(kind) in (types.Integer, types.Float, types.Boolean):
        yield _number(as_dtype(kind))
    else:  # a literal is in the code itself
        raise TypeError


def _number(dtype: Any) -> str:
    if dtype.kind not in "biuf" or not dtype.isnative:
        raise TypeError
    return f"{dtype.kind}{dtype.itemsize}"


def _array(dtype: Any, dimensions: int, order: str, *, readable_alone: bool) -> str:
    return f"{_number(dtype)}[{dimensions}{'r' * readable_alone}{order}]"


def _bundle(kind: Any) -> str:
    return f"{kind.__module__}.{kind.__qualname__}({', '.join(getattr(kind, '_fields', ()))}"
