"""Chunks: what a worker is given, what it does with it, and what it gives back."""

import gc
import pickle
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from time import perf_counter
from typing import Any

import numpy as np

from sim.battle import Battle
from sim.commanders.commander import Commander, OrderWarning
from sim.experiments.design import Design
from sim.experiments.experiment import Progress
from sim.experiments.play import Played, play
from sim.experiments.under_way import SEVERAL, UnderWay
from sim.results.failure import Failure, described, replay_command, sift
from sim.results.folder import folder_at
from sim.results.label import Label
from sim.results.past import Past
from sim.results.rows import Rows, joined_rows, no_rows
from sim.results.tally import Tally

MOST_ROWS = 20_000
"""Rows that are played at once; a run of more points than this is played in pieces."""
LARGE = 1_000
"""Rows whose arrays must not wait for Python to collect its garbage when it sees fit."""

Watch = Callable[[Battle], None]
"""Sees each battle of a chunk before it starts."""


@dataclass(frozen=True)
class Work:
    """All that a worker needs to play any runs of a batch; it can be pickled."""

    design: Design
    seed: int
    series_every: int
    commanders: Mapping[str, Commander] = field(default_factory=dict)
    address: str | None = None
    """The folder that the worker writes its parts to; without it rows are handed back."""
    fingerprint: str = ""
    past: Past | None = None
    """The battle whose futures the runs are."""
    counted: bool = False
    """Whether the tallies of the measures are enough; rows are neither written nor kept then."""

    @property
    def kinds(self) -> dict[str, str]:
        """Each measure and what its values are."""
        return dict(self.design.kinds)

    def __getstate__(self) -> dict[str, Any]:
        """The design goes apart: batches of one design find what was made of it for the last."""
        return {**self.__dict__, "design": pickle.dumps(self.design)}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.__dict__.update({**state, "design": _unpacked(state["design"])})


@dataclass(frozen=True)
class Piece:
    """A chunk that was played; what was written is not in it."""

    label: Label
    rows: Rows | None = None
    tallies: dict[str, Tally] | None = None
    failures: list[Failure] = field(default_factory=list)
    doubts: Counter[str] = field(default_factory=Counter)
    """What was wrong with the orders of commanders, and in how many rows."""
    seconds: float = 0.0
    """How long it took."""


def carry_out(order: bytes | Work, first: int, runs: int, tell: Progress | None = None) -> Piece:
    """Play runs `first` to `first + runs - 1`, at every point; `order` may be a pickled `Work`.

    Rows are written if the work has an address, else counted or handed back. `tell` is told how
    many of the runs are behind. Raises OSError if rows cannot be written.
    """
    begun = perf_counter()
    work: Work = _unpacked(order) if isinstance(order, bytes) else order
    small = runs * work.design.points < SEVERAL
    watch = None if tell is None or small else UnderWay(tell, runs, work.design.points).watch
    return replace(_piece(work, first, runs, watch), seconds=perf_counter() - begun)


def _piece(work: Work, first: int, runs: int, watch: Watch | None) -> Piece:
    large = runs * work.design.points >= LARGE
    with _tidied() if large else nullcontext():
        rows, doubts = play_rows(work, np.arange(first, first + runs), watch)
    label = Label(work.fingerprint, first, runs, len(rows.failures))
    if work.counted:
        tallies = {name: Tally.of(values) for name, values in rows.measures.items()}
        return Piece(label, tallies=tallies, failures=rows.failures, doubts=doubts)
    if work.address is None:
        return Piece(label, rows, doubts=doubts)
    from sim.results.parts import write_part

    folder = folder_at(work.address)
    with_points = work.design.points > 1
    written = write_part(folder, label, rows, work.kinds, with_points=with_points)
    return Piece(written, doubts=doubts)


@contextmanager
def _tidied() -> Iterator[None]:
    """Leave no garbage: battles refer to themselves in circles, and their arrays are large.

    What was there before is not looked at. There are hundreds of thousands of objects in a process
    that has loaded the engine, and to go through them takes a tenth of the time of a chunk.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()


@lru_cache(maxsize=8)
def _unpacked(packed: bytes) -> Any:
    return pickle.loads(packed)


def play_rows(
    work: Work, runs: np.ndarray, watch: Watch | None = None
) -> tuple[Rows, Counter[str]]:
    """Play some runs at every point; what fails is set apart, down to the single run.

    Returns also what was wrong with orders, and in how many rows.
    """
    design = work.design
    parts: list[Rows] = []
    doubts: Counter[str] = Counter()
    for position in range(len(design.definitions)):
        points = np.flatnonzero(design.definition_of == position)
        rows = np.stack([np.repeat(runs, len(points)), np.tile(points, len(runs))], axis=1)
        for start in range(0, len(rows), MOST_ROWS):
            some = rows[start : start + MOST_ROWS]
            played, failed = sift(partial(_play, work, position, doubts, watch), some)
            parts += [*played, *(_failed(work, lost, error) for lost, error in failed)]
    return joined_rows(parts, work.kinds), doubts


def _play(
    work: Work, position: int, doubts: Counter[str], watch: Watch | None, rows: np.ndarray
) -> Rows:
    """Play rows of (run, point), shape (n, 2), of one definition."""
    runs, points = rows[:, 0], rows[:, 1]
    definition, entry_of = work.design.definitions[position], work.design.entry_of
    entries = None if entry_of is None else entry_of[points]
    numbers, branch, commanders = runs, None, work.commanders
    if work.past is not None:
        numbers, branch = np.full_like(runs, work.past.run), work.past.branch(runs, points)
        commanders = {**commanders, **work.past.commanders(points)}
        if work.past.settled is not None:
            from sim.experiments.hidden import Unknown

            unknown = Unknown(definition, work.seed, work.past.given)
            branch = unknown.fitting(numbers, branch, entries)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OrderWarning)  # they are counted over all chunks
        played: Played = play(
            definition,
            numbers,
            work.seed,
            entries=entries,
            branch=branch,
            commanders=commanders,
            series_every=work.series_every,
            watch=watch,
        )
    doubts.update(played.doubts)
    measures = {name: played.outcomes[name] for name in work.design.measures}
    return Rows(runs, points, measures, played.series if work.series_every else None)


def _failed(work: Work, rows: np.ndarray, error: Exception) -> Rows:
    line, trace = described(error)
    failures = [
        Failure(
            run,
            point,
            line,
            trace,
            replay_command(work.address, run, point) if work.address else "",
        )
        for run, point in rows.tolist()
    ]
    return replace(no_rows(work.kinds), failures=failures)
