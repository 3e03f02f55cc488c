"""Saving a batch that was held in memory."""

import os

from sim.results.batch import Batch
from sim.results.folder import folder_at
from sim.results.label import Label
from sim.results.manifest import Manifest
from sim.results.parts import write_part
from sim.results.rows import Rows
from sim.results.series import Series
from sim.results.store import Store

PART = 10_000
"""Runs in one part."""


def save(batch: Batch, address: "str | os.PathLike[str]", *, overwrite: bool = False) -> None:
    """Write the runs 0, 1, 2 ... of a batch to a results folder.

    Raises `UserError` if it is not empty; with `overwrite`, results in it are replaced.
    """
    folder, series = folder_at(address), batch.series
    total = batch.runs + len(batch.failures)
    every = 0 if series is None else 1
    names = list(batch.measures)
    manifest = Manifest.of(
        batch.document, batch.seed, total, chunk=PART, series_every=every, names=names
    )
    store = Store.create(folder, manifest, overwrite=overwrite)
    runs = batch.columns["run"]
    for first in range(0, total, PART):
        part = (runs >= first) & (runs < first + PART)
        failures = [one for one in batch.failures if first <= one.run < first + PART]
        rows = Rows(
            runs[part],
            runs[part] * 0,
            {name: values[part] for name, values in batch.measures.items()},
            None if series is None else Series.of(series).of_runs(part),
            failures,
        )
        label = Label(manifest.fingerprint, first, min(PART, total - first), len(failures))
        store.note(write_part(folder, label, rows, manifest.measures, with_points=False))
    store.save()
    store.describe(batch.document.definition)
