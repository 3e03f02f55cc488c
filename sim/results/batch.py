"""A batch: the outcomes and series of many runs of one scenario, from memory or from a folder."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.results.errors import UserError
from sim.results.failure import Failure
from sim.results.series import Series
from sim.results.summary import Summary, summarise_all
from sim.results.tally import Tally
from sim.scenario import Document

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

KEYS = ("run", "point")
"""Columns that are no measures."""


class Source(Protocol):
    """Where a batch has its figures from; they are read when they are first asked for."""

    def count(self) -> int:
        """Number of rows, without those that failed."""

    def measures(self) -> list[str]:
        """Names of the measures."""

    def columns(self) -> dict[str, np.ndarray]:
        """`run` and every measure, each of shape (n,), without the runs that failed."""

    def tallies(self, measures: Sequence[str]) -> dict[str, Tally]:
        """How often each value of some measures came up."""

    def tallies_by_point(self, measures: Sequence[str], points: int) -> list[dict[str, Tally]]:
        """How often each value of some measures came up at each of so many points."""

    def tables(self, measures: Sequence[str]) -> Iterator[dict[str, np.ndarray]]:
        """`run`, `point` if there are several, and some measures, so many rows at once."""

    def series(self) -> "xr.Dataset | None":
        """Series over (run, time, side or place), if there are any."""

    def failures(self) -> list[Failure]:
        """The runs that failed."""


@dataclass(frozen=True)
class Memory:
    """Figures that are held in memory."""

    table: dict[str, np.ndarray]
    recorded: Series | None = None
    failed: list[Failure] = field(default_factory=list)

    def count(self) -> int:
        """Number of rows, without those that failed."""
        return len(self.table["run"])

    def measures(self) -> list[str]:
        """Names of the measures."""
        return [name for name in self.table if name not in KEYS]

    def columns(self) -> dict[str, np.ndarray]:
        """`run` and every measure."""
        return self.table

    def tallies(self, measures: Sequence[str]) -> dict[str, Tally]:
        """How often each value of some measures came up."""
        return {name: Tally.of(self.table[name]) for name in measures}

    def tallies_by_point(self, measures: Sequence[str], points: int) -> list[dict[str, Tally]]:
        """How often each value of some measures came up at each point."""
        point = self.table.get("point", np.zeros(self.count(), np.int64))
        rows = (np.flatnonzero(point == one) for one in range(points))
        return [
            {name: Tally.of(self.table[name][here]) for name in measures if len(here)}
            for here in rows
        ]

    def tables(self, measures: Sequence[str]) -> Iterator[dict[str, np.ndarray]]:
        """All rows at once."""
        yield {name: self.table[name] for name in (*KEYS, *measures) if name in self.table}

    def series(self) -> "xr.Dataset | None":
        """Series over (run, time, side or place)."""
        return None if self.recorded is None else self.recorded.labelled()

    def failures(self) -> list[Failure]:
        """The runs that failed."""
        return self.failed


@dataclass(frozen=True)
class Tallied:
    """Tallies alone, without the rows that they were made of."""

    found: dict[str, Tally]
    names: list[str]
    played: int
    failed: list[Failure]

    def count(self) -> int:
        """Number of rows, without those that failed."""
        return self.played

    def measures(self) -> list[str]:
        """Names of the measures."""
        return self.names

    def columns(self) -> dict[str, np.ndarray]:
        """Raises `UserError`: the rows were not kept."""
        raise UserError("the rows of this batch were not kept; keep them in a folder with --out")

    def tallies(self, measures: Sequence[str]) -> dict[str, Tally]:
        """How often each value of some measures came up."""
        return {name: self.found[name] for name in measures}

    def tallies_by_point(self, measures: Sequence[str], points: int) -> list[dict[str, Tally]]:
        """The tallies of the one point that there is."""
        return [self.tallies(measures)]

    def tables(self, measures: Sequence[str]) -> Iterator[dict[str, np.ndarray]]:
        """Raises `UserError`: the rows were not kept."""
        yield self.columns()

    def series(self) -> "xr.Dataset | None":
        """None."""
        return None

    def failures(self) -> list[Failure]:
        """The runs that failed."""
        return self.failed


class Batch:
    """Runs of one scenario with one seed."""

    def __init__(self, document: Document, seed: int, source: Source) -> None:
        self.document = document
        self.seed = seed
        self.source = source

    @cached_property
    def columns(self) -> dict[str, np.ndarray]:
        """`run` and every measure as arrays of shape (n,), without the runs that failed.

        Counts are int64, times datetime64[m] with NaT for what never happened, the winner text.
        """
        return self.source.columns()

    @property
    def measures(self) -> dict[str, np.ndarray]:
        """The columns without `run`."""
        return {name: values for name, values in self.columns.items() if name not in KEYS}

    @property
    def runs(self) -> int:
        """Number of runs that were played; those that failed are not among them."""
        return self.source.count()

    @cached_property
    def failures(self) -> list[Failure]:
        """The runs that failed, each with its error and the command that repeats it."""
        return self.source.failures()

    @cached_property
    def outcomes(self) -> "pd.DataFrame":
        """One row a run, indexed from 0: the column `run`, then one column a measure.

        Counts are int64, times datetime64[s] with NaT for what never happened, the winner text.
        If runs failed, they are rows without values (counts are Int64 then), and there is a
        column `error`.
        """
        import pandas as pd

        plain = {
            name: values.astype("datetime64[s]") if values.dtype.kind == "M" else values
            for name, values in self.columns.items()
        }
        table = pd.DataFrame(plain)
        if not self.failures:
            return table
        counts = {name: "Int64" for name, values in plain.items() if values.dtype.kind == "i"}
        rows = [{"run": one.run, "point": one.point, "error": one.error} for one in self.failures]
        keys = [name for name in KEYS if name in plain]
        failed = pd.DataFrame(rows)[[*keys, "error"]]
        return (
            table.astype(counts)
            .merge(failed.astype(dict.fromkeys(keys, "Int64")), on=keys, how="outer")
            .sort_values(keys, ignore_index=True)
            .astype(dict.fromkeys(keys, "int64"))
        )

    @cached_property
    def series(self) -> "xr.Dataset | None":
        """Series by run, time, side and place; None if none were recorded.

        `ashore` are men present on the battlefield, `losses` men killed, wounded, missing or
        captured so far, `control` the position of the side that holds a place, -1 for nobody.
        """
        return self.source.series()

    def tallies(self, measures: Sequence[str] | None = None) -> dict[str, Tally]:
        """How often each value of some measures came up, of all of them unless named.

        A batch on disk is read through once, in bounded memory.
        """
        return self.source.tallies(self.source.measures() if measures is None else measures)

    @cached_property
    def summaries(self) -> dict[str, Summary]:
        """What the batch says of each measure, rounded to what its runs support."""
        return summarise_all(self.tallies())

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
