"""Monte Carlo: one scenario, many runs."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.commanders import Commander
from sim.experiments.play import Played, play
from sim.experiments.validation import checked
from sim.results.batch import Batch, Memory, joined
from sim.results.errors import UserError
from sim.scenario import Document
from sim.scenario.definition import Definition

if TYPE_CHECKING:
    import xarray as xr

    from sim.results.manifest import Manifest
    from sim.results.store import Store

CHUNK = 2000
"""Runs that are played at once: enough to share the cost of events, few enough for the memory."""
MOST_IN_MEMORY = 1_000_000
LONGEST_SERIES = 100
"""Entries of a series beyond which turns are left out, unless the caller says otherwise."""

Progress = Callable[[int], None]
"""Called with the number of runs that are done."""


def thinning(definition: Definition) -> int:
    """The number of turns from one entry of a series to the next that keeps it short."""
    return -(-definition.turns // LONGEST_SERIES)


def monte_carlo(
    document: Document,
    runs: int,
    seed: int,
    *,
    chunk: int = CHUNK,
    series_every: int | None = None,
    out: str | Path | None = None,
    overwrite: bool = False,
    commanders: dict[str, Commander] | None = None,
    progress: Progress | None = None,
) -> Batch:
    """Play runs 0 to `runs` - 1 of a scenario.

    `series_every` k records every k-th turn, 0 none; without it series are kept to about a
    hundred entries. With `out` the batch is written to that folder part by part, and nothing of
    it is held in memory; when it is interrupted, the parts written so far stay. Raises
    `ScenarioError` for combat parameters that cannot be, and `UserError` for a folder that
    cannot be used.
    """
    if runs < 1 or chunk < 1:
        raise UserError("a batch needs at least one run, and at least one run at once")
    checked(document)
    every = thinning(document.definition) if series_every is None else series_every
    if out is None and runs > MOST_IN_MEMORY:
        raise UserError(
            f"{runs:,} runs do not fit into memory (at most {MOST_IN_MEMORY:,}); write them to a "
            "folder with --out, or out= in Python"
        )
    chunks = (np.arange(i, min(i + chunk, runs)) for i in range(0, runs, chunk))

    def battles(numbers: np.ndarray) -> Played:
        return play(document.definition, numbers, seed, commanders=commanders, series_every=every)

    if out is None:
        return Batch(document, seed, _in_memory(chunks, battles, progress))
    from sim.results.manifest import Manifest

    manifest = Manifest.of(document, seed, runs, chunk=chunk, series_every=every)
    source = _on_disk(Path(out), manifest, overwrite, chunks, battles, progress)
    return Batch(document, seed, source)


def _on_disk(
    folder: Path,
    manifest: "Manifest",
    overwrite: bool,
    chunks: Iterable[np.ndarray],
    battles: Callable[[np.ndarray], Played],
    progress: Progress | None,
) -> "Store":
    from sim.results.store import Store

    store = Store.create(folder, manifest, overwrite=overwrite)
    for numbers in chunks:
        played = battles(numbers)
        store.write(_table(played), None if played.recorder is None else played.series)
        if progress is not None:
            progress(int(numbers[-1]) + 1)
    store.finish()
    return store


def _in_memory(
    chunks: Iterable[np.ndarray], battles: Callable[[np.ndarray], Played], progress: Progress | None
) -> Memory:
    tables, series = [], []
    for numbers in chunks:
        played = battles(numbers)
        tables.append(_table(played))
        if played.recorder is not None:
            series.append(played.series)
        if progress is not None:
            progress(int(numbers[-1]) + 1)
    return Memory(joined(tables), _concatenated(series) if series else None)


def _table(played: Played) -> dict[str, np.ndarray]:
    return {"run": played.runs, **played.outcomes}


def _concatenated(parts: "list[xr.Dataset]") -> "xr.Dataset":
    import xarray as xr

    if len(parts) == 1:
        return parts[0]
    return xr.concat(
        parts, dim="run", data_vars="all", coords="minimal", compat="override", join="exact"
    )
