"""Parts: the rows of some runs as Parquet, and back.

    outcomes/part-00000000.parquet   `run` and one column a measure; times are ISO text
    series/part-00000000.parquet     `run`, `time`, and one column a quantity and side or place

A part is named by its first run and carries the fingerprint of its batch, so that a part of
another batch is never taken for one of this. A batch of several points has a column `point`. A run
that failed is a row without values; a part that has one has a column `error`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from sim.results.failure import Failure
from sim.results.folder import Folder
from sim.results.label import Label
from sim.results.manifest import part_name
from sim.results.part_check import ARROW
from sim.results.rows import Rows
from sim.results.series_table import to_table

NAME = re.compile(r"(?:outcomes|series)/part-[0-9]{8,}\.parquet")
MARK = b"beachhead"
"""The key of a part's label among the metadata of its Parquet schema."""
BATCH_ROWS = 65_536
"""Rows that are held in memory at once when a batch is read through."""


def write_part(
    folder: Folder, label: Label, rows: Rows, kinds: Mapping[str, str], *, with_points: bool
) -> Label:
    """Write a part; its outcomes come last, so that a part that has them is whole.

    Returns the label with the hashes of the files.
    """
    for failure in rows.failures:
        folder.write(failure.name, failure.text.encode())
    if rows.series is not None:
        found = _write(folder, part_name("series", label.first), to_table(rows.series), label)
        label = replace(label, series=found)
    table = _outcomes(rows, kinds, with_points)
    found = _write(folder, part_name("outcomes", label.first), table, label)
    return replace(label, outcomes=found)


def _write(folder: Folder, name: str, table: pa.Table, label: Label) -> str:
    sink = pa.BufferOutputStream()
    marked = table.replace_schema_metadata({MARK: json.dumps(label.mark).encode()})
    pq.write_table(marked, sink, compression="zstd", write_page_checksum=True)
    content = sink.getvalue().to_pybytes()
    folder.write(name, content)
    return hash_of(content)


def hash_of(content: bytes) -> str:
    """The hash of a file by which the manifest knows it."""
    return sha256(content).hexdigest()


def _outcomes(rows: Rows, kinds: Mapping[str, str], with_points: bool) -> pa.Table:
    failures = rows.failures
    runs = np.concatenate([rows.runs, np.array([one.run for one in failures], np.int64)])
    points = np.concatenate([rows.points, np.array([one.point for one in failures], np.int64)])
    columns = {"run": pa.array(runs)}
    if with_points:
        columns["point"] = pa.array(points)
    for name, kind in kinds.items():
        values = _array(rows.measures[name])
        empty = pa.nulls(len(failures), ARROW[kind])
        columns[name] = pa.concat_arrays([values, empty]) if failures else values
    if failures:
        errors = [None] * len(rows.runs) + [one.error for one in failures]
        columns["error"] = pa.array(errors, pa.string())
    table = pa.table(columns)
    return table.take(pa.array(np.lexsort((points, runs)))) if failures else table


def _array(values: np.ndarray) -> pa.Array:
    if values.dtype.kind == "M":
        # few hours are distinct: each is put into words once
        distinct, position = np.unique(values.astype("datetime64[m]"), return_inverse=True)
        text = np.datetime_as_string(distinct).astype(object)
        words = pa.array(text, pa.string(), mask=np.isnat(distinct))
        return words.take(pa.array(position.astype(np.int32)))
    if values.dtype.kind in "OUT":
        return pa.array(values.astype(object), pa.string())
    return pa.array(values)


def opened(content: bytes) -> pq.ParquetFile:
    """A part to read. Raises OSError or `pa.ArrowException` if it is damaged."""
    # from memory: a folder called `x=1` above a file is no partition
    return pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True)


def label_of(parquet: pq.ParquetFile) -> Label | None:
    """What a part says of itself; None if it is foreign."""
    try:
        mark = json.loads((parquet.schema_arrow.metadata or {})[MARK])
        label = Label(mark["batch"], mark["first"], mark["runs"], mark["failed"])
    except (KeyError, TypeError, ValueError):
        return None
    numbers = (label.first, label.runs, label.failed)
    return label if all(type(one) is int and one >= 0 for one in numbers) else None


def played(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The rows that did not fail."""
    if "error" not in batch.schema.names:
        return batch
    return batch.filter(pc.is_null(batch.column("error")))


def column_values(column: pa.Array, kind: str) -> np.ndarray:
    """A column as int64, as datetime64[m] with NaT, or as names."""
    if kind == "time":
        text = column.fill_null("NaT").to_numpy(zero_copy_only=False)
        return np.asarray(text.astype("datetime64[m]"))
    if kind == "side":
        return np.asarray(column.to_numpy(zero_copy_only=False).astype(object))
    return np.asarray(column.to_numpy(zero_copy_only=False).astype(np.int64, copy=False))


def failures_in(batch: pa.RecordBatch, folder: Folder) -> Iterator[Failure]:
    """The rows that failed, with their tracebacks."""
    if "error" not in batch.schema.names:
        return
    for row in batch.filter(pc.is_valid(batch.column("error"))).to_pylist():
        plain = Failure(row["run"], row.get("point", 0), row["error"], "")
        try:
            head, _, trace = folder.read(plain.name).decode("utf-8").partition("\n\n")
        except (OSError, ValueError):
            head, trace = "", ""
        command = head.rpartition("Repeat it: ")[2] if "Repeat it: " in head else ""
        yield Failure(plain.run, plain.point, plain.error, trace, command)
