"""A warning where runs of a batch failed: in Python nothing else would say so."""

import warnings

from sim.results.batch import Batch
from sim.world.words import count

TO_THE_CALLER = 3
"""Levels from the warning up to the line that called a method of a wargame."""


class RunsFailed(UserWarning):
    """Some runs of a batch could not be played; `failures` of the batch says why."""


def told(batch: Batch) -> str:
    """Which runs failed; empty if none did."""
    if not batch.failures:
        return ""
    first = batch.failures[0]
    failed = count(len(batch.failures), "run")
    return f"{failed} failed; the first is run {first.run:,}: {first.error} (see .failures)"


def warn_of(batch: Batch) -> None:
    """Warn if runs failed. To be called from the method that the user calls."""
    if batch.failures:
        warnings.warn(told(batch), RunsFailed, stacklevel=TO_THE_CALLER)
