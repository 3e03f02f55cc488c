"""A batch on disk: a manifest, and parts of outcomes and series as Parquet.

    manifest.json                        what was played and how far it has come
    outcomes/part-00000000.parquet       `run` and one column a measure
    series/part-00000000.parquet         strengths by run and time
    failures/run-00000017.txt            the traceback of a run that failed

The manifest lists the parts; what it does not list is not read. Parts are put in their places
whole, by whoever played them; the manifest follows at most a second later, and a batch that is
resumed takes up the parts of its own that a killed one could not list any more.
"""

import re
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from sim.results.batch import joined
from sim.results.codec import decode
from sim.results.count import tallies_by_point, tallies_of
from sim.results.errors import UserError
from sim.results.failure import Failure
from sim.results.folder import LOCK, TEMPORARY, Folder, folder_at
from sim.results.manifest import NAME, Manifest
from sim.results.parts import (
    NAME as PART,
)
from sim.results.parts import (
    Label,
    column_values,
    failures_in,
    part_name,
    played,
    read_batches,
    read_label,
)
from sim.results.same import check_same
from sim.results.series_table import from_tables
from sim.results.tally import Tally
from sim.scenario import Document

if TYPE_CHECKING:
    import os

    import xarray as xr

Table = TypeVar("Table", pa.RecordBatch, pa.Table)

OURS = re.compile(
    rf"{re.escape(NAME)}|{re.escape(LOCK)}|(outcomes|series)/part-[0-9]+\.parquet"
    rf"|failures/run-[-a-z0-9]+\.txt|plots/[-\w]+\.(png|gif|svg|pdf)|report\.(html|md)"
    rf"|report_pictures/\w+\.(svg|png)"
    rf"|(.*/)?\.[^/]+{re.escape(TEMPORARY)}"
)
"""Files that a batch and its commands write."""
SAVE_EVERY = 1.0
"""Seconds between two writings of the manifest."""


