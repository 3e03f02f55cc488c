"""Narrow: numbers and times in as few bytes as hold them, on their way from process to process.

What workers hand back passes through a pipe, which takes longer than to make it small: the counts
of most measures have one byte or two, and so have the minutes between the times of one.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

NEVER = -1
"""In place of NaT."""
TYPES = (np.uint8, np.int8, np.uint16, np.int16, np.int32)


class Narrow(NamedTuple):
    """Numbers or times as whole numbers from `base` on."""

    values: np.ndarray
    base: int
    kind: np.dtype
    """What they were."""

    def widen(self, out: np.ndarray) -> None:
        """Write them to `out` as they were."""
        if self.kind.kind != "M":
            out[:] = self.values
            return
        np.add(self.values, self.base, out=out.view(np.int64), dtype=np.int64)
        out[self.values == NEVER] = np.datetime64("NaT")


def widened(pieces: Sequence[Narrow | np.ndarray]) -> np.ndarray:
    """The pieces of a column, (n,) each, as they were, one after the other."""
    kinds = [one.kind for one in pieces if isinstance(one, Narrow)]
    plain = [one for one in pieces if not isinstance(one, Narrow)]
    if not kinds:
        return np.concatenate(plain)
    lengths = [len(one.values if isinstance(one, Narrow) else one) for one in pieces]
    whole, start = np.empty(sum(lengths), kinds[0]), 0
    for one, length in zip(pieces, lengths, strict=True):
        part = whole[start : start + length]
        start += length
        if isinstance(one, Narrow):
            one.widen(part)
        else:
            part[:] = one
    return whole


def narrow(values: np.ndarray) -> "Narrow | np.ndarray":
    """Whole numbers or times in fewer bytes; others as they are."""
    if not values.size or values.dtype.kind not in "iM":
        return values
    if values.dtype.kind == "i":
        return Narrow(small(values), 0, values.dtype)
    times, never = values.view(np.int64), np.isnat(values)
    base = int(times.min(where=~never, initial=np.iinfo(np.int64).max))
    return Narrow(small(np.where(never, NEVER, times - base)), base, values.dtype)


def small(values: np.ndarray) -> np.ndarray:
    """Whole numbers, at least one, in the first of `TYPES` that holds them all."""
    if values.itemsize == 1:
        return values
    low, high = values.min(), values.max()
    for kind in TYPES:
        if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
            return values.astype(kind)
    return values
