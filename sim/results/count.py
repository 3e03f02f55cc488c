"""Counting: tallies of a batch on disk, read through once in bounded memory."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from sim.results.parts import column_values
from sim.results.tally import Tally

MOST_PENDING = 64
"""Tallies of batches that wait to be merged."""


def tallies_of(
    batches: Iterable[pa.RecordBatch], kinds: dict[str, str], measures: Sequence[str]
) -> dict[str, Tally]:
    """The tally of each of `measures` over all rows of the batches."""
    pending: dict[str, list[Tally]] = defaultdict(list)
    for batch in batches:
        for measure in measures:
            _collect(pending[measure], _tally(batch.column(measure), kinds[measure]))
    return {measure: Tally.merged(waiting) for measure, waiting in pending.items()}


def tallies_by_point(
    batches: Iterable[pa.RecordBatch],
    kinds: dict[str, str],
    measures: Sequence[str],
    points: int,
) -> list[dict[str, Tally]]:
    """The tallies of each point of a batch, by position of the point."""
    found: list[dict[str, list[Tally]]] = [defaultdict(list) for _ in range(points)]
    for batch in batches:
        point = batch.column("point").to_numpy() if points > 1 else np.zeros(len(batch), np.int64)
        order = np.argsort(point, kind="stable")
        edges = np.searchsorted(point[order], np.arange(points + 1))
        for measure in measures:
            values = column_values(batch.column(measure), kinds[measure])[order]
            for one in range(points):
                if edges[one] < edges[one + 1]:
                    _collect(found[one][measure], Tally.of(values[edges[one] : edges[one + 1]]))
    return [{measure: Tally.merged(waiting) for measure, waiting in one.items()} for one in found]


def _collect(waiting: list[Tally], tally: Tally) -> None:
    waiting.append(tally)
    if len(waiting) >= MOST_PENDING:
        waiting[:] = [Tally.merged(waiting)]


def _tally(column: pa.Array, kind: str) -> Tally:
    counted = column.value_counts()
    values = column_values(counted.field("values"), kind)
    plain = values.astype(str) if kind == "side" else values
    order = np.argsort(plain, kind="stable")
    return Tally(plain[order], counted.field("counts").to_numpy()[order].astype(np.int64))
