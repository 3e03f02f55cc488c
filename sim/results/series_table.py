"""Series as tidy tables for Parquet, one row a run and time, and back to a labelled dataset."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

if TYPE_CHECKING:
    import xarray as xr

DIMENSIONS = {"ashore": "side", "losses": "side", "control": "place"}
"""Each quantity and the dimension it has beside run and time."""


def to_table(series: "xr.Dataset") -> pa.Table:
    """Columns `run`, `time` (ISO text) and for example `ashore.soviet`, `control.toro_port`."""
    runs, times = series["run"].values, series["time"].values
    text = np.datetime_as_string(times.astype("datetime64[m]")).astype(object)
    columns = {
        "run": pa.array(np.repeat(runs.astype(np.int64), len(times))),
        "time": pa.array(np.tile(text, len(runs)), pa.string()).dictionary_encode(),
    }
    for quantity, dimension in DIMENSIONS.items():
        for name in series[dimension].values:
            values = series[quantity].sel({dimension: name}).transpose("run", "time").values
            columns[f"{quantity}.{name}"] = pa.array(values.ravel())
    return pa.table(columns)


def from_tables(tables: list[pa.Table]) -> "xr.Dataset":
    """The dataset that the tables of all parts make up."""
    import xarray as xr

    table = pa.concat_tables([part.cast(_plain(part.schema)) for part in tables])
    rows = table["run"].to_numpy()
    runs = rows[np.flatnonzero(np.diff(rows, prepend=-1))]
    steps = len(rows) // len(runs)
    times = table["time"][:steps].to_numpy().astype("datetime64[ns]")
    variables = {}
    coordinates: dict[str, object] = {"run": runs, "time": times}
    for quantity, dimension in DIMENSIONS.items():
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
