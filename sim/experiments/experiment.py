"""Experiments: what is played, and in which manner."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from os import PathLike
from typing import Any

from sim.commanders.commander import Commander
from sim.experiments.arguments import seed_of, whole
from sim.experiments.design import Design, Point
from sim.results.failure import futures_command, run_command
from sim.results.past import Past
from sim.scenario import Document
from sim.scenario.definition import Definition

CHUNK = 20_000
"""Rows that are played at once in large batches: enough to share the cost of events."""
MOST_UNITS = 750_000
"""Units of all these rows together: more would take a worker over half a gigabyte of memory."""
LEAST_CHUNK = 500
"""Below so many rows the cost of events is hardly shared."""
MOST_WITH_SERIES = 100_000
"""Runs beyond which no series are kept unless the caller says otherwise."""
LONGEST_SERIES = 100
"""Entries of a series beyond which turns are left out, unless the caller says otherwise."""

Progress = Callable[[int], None]
"""Called with the number of runs that are done."""


@dataclass(frozen=True)
class Experiment:
    """What is played: a scenario, the points that change it, and the seed of all luck."""

    document: Document
    seed: int
    points: Sequence[Point] = ({},)
    commanders: Mapping[str, Commander] = field(default_factory=dict)
    past: Past | None = None
    """The battle whose futures the runs are; without it they are battles of their own."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "seed", seed_of(self.seed))

    def document_at(self, point: int) -> Document:
        """The scenario of a point."""
        return self.document.at(self.points[point])

    def command(self, run: int, point: int) -> str:
        """What repeats a run."""
        if self.past is not None:
            turn, number = self.past.turns[point], self.past.run
            document = self.document_at(point)
            if self.past.given:
                return f"in Python: play(seed={self.seed}, run={number}, ...).futures({run + 1})"
            hidden = self.past.settled is not None
            return futures_command(document, self.seed, number, turn, run, hidden=hidden)
        if self.commanders:
            sides = ", ".join(f"{side}=..." for side in self.commanders)
            return f"in Python: play(seed={self.seed}, run={run}, {sides})"
        return run_command(self.document_at(point), self.seed, run)


@dataclass(frozen=True)
class Manner:
    """How it is played: nothing here changes an outcome.

    `chunk` is the number of runs that are played at once, chosen for speed if None; `series_every`
    k records every k-th turn, 0 none, and None keeps series to about a hundred entries. `out` is a
    folder or fsspec address; `resume` goes on with the batch in it and `overwrite` replaces it.
    Without `out` rows are held in memory, or only their tallies if `counted`. Chunks are played by
    `workers` processes, by an `executor` of the caller's, or by a Dask `cluster`. `progress` is
    told the number of runs that are done. Raises `UserError` for numbers that cannot be.
    """

    chunk: int | None = None
    series_every: int | None = None
    out: "str | PathLike[str] | None" = None
    overwrite: bool = False
    resume: bool = False
    counted: bool = False
    workers: int = 1
    executor: Executor | None = None
    cluster: str | None = None
    progress: Progress | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "workers", whole("workers", self.workers, 1))
        for name, least in (("chunk", 1), ("series_every", 0)):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, whole(name, value, least))


def unkept(manner: Mapping[str, Any]) -> Manner:
    """How something is played that only explains an experiment: in its manner, but not kept."""
    return Manner(**{**manner, "series_every": 0, "out": None, "resume": False})


def thinning(definition: Definition) -> int:
    """The number of turns from one entry of a series to the next that keeps it short."""
    return -(-definition.turns // LONGEST_SERIES)


def series_every(manner: Manner, plan: Design, runs: int) -> int:
    """The number of turns from one entry of a series to the next; 0 for no series."""
    if plan.points > 1 or manner.counted:
        return 0
    if manner.series_every is not None:
        return manner.series_every
    return thinning(plan.definitions[0]) if runs <= MOST_WITH_SERIES else 0


def chunk_size(manner: Manner, runs: int, workers: int, plan: Design) -> int:
    """Runs that are played at once, when so many are left."""
    if manner.chunk is not None:
        return manner.chunk
    rows = runs * plan.points
    most = min(CHUNK, MOST_UNITS // len(plan.definitions[0].units))
    rounds = max(1, -(-rows // (workers * most)))
    # as few chunks as can be, and as many for each worker: all end at about the same time
    share = most if workers == 1 else -(-rows // (workers * rounds))
    return max(1, min(most, max(share, LEAST_CHUNK)) // plan.points)
