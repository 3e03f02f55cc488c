"""Parts of a results folder, read only if they are what was written."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]

from sim.results.errors import UserError
from sim.results.folder import Folder
from sim.results.manifest import Manifest
from sim.results.part_check import Expected, Unsound, check_columns
from sim.results.parts import BATCH_ROWS, hash_of, label_of, opened
from sim.results.series_table import check_series, series_columns
from sim.scenario.definition import Definition

DAMAGE = (OSError, pa.ArrowException, ValueError, OverflowError, MemoryError, Unsound)
"""What reading a damaged file may raise."""
Part = dict[str, Any]
"""A part as the manifest lists it."""


@contextmanager
def told(folder: Folder, name: str) -> Iterator[None]:
    """Turn what is wrong with a file into a `UserError` that names it."""
    path = folder.path(name)
    try:
        yield
    except FileNotFoundError:
        raise UserError(f"{path} is missing; --resume plays its runs again") from None
    except DAMAGE as error:
        raise UserError(
            f"{path} cannot be read ({error}); delete it, and --resume plays its runs again"
        ) from None


def has_series(part: Part) -> bool:
    """Whether a part has series, if its batch has any: one whose runs all failed has none."""
    return bool(part.get("failed", 0) < part["runs"])


def read_intact(folder: Folder, name: str, known: str | None) -> bytes:
    """The content of a file. Raises `Unsound` if its hash is not the one that is known."""
    content = folder.read(name)
    if hash_of(content) != known:
        raise Unsound("damaged: it is not what was written")
    return content


def outcomes_in(
    content: bytes,
    manifest: Manifest,
    part: Part,
    sides: Collection[str],
    columns: list[str] | None = None,
) -> Iterator[pa.RecordBatch]:
    """The outcomes of a part, some columns or all, so many rows at once.

    Raises one of `DAMAGE` for what is not sound.
    """
    parquet = opened(content)
    _check_label(label_of(parquet), manifest, part)
    expected = Expected(
        part["first"],
        part["runs"],
        len(manifest.points),
        part.get("failed", 0),
        manifest.measures,
        sides,
    )
    expected.check_schema(parquet.schema_arrow, parquet.metadata.num_rows)
    wanted = columns and [one for one in columns if one in expected.columns]
    start = 0
    for batch in parquet.iter_batches(BATCH_ROWS, columns=wanted):
        expected.check_rows(batch, start)
        start += len(batch)
        yield batch


def series_in(content: bytes, manifest: Manifest, part: Part, definition: Definition) -> pa.Table:
    """The series of a part. Raises one of `DAMAGE` for what is not sound."""
    parquet = opened(content)
    _check_label(label_of(parquet), manifest, part)
    check_columns(parquet.schema_arrow, series_columns(definition))
    table = parquet.read()
    check_series(table, definition, manifest.series_every, part)
    return table


def _check_label(label: Any, manifest: Manifest, part: Part) -> None:
    if label is None or label.batch != manifest.fingerprint:
        raise Unsound("it is of another batch")
    if (label.first, label.runs, label.failed) != (
        part["first"],
        part["runs"],
        part.get("failed", 0),
    ):
        raise Unsound(f"it holds {label.runs:,} runs from {label.first:,} on")