class Store:
    """A results folder; also the `Source` of the batch that is in it."""

    def __init__(self, folder: Folder, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self.notes: list[str] = []
        """What a user should know of what was found in the folder."""
        self._saved = 0.0

    # opening ----------------------------------------------------------------------------------

    @classmethod
    def create(cls, folder: Folder, manifest: Manifest, *, overwrite: bool = False) -> Self:
        """A new results folder.

        Raises `UserError` if the folder holds something already; with `overwrite`, only if that
        is not results alone.
        """
        for name in check_free(folder, overwrite=overwrite):
            folder.remove(name)
        store = cls(folder, manifest)
        store.save()
        return store

    @classmethod
    def resume(cls, folder: Folder, manifest: Manifest) -> Self:
        """A results folder to go on with, or a new one if there is nothing.

        Raises `UserError` if the batch in it is not the one of `manifest`, naming what differs, or
        if there is a file where a part must go.
        """
        if NAME not in folder.names():
            return cls.create(folder, manifest)
        there = Manifest.read(folder)
        check_same(there, manifest, str(folder))
        if manifest.runs < there.done:
            raise UserError(
                f"{folder} holds {there.done:,} runs already; ask for more than that, not for "
                f"{manifest.runs:,}"
            )
        store = cls(folder, manifest)
        store._take_stock(there)
        store.save()
        return store

    @classmethod
    def open(cls, address: "str | os.PathLike[str]") -> Self:
        """An existing results folder. Raises `UserError` if there is none, or nothing in it yet."""
        folder = folder_at(address)
        store = cls(folder, Manifest.read(folder))
        if not store.manifest.parts:
            raise UserError(f"{folder} holds no finished runs")
        return store

    def _take_stock(self, there: Manifest) -> None:
        """List the parts of this batch that are there and whole; delete what was half written."""
        every = self.folder.names()
        for name in every:
            if OURS.fullmatch(name) and name.endswith(TEMPORARY):
                self.folder.remove(name)
        names = [name for name in every if name.startswith("outcomes/part-")]
        listed = {part_name("outcomes", part["first"]) for part in there.parts}
        reached = 0
        for name in names:
            label = read_label(self.folder, name) if PART.fullmatch(name) else None
            if label is None or label.batch != self.manifest.fingerprint:
                self._refuse_foreign(name, name in listed)
            elif label.first < reached:
                self.folder.remove(name)  # runs that another part has: an older, smaller chunk
            elif self._has_series(label):
                self.manifest.parts.append(label.record)
                reached = label.first + label.runs

    def _refuse_foreign(self, name: str, listed: bool) -> None:
        path = self.folder.path(name)
        if not listed:
            raise UserError(f"{path} is not of this batch; move it elsewhere first")
        self.notes.append(f"{path} is damaged; its runs are played again")

    def _has_series(self, label: Label) -> bool:
        if not self.manifest.series_every or label.failed == label.runs:
            return True
        return read_label(self.folder, part_name("series", label.first)) is not None

    # writing ----------------------------------------------------------------------------------

    def missing(self, runs: int) -> list[range]:
        """The run numbers below `runs` that are not there, as ranges in ascending order."""
        gaps, reached = [], 0
        for part in sorted(self.manifest.parts, key=lambda one: one["first"]):
            if part["first"] > reached:
                gaps.append(range(reached, part["first"]))
            reached = max(reached, part["first"] + part["runs"])
        if reached < runs:
            gaps.append(range(reached, runs))
        return gaps

    def note(self, label: Label) -> None:
        """List a part that was written."""
        self.manifest.parts.append(label.record)
        if time.monotonic() - self._saved >= SAVE_EVERY:
            self.save()

    def save(self) -> None:
        """Write the manifest. Raises `UserError` if that cannot be done."""
        self.manifest.parts.sort(key=lambda one: one["first"])
        self.manifest.complete = not self.missing(self.manifest.runs)
        try:
            self.folder.write(NAME, self.manifest.text().encode())
        except OSError as error:
            raise UserError(f"{self.folder} cannot be written: {error.strerror or error}") from None
        self._saved = time.monotonic()

    # reading ----------------------------------------------------------------------------------

    @property
    def document(self) -> Document:
        """The scenario as it was played, before the changes of any point."""
        return self.manifest.document(self.folder)

    @property
    def points(self) -> list[dict[str, Any]]:
        """What each point changes in the scenario, by dotted path."""
        return [
            {path: decode(value) for path, value in point.items()} for point in self.manifest.points
        ]

    def document_at(self, point: int) -> Document:
        """The scenario of a point. Raises `UserError` if there is no such point."""
        points = self.points
        if not 0 <= point < len(points):
            raise UserError(f"{self.folder} has points 0 to {len(points) - 1}, and no {point}")
        return self.document.set(points[point]) if points[point] else self.document

    def count(self) -> int:
        """Number of rows, without those that failed."""
        return self.manifest.done * len(self.manifest.points) - self.manifest.failed

    def measures(self) -> list[str]:
        """Names of the measures."""
        return list(self.manifest.measures)

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """`run`, `point` if there are several and some measures, all unless named.

        Rows come so many at once and without those that failed.
        """
        wanted = self.measures() if columns is None else columns
        self._check_known(wanted, self.manifest.measures, NAME)
        names = ["run", "point", *wanted, "error"]
        for batch in self._read("outcomes", lambda name: read_batches(self.folder, name, names)):
            self._check_known(wanted, batch.schema.names, "outcomes")
            yield played(batch)

    def _check_known(self, wanted: Sequence[str], there: Collection[str], name: str) -> None:
        """Raise `UserError` for a measure that a file of the folder does not have."""
        absent = next((measure for measure in wanted if measure not in there), None)
        if absent is not None:
            raise UserError(
                f"{self.folder.path(name)} has no measure {absent}: the folder is "
                "damaged, or of another version"
            )

    def tables(self, measures: Sequence[str]) -> Iterator[dict[str, np.ndarray]]:
        """`run`, `point` if there are several and some measures as arrays, so many rows at once."""
        for batch in self.rows(measures):
            keys = {name: "number" for name in ("run", "point") if name in batch.schema.names}
            kinds = keys | {name: self.manifest.measures[name] for name in measures}
            yield {name: column_values(batch.column(name), kind) for name, kind in kinds.items()}

    def columns(self) -> dict[str, np.ndarray]:
        """`run`, `point` if there are several and every measure, each of shape (n,)."""
        return joined(self.tables(self.measures()))

    def tallies(self, measures: Sequence[str]) -> dict[str, Tally]:
        """How often each value of some measures came up."""
        return tallies_of(self.rows(measures), self.manifest.measures, measures)

    def tallies_by_point(self, measures: Sequence[str], points: int) -> list[dict[str, Tally]]:
        """How often each value of some measures came up at each point."""
        kinds = self.manifest.measures
        return tallies_by_point(self.rows(measures), kinds, measures, points)

    def series(self) -> "xr.Dataset | None":
        """Series over (run, time, side or place); None if none were recorded."""
        if not self.manifest.series_every:
            return None
        return from_tables(list(self._read("series", self._series_table)))

    def failures(self) -> list[Failure]:
        """The runs that failed."""
        failed = {part["first"] for part in self.manifest.parts if part.get("failed")}
        return [
            failure
            for first in sorted(failed)
            for batch in self.part(first)
            for failure in failures_in(batch, self.folder)
        ]

    def part(self, first: int) -> Iterator[pa.RecordBatch]:
        """The outcomes of the part that begins with a run, those that failed among them.

        Raises `UserError` if it is damaged.
        """
        name = part_name("outcomes", first)
        return self._intact(name, lambda part: read_batches(self.folder, part))

    def _series_table(self, name: str) -> Iterator[pa.Table]:
        with self.folder.open(name) as file:
            yield pq.ParquetFile(file, page_checksum_verification=True).read()

    def _read(self, kind: str, read: Callable[[str], Iterator[Table]]) -> Iterator[Table]:
        """What `read` finds in each part of a kind; a damaged one raises `UserError`."""
        for part in self.manifest.parts:
            if kind == "series" and part.get("failed") == part["runs"]:
                continue
            yield from self._intact(part_name(kind, part["first"]), read)

    def _intact(self, name: str, read: Callable[[str], Iterator[Table]]) -> Iterator[Table]:
        """What `read` finds in a file; a missing or damaged one raises `UserError`."""
        path = self.folder.path(name)
        try:
            yield from read(name)
        except FileNotFoundError:
            raise UserError(f"{path} is missing; --resume plays its runs again") from None
        except (OSError, pa.ArrowException) as error:
            raise UserError(
                f"{path} cannot be read ({error}); delete it, and --resume plays its runs again"
            ) from None


def check_free(folder: Folder, *, overwrite: bool) -> list[str]:
    """The files to delete before a new batch can be written to a folder.

    Raises `UserError` if there are any without `overwrite`, or if they are not results alone.
    """
    names = [name for name in folder.names() if name != LOCK]
    if not names:
        return []
    ours = NAME in names
    if not overwrite:
        hint = " (--resume goes on with it, --overwrite replaces it)" if ours else ""
        raise UserError(f"{folder} is not empty{hint}; name another folder for the results")
    if not ours:
        raise UserError(f"{folder} holds no results of ours and is left alone")
    Manifest.read(folder)
    strangers = [name for name in names if not OURS.fullmatch(name)]
    if strangers:
        more = f" and {len(strangers) - 1:,} more" if len(strangers) > 1 else ""
        raise UserError(
            f"{folder.path(strangers[0])}{more} is not of a batch; move it elsewhere, or name "
            "another folder for the results"
        )
    return names


def check_beside(path: Path) -> None:
    """Raise `UserError` for a file among the results of a batch that would not go with them.

    `--overwrite` replaces what a batch and its commands write under names of their own; any other
    file would be taken for the user's, and keep the folder from being written anew.
    """
    whole = path.absolute()
    for home in whole.parents:
        if (home / NAME).is_file() and not OURS.fullmatch(whole.relative_to(home).as_posix()):
            raise UserError(
                f"{path} would lie among the results in {home} and keep --overwrite from replacing "
                f"them; name {home / 'report.html'}, a picture in {home / 'plots'}, or a file "
                "elsewhere"
            )
        if (home / NAME).is_file() and not path.resolve().is_relative_to(home.resolve()):
            raise UserError(f"{path} leads out of {home} by a symbolic link; nothing is written")
