"""Series as tidy tables for Parquet, one row a run and time, and back to a labelled dataset."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from sim.results.part_check import Unsound
from sim.results.series import Series
from sim.scenario.definition import Definition

if TYPE_CHECKING:
    import xarray as xr

KEPT = {"ashore": "side", "losses": "side", "control": "place"}
"""Each quantity that a batch keeps, and the dimension it has beside run and time."""


def to_table(series: Series) -> pa.Table:
    """Columns `run`, `time` (ISO text) and for example `ashore.soviet`, `control.toro_port`."""
    runs, times = series.labels["run"], series.labels["time"]
    text = np.datetime_as_string(times.astype("datetime64[m]")).astype(object)
    columns = {
        "run": pa.array(np.repeat(runs.astype(np.int64), len(times))),
        "time": pa.array(np.tile(text, len(runs)), pa.string()).dictionary_encode(),
    }
    for quantity, dimension in KEPT.items():
        for position, name in enumerate(series.labels[dimension]):
            columns[f"{quantity}.{name}"] = pa.array(series.values[quantity][..., position].ravel())
    return pa.table(columns)


def moments(definition: Definition, every: int) -> np.ndarray:
    """The hours of a series, datetime64[s]: the start, and the end of every so many turns."""
    turns = range(0, definition.turns + 1, every)
    hours = [definition.start + timedelta(hours=turn * definition.turn_hours) for turn in turns]
    return np.array(hours, "datetime64[s]")


def series_columns(definition: Definition) -> dict[str, pa.DataType]:
    """The columns of the series of a scenario, and their types."""
    names = {"side": list(definition.sides), "place": list(definition.places)}
    columns = {"run": pa.int64(), "time": pa.string()}
    for quantity, dimension in KEPT.items():
        kind = pa.int8() if quantity == "control" else pa.int32()
        columns |= {f"{quantity}.{name}": kind for name in names[dimension]}
    return columns


def check_series(table: pa.Table, definition: Definition, every: int, part: dict[str, Any]) -> None:
    """Raise `Unsound` unless the rows are of the runs of a part, each at all hours in order."""
    if any(column.null_count for column in table.columns):
        raise Unsound("it has rows without a value")
    hours = np.datetime_as_string(moments(definition, every).astype("datetime64[m]"))
    played = part["runs"] - part.get("failed", 0)
    if len(table) != played * len(hours):
        raise Unsound(f"it has {len(table):,} rows, not {played * len(hours):,}")
    runs = table["run"].to_numpy().reshape(played, len(hours))
    ends = (runs[0, 0] >= part["first"], runs[-1, 0] < part["first"] + part["runs"])
    if not (all(ends) and (runs == runs[:, :1]).all() and (np.diff(runs[:, 0]) > 0).all()):
        raise Unsound(f"its column run is not that of runs {part['first']:,} onwards")
    times = table["time"].to_numpy().reshape(played, len(hours))
    if not (times == hours.astype(object)).all():
        raise Unsound("its column time does not have the hours of the scenario's turns")


def from_tables(tables: list[pa.Table]) -> "xr.Dataset":
    """The dataset that the tables of all parts make up."""
    import xarray as xr

    table = pa.concat_tables([part.cast(_plain(part.schema)) for part in tables])
    rows = table["run"].to_numpy()
    runs = rows[np.flatnonzero(np.diff(rows, prepend=-1))]
    steps = len(rows) // len(runs)
    times = table["time"][:steps].to_numpy().astype("datetime64[s]")
    variables = {}
    coordinates: dict[str, object] = {"run": runs, "time": times}
    for quantity, dimension in KEPT.items():
        prefix = f"{quantity}."
        columns = [name for name in table.column_names if name.startswith(prefix)]
        stacked = np.stack([table[name].to_numpy() for name in columns], axis=-1)
        shape = (len(runs), steps, len(columns))
        variables[quantity] = (("run", "time", dimension), stacked.reshape(shape))
        coordinates[dimension] = [name.removeprefix(prefix) for name in columns]
    return xr.Dataset(variables, coords=coordinates)


def _plain(schema: pa.Schema) -> pa.Schema:
    """Dictionaries of different parts need not agree, so text becomes plain text."""
    return pa.schema(
        [
            pa.field(one.name, pa.string()) if pa.types.is_dictionary(one.type) else one
            for one in schema
        ]
    )
