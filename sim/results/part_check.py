"""What a part must hold, checked before anything in it is believed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

ARROW = {"number": pa.int64(), "time": pa.string(), "side": pa.string()}
KEYS = ("run", "point")
MINUTES = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$"


class Unsound(Exception):
    """A part does not hold what it must; the message says what."""


@dataclass(frozen=True)
class Expected:
    """What the manifest and the scenario say of the outcomes of a part."""

    first: int
    runs: int
    points: int
    failed: int
    kinds: Mapping[str, str]
    sides: Collection[str]

    @property
    def columns(self) -> dict[str, pa.DataType]:
        """The columns in order and their types."""
        keys = KEYS if self.points > 1 else KEYS[:1]
        types = dict.fromkeys(keys, pa.int64())
        types |= {name: ARROW[kind] for name, kind in self.kinds.items()}
        return types | ({"error": pa.string()} if self.failed else {})

    def check_schema(self, schema: pa.Schema, rows: int) -> None:
        """Raise `Unsound` for columns, types or a number of rows that are not those expected."""
        check_columns(schema, self.columns)
        if rows != self.runs * self.points:
            raise Unsound(f"it has {rows:,} rows, not {self.runs * self.points:,}")

    def check_rows(self, batch: pa.RecordBatch, start: int) -> None:
        """Raise `Unsound` unless the rows from a position on are of the right runs and sound."""
        position = np.arange(start, start + len(batch))
        labels = {"run": self.first + position // self.points, "point": position % self.points}
        for key in KEYS:
            if key in batch.schema.names:
                column = batch.column(key)
                if column.null_count or not np.array_equal(column.to_numpy(), labels[key]):
                    raise Unsound(f"its column {key} is not that of runs {self.first:,} onwards")
        there = batch.filter(pc.is_null(batch.column("error"))) if self.failed else batch
        for name, kind in self.kinds.items():
            if name in there.schema.names:
                _check_values(there.column(name), name, kind, self.sides)


def check_columns(schema: pa.Schema, expected: Mapping[str, pa.DataType]) -> None:
    """Raise `Unsound` unless a schema has the columns that are expected, and no others."""
    if list(schema.names) != list(expected):
        odd: Sequence[str] = [name for name in schema.names if name not in expected]
        absent = [name for name in expected if name not in schema.names]
        told = f"an unknown column {odd[0]}" if odd else f"no column {absent[0]}" if absent else ""
        raise Unsound(f"it has {told or 'its columns in another order'}")
    for name, kind in expected.items():
        found = schema.field(name).type
        plain = found.value_type if pa.types.is_dictionary(found) else found
        if plain != kind:
            raise Unsound(f"its column {name} has the type {found}, not {kind}")


def _check_values(column: pa.Array, name: str, kind: str, sides: Collection[str]) -> None:
    if kind != "time" and column.null_count:
        raise Unsound(f"its column {name} has {column.null_count:,} rows without a value")
    if kind == "side" and not set(column.unique().to_pylist()) <= set(sides):
        raise Unsound(f"its column {name} names a side that the scenario has not")
    if kind == "time":
        distinct = column.unique().drop_null()
        try:
            right = pc.all(pc.match_substring_regex(distinct, MINUTES), min_count=0).as_py()
            np.array(distinct.to_pylist(), "datetime64[m]")
        except ValueError:  # a month 13, or bytes that are no text
            right = False
        if not right:
            raise Unsound(f"its column {name} holds what is no time")
