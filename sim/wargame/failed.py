"""A warning where runs of a batch failed: in Python nothing else would say so."""

import warnings

from sim.results.batch import Batch

TO_THE_CALLER = 3
"""Levels from the warning up to the line that called a method of a wargame."""


class RunsFailed(UserWarning):
    """Some runs of a batch could not be played; `failures` of the batch says why."""


def warn_of(batch: Batch) -> None:
    """Warn if runs failed. To be called from the method that the user calls."""
    if batch.failures:
        first = batch.failures[0]
        count = "1 run" if len(batch.failures) == 1 else f"{len(batch.failures):,} runs"
        text = f"{count} failed; the first is run {first.run:,}: {first.error} (see .failures)"
        warnings.warn(text, RunsFailed, stacklevel=TO_THE_CALLER)
