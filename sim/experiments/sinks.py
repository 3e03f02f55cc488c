"""Sinks: where the pieces of a batch go. In memory, counted, or on disk by their workers."""

import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from sim.experiments.chunk import Piece
from sim.experiments.design import Design
from sim.experiments.experiment import Experiment, Manner
from sim.results.batch import Memory, Source, Tallied
from sim.results.errors import UserError
from sim.results.failure import Failure
from sim.results.folder import Folder
from sim.results.rows import Rows, joined_rows
from sim.results.tally import Tally
from sim.scenario.definition import Definition

if TYPE_CHECKING:
    from sim.results.store import Store

LOG = logging.getLogger("beachhead")
"""Where it is told what was found damaged; it is shown on standard error unless others listen."""
MOST_IN_MEMORY = 1_000_000
"""Rows that are held in memory."""


class Sink(Protocol):
    """Takes pieces in any order and says what is missing."""

    @property
    def address(self) -> str | None:
        """Where workers write their parts to."""

    @property
    def fingerprint(self) -> str:
        """What marks the parts as those of this batch."""

    @property
    def series_every(self) -> int:
        """The number of turns from one entry of a series to the next; 0 for no series."""

    def missing(self, runs: int) -> list[range]:
        """The run numbers below `runs` that are not there. Raises `UserError` if too many."""

    def accept(self, piece: Piece) -> None:
        """Take a piece."""

    def save(self) -> None:
        """Bring everything into order."""

    def source(self) -> Source:
        """What is there."""

    def state(self, done: int, runs: int) -> str:
        """What is there, for a message that the batch has stopped."""


class InMemory:
    """Holds all rows."""

    address = None
    fingerprint = ""

    def __init__(self, experiment: Experiment, plan: Design, series_every: int) -> None:
        self.series_every = series_every
        self._experiment = experiment
        self._points = plan.points
        self._kinds = dict(plan.kinds)
        self._rows: list[Rows] = []
        self._played = 0

    def missing(self, runs: int) -> list[range]:
        """All that were not played yet."""
        if runs * self._points > MOST_IN_MEMORY:
            raise UserError(
                f"{runs * self._points:,} runs do not fit into memory (at most "
                f"{MOST_IN_MEMORY:,}); write them to a folder with --out, or out= in Python"
            )
        return [range(self._played, runs)] if runs > self._played else []

    def accept(self, piece: Piece) -> None:
        """Keep the rows."""
        assert piece.rows is not None
        self._rows.append(piece.rows)
        self._played += piece.label.runs

    def save(self) -> None:
        """Put the rows in order."""
        self._rows = [joined_rows(self._rows, self._kinds)]

    def source(self) -> Source:
        """All rows."""
        rows = self._rows[0]
        command = self._experiment.command
        failures = [one.repeated_by(command(one.run, one.point)) for one in rows.failures]
        return Memory(rows.columns(with_points=self._points > 1), rows.series, failures)

    def state(self, done: int, runs: int) -> str:
        """Nothing is kept."""
        return "Nothing was kept; --out DIR, or out= in Python, keeps what is done."


class Counted:
    """Holds the tally of each measure, which is small however many runs there are."""

    address = None
    fingerprint = ""
    series_every = 0

    def __init__(self, experiment: Experiment, plan: Design) -> None:
        if plan.points > 1:
            raise ValueError("points are not told apart in tallies")
        self._experiment = experiment
        self._measures = list(plan.measures)
        self._tallies: dict[str, list[Tally]] = defaultdict(list)
        self._failures: list[Failure] = []
        self._played = 0

    def missing(self, runs: int) -> list[range]:
        """All that were not played yet."""
        return [range(self._played, runs)] if runs > self._played else []

    def accept(self, piece: Piece) -> None:
        """Add the counts of the piece."""
        assert piece.tallies is not None
        for name, tally in piece.tallies.items():
            self._tallies[name] = [Tally.merged([*self._tallies[name], tally])]
        self._failures += piece.failures
        self._played += piece.label.runs

    def save(self) -> None:
        """Nothing to bring into order."""

    def source(self) -> Source:
        """The tallies."""
        failures = sorted(self._failures, key=lambda one: one.run)
        command = self._experiment.command
        return Tallied(
            {name: listed[0] for name, listed in self._tallies.items()},
            self._measures,
            self._played - len(failures),
            [one.repeated_by(command(one.run, one.point)) for one in failures],
        )

    def state(self, done: int, runs: int) -> str:
        """Nothing is kept."""
        return "Nothing was kept; --out DIR keeps what is done."


class OnDisk:
    """Lists the parts that workers write to a results folder."""

    def __init__(self, store: "Store", definition: Definition) -> None:
        self._store = store
        self._definition = definition
        self.address = store.folder.address
        self.fingerprint = store.manifest.fingerprint
        self.series_every = store.manifest.series_every

    @classmethod
    @contextmanager
    def opened(
        cls,
        folder: Folder,
        experiment: Experiment,
        manner: Manner,
        plan: Design,
        runs: int,
        every: int,
    ) -> Iterator["OnDisk"]:
        """The sink of a new folder or of one to go on with, locked as long as it is in use."""
        from sim.results.manifest import NAME, Manifest
        from sim.results.ours import check_free
        from sim.results.store import Store

        begun = manner.resume and NAME in folder.names()
        if not begun:
            check_free(folder, overwrite=manner.overwrite)
        elif manner.series_every is None:
            every = Manifest.read(folder).series_every
        manifest = Manifest.of(
            experiment.document,
            experiment.seed,
            runs,
            chunk=manner.chunk or 0,
            series_every=every,
            points=experiment.points,
            names=plan.measures,
            commanders=experiment.commanders,
        )
        if experiment.past is not None:
            manifest.past = experiment.past.as_json()
        with folder.locked():
            if begun:
                store = Store.resume(folder, manifest, experiment.document)
                for note in store.notes:
                    LOG.warning(note)
            else:
                store = Store.create(folder, manifest, overwrite=manner.overwrite)
            yield cls(store, experiment.document.definition)

    def missing(self, runs: int) -> list[range]:
        """The run numbers that no part has."""
        manifest = self._store.manifest
        manifest.runs = max(runs, manifest.done)
        return self._store.missing(runs)

    def accept(self, piece: Piece) -> None:
        """List the part that was written."""
        self._store.note(piece.label)

    def save(self) -> None:
        """Write the manifest, and what the folder says of itself."""
        self._store.save()
        self._store.tidy()
        self._store.describe(self._definition)

    def source(self) -> Source:
        """The folder."""
        return self._store

    def state(self, done: int, runs: int) -> str:
        """What is kept."""
        folder = self._store.folder
        return f"{done:,} of {runs:,} runs are in {folder}; --resume goes on from there"
