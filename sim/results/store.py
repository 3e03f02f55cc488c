"""A batch on disk: a manifest, and parts of outcomes and series as Parquet.

    manifest.json                        what was played and how far it has come
    outcomes/part-00000000.parquet       `run` and one column a measure; times are ISO text
    series/part-00000000.parquet         `run`, `time`, and one column a quantity and side or place

A part is named by its first run. It is written under another name, brought to the disk and then
renamed, so that a part that can be seen is whole; what a killed batch leaves behind is ignored.
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from sim.results.batch import joined
from sim.results.errors import UserError
from sim.results.manifest import NAME, Manifest
from sim.results.series_table import from_tables, to_table
from sim.scenario import Document

if TYPE_CHECKING:
    import xarray as xr


class Store:
    """A results folder; also the `Source` of the batch that is in it."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest

    @classmethod
    def create(cls, folder: Path, manifest: Manifest, *, overwrite: bool = False) -> Self:
        """A new results folder.

        Raises `UserError` if the folder holds something already; with `overwrite`, only if that
        is not a results folder.
        """
        _make_way(folder, overwrite)
        try:
            for name in ("outcomes", "series") if manifest.series_every else ("outcomes",):
                (folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"{folder} cannot be written: {error.strerror}") from None
        store = cls(folder, manifest)
        store._save_manifest()
        return store

    @classmethod
    def open(cls, folder: Path) -> Self:
        """An existing results folder. Raises `UserError` if there is none, or nothing in it yet."""
        store = cls(folder, Manifest.read(folder))
        if not store.manifest.parts:
            raise UserError(f"{folder} holds no finished runs")
        return store

    @property
    def document(self) -> Document:
        """The scenario as it was played."""
        return self.manifest.document(self.folder)

    def write(self, columns: dict[str, np.ndarray], series: "xr.Dataset | None") -> None:
        """Add a part: some runs, in ascending order, with all their measures."""
        first = int(columns["run"][0])
        name = f"part-{first:08d}.parquet"
        if series is not None:
            _write_table(self.folder / "series" / name, to_table(series))
        _write_table(self.folder / "outcomes" / name, _outcome_table(columns))
        self.manifest.parts.append({"first": first, "runs": len(columns["run"])})
        self._save_manifest()

    def finish(self) -> None:
        """Note that all runs are there."""
        self.manifest.complete = True
        self._save_manifest()

    def columns(self) -> dict[str, np.ndarray]:
        """`run` and every measure, each of shape (n,)."""
        kinds = self.manifest.measures
        return joined(_columns(table, kinds) for table in self._tables("outcomes"))

    def series(self) -> "xr.Dataset | None":
        """Series over (run, time, side or place); None if none were recorded."""
        if not self.manifest.series_every:
            return None
        return from_tables(list(self._tables("series")))

    def _tables(self, kind: str) -> Iterable[pa.Table]:
        for part in self.manifest.parts:
            path = self.folder / kind / f"part-{part['first']:08d}.parquet"
            try:
                # named as a file of its own: a folder called `x=1` above it is no partition
                yield pq.ParquetFile(path).read()
            except (OSError, pa.ArrowInvalid) as error:
                raise UserError(f"{path} cannot be read: {error}") from None

    def _save_manifest(self) -> None:
        _replace(self.folder / NAME, self.manifest.text().encode())


def _make_way(folder: Path, overwrite: bool) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UserError(f"{folder} is a file; results need a folder")
    if not any(folder.iterdir()):
        return
    ours = (folder / NAME).is_file()
    if not overwrite:
        hint = " (--overwrite replaces it)" if ours else ""
        raise UserError(f"{folder} is not empty{hint}; name another folder for the results")
    if not ours:
        raise UserError(f"{folder} holds no results of ours and is left alone")
    Manifest.read(folder)
    shutil.rmtree(folder)


def _outcome_table(columns: dict[str, np.ndarray]) -> pa.Table:
    return pa.table({name: _array(values) for name, values in columns.items()})


def _array(values: np.ndarray) -> pa.Array:
    if values.dtype.kind == "M":
        text = np.datetime_as_string(values.astype("datetime64[m]"))
        return pa.array(text.astype(object), pa.string(), mask=np.isnat(values))
    if values.dtype.kind in "OUT":
        return pa.array(values.astype(object), pa.string())
    return pa.array(values)


def _columns(table: pa.Table, kinds: dict[str, str]) -> dict[str, np.ndarray]:
    found = {"run": table["run"].to_numpy()}
    for name, kind in kinds.items():
        column = table[name]
        if kind == "time":
            found[name] = column.fill_null("NaT").to_numpy().astype("datetime64[m]")
        else:
            found[name] = column.to_numpy()
    return found


def _write_table(path: Path, table: pa.Table) -> None:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    _replace(path, sink.getvalue())


def _replace(path: Path, content: "bytes | pa.Buffer") -> None:
    """Put a file in its place at once, or not at all."""
    temporary = path.with_name(f".{path.name}.tmp")
    with open(temporary, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Bring a renaming to the disk; systems that cannot open folders do it by themselves."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
