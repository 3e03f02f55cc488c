"""Searching a batch for runs; of a results folder, in bounded memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from sim.results.batch import Source
from sim.results.condition import Condition, minutes
from sim.results.errors import UserError
from sim.results.statistics import rank
from sim.results.store import Store
from sim.results.tally import Tally, is_time
from sim.world.words import count as counted

Extreme = Literal["worst", "best", "median"]
MOST_LISTED = 20
"""Runs that are listed by number."""


@dataclass(frozen=True)
class Found:
    """Rows that were found."""

    rows: list[tuple[int, int]]
    """The first of them as (run, point); the one to look at comes first."""
    count: int
    """How many there are in all."""
    of: int
    """How many rows were looked at."""


@dataclass(frozen=True)
class _Selection:
    runs: np.ndarray
    points: np.ndarray
    values: np.ndarray
    of: int


def search(
    source: Source,
    condition: Condition | None = None,
    extreme: Extreme | None = None,
    measure: str | None = None,
) -> Found:
    """The rows that satisfy a condition, and of these the one with an extreme of a measure.

    The worst run has the greatest value (most losses, latest hour, never being latest), the best
    the smallest; the median run is one with the median value. Among equals the first run is
    taken. Raises `UserError` if no row is found.
    """
    wanted: Any = None
    if extreme is not None:
        wanted = _value(_selections(source, condition, measure), extreme)
    rows: list[tuple[int, int]] = []
    count = of = 0
    for selected in _selections(source, condition, measure):
        here = np.ones(len(selected.runs), bool) if wanted is None else selected.values == wanted
        count, of = count + int(here.sum()), of + selected.of
        places = np.flatnonzero(here)[: MOST_LISTED - len(rows)]
        rows += zip(selected.runs[places].tolist(), selected.points[places].tolist(), strict=True)
    if not rows:
        if condition is None or not of:
            raise UserError("no run came to its end, so there is none to look for")
        raise UserError(f"in none of {counted(of, 'run')}: {condition.text}")
    return Found(rows, count, of)


def _value(selections: Iterator[_Selection], extreme: Extreme) -> Any:
    tallies = [Tally.of(one.values) for one in selections if len(one.values)]
    if not tallies:
        return None
    tally = Tally.merged(tallies)
    ranks = {"worst": tally.runs - 1, "best": 0, "median": rank(0.5, tally.runs)}
    return tally.at(ranks[extreme])


def _selections(
    source: Source, condition: Condition | None, measure: str | None
) -> Iterator[_Selection]:
    names = list(dict.fromkeys([*(condition.measures if condition else ()), *_listed(measure)]))
    for table in source.tables(names):
        runs = table["run"]
        points = table.get("point", np.zeros_like(runs))
        holds = np.ones(len(runs), bool) if condition is None else condition.holds(table)
        values = runs if measure is None else table[measure]
        values = minutes(values) if is_time(values) else values
        yield _Selection(runs[holds], points[holds], values[holds], len(runs))


def _listed(measure: str | None) -> list[str]:
    return [] if measure is None else [measure]


def row_of(store: Store, run: int, point: int) -> dict[str, Any]:
    """A row as it is stored: numbers, ISO times (None for never), names.

    Raises `UserError` if the folder has no such row or its part is damaged; that of a run which
    failed is empty.
    """
    for part in store.manifest.parts:
        if not part["first"] <= run < part["first"] + part["runs"]:
            continue
        for batch in store.part(part["first"]):
            here = batch.column("run").to_numpy() == run
            if "point" in batch.schema.names:
                here &= batch.column("point").to_numpy() == point
            if here.any():
                row: dict[str, Any] = batch.slice(int(np.flatnonzero(here)[0]), 1).to_pylist()[0]
                failed = row.get("error") is not None
                return {} if failed else {name: row[name] for name in store.manifest.measures}
    raise UserError(f"{store.folder} has no run {run:,}; it holds {store.manifest.done:,} runs")
