"""A batch: the outcomes and series of many runs of one scenario, from memory or from a folder."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.results.summary import Summary, summarise_all
from sim.scenario import Document

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


class Source(Protocol):
    """Where a batch has its figures from; they are read when they are first asked for."""

    def columns(self) -> dict[str, np.ndarray]:
        """`run` and every measure, each of shape (n,)."""

    def series(self) -> "xr.Dataset | None":
        """Series over (run, time, side or place), if there are any."""


@dataclass(frozen=True)
class Memory:
    """Figures that are held in memory."""

    table: dict[str, np.ndarray]
    recorded: "xr.Dataset | None" = None

    def columns(self) -> dict[str, np.ndarray]:
        """`run` and every measure."""
        return self.table

    def series(self) -> "xr.Dataset | None":
        """Series over (run, time, side or place)."""
        return self.recorded


class Batch:
    """Runs of one scenario with one seed."""

    def __init__(self, document: Document, seed: int, source: Source) -> None:
        self.document = document
        self.seed = seed
        self.source = source

    @cached_property
    def columns(self) -> dict[str, np.ndarray]:
        """`run` and every measure as arrays of shape (n,).

        Counts are int64, times datetime64[m] with NaT for what never happened, the winner text.
        """
        return self.source.columns()

    @property
    def measures(self) -> dict[str, np.ndarray]:
        """The columns without `run`."""
        return {name: values for name, values in self.columns.items() if name != "run"}

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.columns["run"])

    @cached_property
    def outcomes(self) -> "pd.DataFrame":
        """One row a run, indexed from 0: the column `run`, then one column a measure.

        Counts are int64, times datetime64[s] with NaT for what never happened, the winner text.
        """
        import pandas as pd

        plain = {
            name: values.astype("datetime64[s]") if values.dtype.kind == "M" else values
            for name, values in self.columns.items()
        }
        return pd.DataFrame(plain)

    @cached_property
    def series(self) -> "xr.Dataset | None":
        """Series by run, time, side and place; None if none were recorded.

        `ashore` are men present on the battlefield, `losses` men killed, wounded, missing or
        captured so far, `control` the position of the side that holds a place, -1 for nobody.
        """
        return self.source.series()

    @cached_property
    def summaries(self) -> dict[str, Summary]:
        """What the batch says of each measure, rounded to what its runs support."""
        return summarise_all(self.measures)

    @property
    def summary(self) -> "pd.DataFrame":
        """The summaries as a table, one row a measure; times are ISO text."""
        import pandas as pd

        rows = {
            name: {"happened": one.share, **one.as_json()} for name, one in self.summaries.items()
        }
        return pd.DataFrame.from_dict(rows, orient="index", dtype=object).rename_axis("measure")


def joined(parts: Iterable[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """The columns of several parts as one table."""
    listed = list(parts)
    return {name: np.concatenate([part[name] for part in listed]) for name in listed[0]}
