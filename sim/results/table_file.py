"""Tables as files that other programs read: CSV, Parquet and Excel."""

from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from sim.results.errors import UserError
from sim.results.ours import check_beside
from sim.results.spreadsheet import as_text
from sim.results.whole_file import whole_file

if TYPE_CHECKING:
    import pandas as pd

EXCEL_ROWS = 1_048_575
"""Rows of a sheet below its headings."""


def check_table(path: Path | None, *, overwrite: bool) -> None:
    """Raise `UserError`, before anything is played, if a table cannot be written there."""
    if path is None:
        return
    writer_of(path)
    if path.is_dir():
        raise UserError(f"{path} is a folder; name a file such as {path / 'table.csv'}")
    if not path.parent.is_dir():
        raise UserError(f"{path}: there is no folder {path.parent}")
    check_beside(path)
    if path.exists() and not overwrite:
        raise UserError(f"{path} exists already; --overwrite replaces it")


def write_table(frames: "Iterable[pd.DataFrame]", path: Path) -> None:
    """Write the rows of tables of the same columns, whole or not at all.

    The ending of the name says how: ``.csv``, ``.parquet`` or ``.xlsx``. There must be at least one
    table. CSV and Parquet are written so many rows at once. Raises `UserError`.
    """
    write = writer_of(path)
    with whole_file(path) as aside:
        write(iter(frames), aside)


def writer_of(path: Path) -> "Callable[[Iterable[pd.DataFrame], Path], None]":
    """What writes a file of that ending. Raises `UserError` for any other."""
    writers = {".csv": _write_csv, ".parquet": _write_parquet, ".xlsx": _write_excel}
    ending = path.suffix.lower()
    if ending not in writers:
        raise UserError(f"{path}: the name of a table must end in one of {', '.join(writers)}")
    if ending == ".xlsx":
        try:
            import openpyxl  # type: ignore[import-untyped]  # noqa: F401
        except ModuleNotFoundError:
            raise UserError(
                f"{path}: a table of Excel needs openpyxl; pip install openpyxl, or write .csv"
            ) from None
    return writers[ending]


def print_csv(frames: "Iterable[pd.DataFrame]", file: TextIO) -> None:
    """Write CSV, times as ISO text and what is not there as nothing; no text is a formula."""
    for number, frame in enumerate(frames):
        words = frame.select_dtypes(["object", "str"])
        safe = frame.assign(**{str(name): words[name].map(as_text) for name in words})
        safe.rename(columns=as_text).to_csv(
            file,
            index=False,
            header=not number,
            date_format="%Y-%m-%dT%H:%M",
            lineterminator="\n",
        )


def _write_csv(frames: "Iterable[pd.DataFrame]", path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        print_csv(frames, file)


def _write_parquet(frames: "Iterable[pd.DataFrame]", path: Path) -> None:
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    listed = iter(frames)
    first = next(listed)
    schema = pa.Schema.from_pandas(first, preserve_index=False)
    with pq.ParquetWriter(path, schema) as writer:
        for frame in chain([first], listed):
            writer.write_table(pa.Table.from_pandas(frame, schema, preserve_index=False))


def _write_excel(frames: "Iterable[pd.DataFrame]", path: Path) -> None:
    import pandas as pd

    whole = pd.concat(list(frames), ignore_index=True)
    if len(whole) > EXCEL_ROWS:
        raise UserError(
            f"a sheet of Excel holds {EXCEL_ROWS:,} rows, and there are {len(whole):,}; write .csv "
            "or .parquet"
        )
    with path.open("wb") as file:
        whole.to_excel(file, index=False, engine="openpyxl")
