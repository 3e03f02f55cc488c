"""A batch on disk: a manifest, and parts of outcomes and series as Parquet.

    manifest.json                        what was played and how far it has come
    outcomes/part-00000000.parquet       `run` and one column a measure
    series/part-00000000.parquet         strengths by run and time
    failures/run-00000017.txt            the traceback of a run that failed

The manifest lists the parts and the hashes of their files; what it does not list is not read, and
what is not what was written is refused by name. Parts are put in their places
whole, by whoever played them; the manifest follows a second later or so, and a batch that is
resumed takes up the parts of its own that a killed one could not list any more.
"""

import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from sim.results.batch import joined
from sim.results.codec import decode
from sim.results.count import tallies_by_point, tallies_of
from sim.results.crate import NAME as CRATE
from sim.results.crate import Crate
from sim.results.errors import UserError, unwritable
from sim.results.failure import Failure
from sim.results.folder import Folder, folder_at
from sim.results.intact import has_series, outcomes_in, read_intact, series_in, told
from sim.results.label import Label
from sim.results.manifest import KINDS, NAME, Manifest, part_name
from sim.results.ours import check_free
from sim.results.parts import column_values, failures_in, played
from sim.results.same import check_same
from sim.results.series_table import from_tables
from sim.results.stock import remove_half_written, take_stock
from sim.results.tally import Tally
from sim.scenario import Document
from sim.scenario.definition import Definition

if TYPE_CHECKING:
    import os

    import xarray as xr

SAVE_EVERY = 1.0
"""Seconds between two writings of the manifest, at least."""
SAVING = 0.1
"""The part of the time that writing it may take: a manifest of many parts is long."""


class Store:
    """A results folder; also the `Source` of the batch that is in it."""

    def __init__(self, folder: Folder, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self.notes: list[str] = []
        """What a user should know of what was found in the folder."""
        self._save_at = 0.0

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
    def resume(cls, folder: Folder, manifest: Manifest, document: Document) -> Self:
        """A results folder to go on with, or a new one if there is nothing.

        `document` is the scenario of `manifest`; its words take the place of those in the folder.
        Raises `UserError` if the batch in it is not the one of `manifest`, naming what differs, or
        if there is a file where a part must go.
        """
        if NAME not in folder.names():
            return cls.create(folder, manifest)
        there = Manifest.read(folder)
        check_same(folder, there, manifest, document)
        if manifest.runs < there.done:
            raise UserError(
                f"{folder} holds {there.done:,} runs already; ask for more than that, not for "
                f"{manifest.runs:,}"
            )
        store = cls(folder, manifest)
        stock = take_stock(folder, manifest, there, document.definition)
        manifest.parts, store.notes = stock.parts, stock.notes
        store.save()
        return store

    @classmethod
    def open(cls, address: "str | os.PathLike[str]") -> Self:
        """An existing results folder. Raises `UserError` if there is none, or nothing in it yet."""
        folder = folder_at(address)
        store = cls(folder, Manifest.read(folder))
        if not store.manifest.parts:
            raise UserError(f"{folder} holds no finished runs")
        store.document  # noqa: B018 - raises what is wrong with it
        return store

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
        if time.monotonic() >= self._save_at:
            self.save()

    def save(self) -> None:
        """Write the manifest. Raises `UserError` if that cannot be done."""
        begun = time.monotonic()
        self.manifest.parts.sort(key=lambda one: one["first"])
        self.manifest.complete = not self.missing(self.manifest.runs)
        self._write(NAME, self.manifest.text())
        done = time.monotonic()
        self._save_at = done + max(SAVE_EVERY, (done - begun) / SAVING)

    def tidy(self) -> None:
        """Leave nothing half written in a batch that is complete, though a worker was killed."""
        if self.manifest.complete:
            remove_half_written(self.folder, self.folder.names())

    def describe(self, definition: Definition) -> None:
        """Write what the folder says of itself to those who do not have the program."""
        manifest = self.manifest
        points = len(manifest.points)
        files = {
            part_name(kind, part["first"]): part[kind]
            for part in manifest.parts
            for kind in KINDS
            if kind in part
        }
        known = {
            one.address or one.title: (one.title, one.address)
            for one in definition.sources.values()
        }
        runs = f"{manifest.done:,} of {manifest.runs:,} runs"
        crate = Crate(
            definition.title,
            f"{definition.title}: {runs} at {points:,} {'point' if points == 1 else 'points'}, "
            f"seed {manifest.seed}",
            NAME,
            manifest.versions["beachhead"],
            {"seed": manifest.seed, "runs": manifest.runs, "points": points},
            files,
            list(known.values()),
            manifest.complete,
        )
        self._write(CRATE, crate.text())

    def _write(self, name: str, text: str) -> None:
        try:
            self.folder.write(name, text.encode())
        except OSError as error:
            raise unwritable(self.folder, error) from None

    # reading ----------------------------------------------------------------------------------

    @cached_property
    def document(self) -> Document:
        """The scenario as it was played, before the changes of any point."""
        return self.manifest.document(self.folder)

    @cached_property
    def sides(self) -> frozenset[str]:
        """What the winner may be."""
        return frozenset({*self.document.definition.sides, "none"})

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
        return self.document.at(points[point])

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
        absent = next((one for one in wanted if one not in self.manifest.measures), None)
        if absent is not None:
            raise UserError(
                f"{self.folder.path(NAME)} has no measure {absent}: the folder is damaged, or of "
                "another version"
            )
        for part in self.manifest.parts:
            for batch in self._outcomes(part, ["run", "point", *wanted, "error"]):
                yield played(batch)

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
        if self.manifest.failed == self.manifest.done:
            return None
        return from_tables([self._series(one) for one in self.manifest.parts if has_series(one)])

    def failures(self) -> list[Failure]:
        """The runs that failed."""
        return [
            failure
            for part in self.manifest.parts
            if part.get("failed")
            for batch in self._outcomes(part)
            for failure in failures_in(batch, self.folder)
        ]

    def part(self, first: int) -> Iterator[pa.RecordBatch]:
        """The outcomes of the part that begins with a run, those that failed among them.

        Raises `UserError` if it is damaged.
        """
        return self._outcomes(next(one for one in self.manifest.parts if one["first"] == first))

    def _outcomes(
        self, part: dict[str, Any], columns: list[str] | None = None
    ) -> Iterator[pa.RecordBatch]:
        name = part_name("outcomes", part["first"])
        with told(self.folder, name):
            content = read_intact(self.folder, name, part.get("outcomes"))
            yield from outcomes_in(content, self.manifest, part, self.sides, columns)

    def _series(self, part: dict[str, Any]) -> pa.Table:
        name = part_name("series", part["first"])
        with told(self.folder, name):
            content = read_intact(self.folder, name, part.get("series"))
            return series_in(content, self.manifest, part, self.document.definition)
