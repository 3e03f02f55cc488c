"""The run of a batch that lies nearest to history: to all claims at once.

The distance of a run from a claim is counted in standard deviations of the measure over the batch,
so that men, hours and craft can be added: the root of the mean square over measures with claims. Of
rival claims the nearest counts, and within an interval the distance is 0. What did not happen,
or happened though it should not have, and a wrong winner are `FAR` away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.scenario.definition import Claim

FAR = 3.0
"""Standard deviations that count for what is of another kind."""


@dataclass(frozen=True)
class Nearest:
    """The run nearest to history."""

    run: int
    distance: float
    """Root mean square over the measures, in standard deviations."""
    measures: int
    """Measures with claims."""
    runs: int
    """Runs that were looked at."""


def nearest_history(batch: Batch) -> Nearest:
    """The run of a batch that lies nearest to all claims; among equals the first.

    Raises `UserError` for a scenario without claims, and a batch without runs.
    """
    claims = {
        name: listed
        for name, listed in batch.document.definition.claims.items()
        if name in batch.source.measures()
    }
    if not claims:
        raise UserError(f"{batch.document.name} has no claims of history")
    if not batch.runs:
        raise UserError("no run came to its end")
    tables = [*batch.source.tables(list(claims))]
    runs = np.concatenate([one["run"] for one in tables])
    total = np.zeros(len(runs))
    for name, listed in claims.items():
        values = np.concatenate([one[name] for one in tables])
        total += np.min([_distance(values, one) for one in listed], axis=0) ** 2
    first = int(np.lexsort((runs, total))[0])
    distance = float(np.sqrt(total[first] / len(claims)))
    return Nearest(int(runs[first]), distance, len(claims), len(runs))


def _distance(values: np.ndarray, claim: Claim) -> np.ndarray:
    """Standard deviations between each value and a claim, (n,)."""
    if values.dtype.kind in "OUT":
        return np.where(values == claim.value, 0.0, FAR)
    low, high = claim.interval
    if values.dtype.kind == "M":
        return _of_times(values, (low, high))
    return _scaled(values.astype(np.float64), float(low), float(high))


def _of_times(values: np.ndarray, ends: Sequence[Any]) -> np.ndarray:
    happened = ~np.isnat(values)
    if not isinstance(ends[0], datetime):
        return np.where(happened, FAR, 0.0)
    minutes = values.astype("datetime64[m]").astype(np.int64).astype(np.float64)
    low, high = (float(np.datetime64(end, "m").astype(np.int64)) for end in ends)
    found = np.full(len(values), FAR)
    if happened.any():
        found[happened] = _scaled(minutes[happened], low, high)
    return found


def _scaled(values: np.ndarray, low: float, high: float) -> np.ndarray:
    off = np.maximum(np.maximum(low - values, values - high), 0.0)
    spread = float(values.std()) or max(abs(low), 1.0)
    return np.asarray(off / spread)
