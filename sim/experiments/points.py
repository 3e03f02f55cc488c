"""Points of a sweep: grids of values, and samples that fill a space evenly."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import ValidationError

from sim.experiments.design import Point
from sim.results.errors import UserError
from sim.scenario import Document, Problem, ScenarioError
from sim.scenario.assign import PathError, find_path
from sim.scenario.csv_rows import read_csv
from sim.scenario.figures import Figure, quantity
from sim.scenario.scalars import read_scalar
from sim.scenario.shape import unwrap

if TYPE_CHECKING:
    import pandas as pd

Method = Literal["latin", "sobol"]
MOST_POINTS = 100_000


@dataclass(frozen=True)
class Space:
    """The points of a sweep: a grid of `vary`, a sample `between` ends, or both crossed.

    `points` is the size of the sample and `method` how it is drawn; or it is a table that gives the
    points themselves, one a row with a column a path, in place of `between`.
    """

    vary: Mapping[str, Sequence[Any]] | None = None
    between: Mapping[str, tuple[Any, Any]] | None = None
    points: "int | pd.DataFrame | Sequence[Point]" = 64
    method: Method = "latin"

    def listed(self, document: Document, seed: int) -> list[Point]:
        """All points, two at least. Raises `ScenarioError` and `UserError`."""
        drawn, vary = self._drawn(document, seed), self.vary or {}
        if not vary and not drawn[0]:
            raise UserError(
                "a sweep needs something to vary: --vary PATH=1,2,3 or --sample PATH=1:3"
            )
        if both := sorted(set(vary) & set(drawn[0])):
            raise UserError(f"{both[0]} is both given values and sampled; a sweep can do only one")
        listed = crossed(grid(vary), drawn)
        if len(listed) == 1:
            raise UserError("a sweep needs at least two points; monte-carlo --set plays one")
        return listed

    def _drawn(self, document: Document, seed: int) -> list[Point]:
        ranges = self.between or {}
        if isinstance(self.points, int):
            if not ranges:
                return [{}]
            return sample(document, ranges, self.points, method=self.method, seed=seed)
        if ranges:
            raise UserError(
                "points are either given or drawn between ends; a sweep can do only one"
            )
        return list(self.points) if isinstance(self.points, Sequence) else given(self.points)


def grid(vary: Mapping[str, Sequence[Any]]) -> list[Point]:
    """Every combination of the values of some paths."""
    empty = [path for path, values in vary.items() if not len(values)]
    if empty:
        raise UserError(f"{empty[0]} is to be varied, but there are no values for it")
    paths = list(vary)
    return [dict(zip(paths, values, strict=True)) for values in itertools.product(*vary.values())]


def sample(
    document: Document,
    ranges: Mapping[str, tuple[Any, Any]],
    count: int,
    *,
    method: Method = "latin",
    seed: int = 1,
) -> list[Point]:
    """Points between low and high of some figures, `count` in all.

    `latin` is a Latin hypercube (McKay, Beckman and Conover 1979), `sobol` a scrambled Sobol
    sequence (Sobol 1967; Owen 1998), whose points come in powers of two. Raises `ScenarioError`
    for wrong paths and bounds.
    """
    from scipy.stats import qmc  # type: ignore[import-untyped]

    if count < 1:
        raise UserError("a sample needs at least one point")
    if method == "sobol" and count & (count - 1):
        below = 1 << (count.bit_length() - 1)
        raise UserError(f"Sobol points come in powers of two: {below} or {2 * below}, not {count}")
    kinds = {path: figure_kind(document, path, *ends) for path, ends in ranges.items()}
    bounds = {
        path: tuple(in_own_unit(document, path, end) for end in ends)
        for path, ends in ranges.items()
    }
    for path, (low, high) in bounds.items():
        if low >= high:
            raise UserError(f"{path}: low must be less than high, not {low:g}:{high:g}")
    engine = qmc.LatinHypercube if method == "latin" else qmc.Sobol
    # no luck of a battle: drawn once, before any is played, and kept with the batch
    unit = engine(len(bounds), rng=np.random.default_rng(seed)).random(count)
    columns = [
        as_written(kinds[path], low + (high - low) * unit[:, i], unit_of(ranges[path][0]))
        for i, (path, (low, high)) in enumerate(bounds.items())
    ]
    return [dict(zip(bounds, values, strict=True)) for values in zip(*columns, strict=True)]


def given(table: "pd.DataFrame") -> list[Point]:
    """The points of a table with one a row and a column a path. Raises `UserError` for gaps."""
    if table.empty:
        raise UserError("the table of points has no points, or no columns")
    gaps = table.isna().to_numpy()
    if gaps.any():
        row, column = np.argwhere(gaps)[0]
        raise UserError(f"row {row} of the table of points has no {table.columns[column]}")
    columns = {str(path): list(values) for path, values in table.items()}
    plain = {
        path: [one.item() if isinstance(one, np.generic) else one for one in values]
        for path, values in columns.items()
    }
    return [dict(zip(plain, values, strict=True)) for values in zip(*plain.values(), strict=True)]


def read_points(path: str | Path) -> "pd.DataFrame":
    """The points of a comma-separated file, its cells read as a scenario's plain values.

    Raises `ScenarioError` that names each empty cell by line and column.
    """
    import pandas as pd

    columns, rows = read_csv(path)
    empty = [
        Problem(str(path), row.line, 0, column, "a point needs a value here")
        for row in rows
        for column in columns
        if not row.cells[column]
    ]
    if empty:
        raise ScenarioError(empty)
    return pd.DataFrame(
        {path: [read_scalar(row.cells[path]) for row in rows] for path in columns}, dtype=object
    )


def crossed(first: Sequence[Point], second: Sequence[Point]) -> list[Point]:
    """Every point of one with every point of the other. Raises `UserError` for too many."""
    if len(first) * len(second) > MOST_POINTS:
        raise UserError(f"a sweep has at most {MOST_POINTS:,} points")
    return [{**one, **other} for one in first for other in second]


def figure_kind(document: Document, path: str, *ends: Any) -> type[Figure]:
    """The kind of figure at a path. Raises `ScenarioError`, and `UserError` if there is none."""
    try:
        kind = unwrap(find_path(path, document.tree)[1], ends[0])
    except PathError:
        document.set({path: ends[0]})
        raise
    if not (isinstance(kind, type) and issubclass(kind, Figure)):
        part = f"; name its hour, {path}.at" if "at" in getattr(kind, "model_fields", ()) else ""
        raise UserError(f"{path} is no number; only numbers can be sampled between two ends{part}")
    return kind


def in_own_unit(document: Document, path: str, end: Any) -> float:
    """An end in the figure's own unit. Raises `ScenarioError` and `UserError`."""
    try:
        value = figure_kind(document, path, end)(value=end, assumed="an end").value
    except ValidationError:
        document.set({path: end})  # says what is wrong and what is allowed
        raise
    if not isinstance(value, float):
        raise UserError(f"{path}: an end must be a number, not {end}")
    return value


def unit_of(written: Any) -> str | None:
    """The unit of a value such as ``8 kn``; None if it has none."""
    number = quantity(written)
    return number[1] if number else None


def as_written(kind: type[Figure], numbers: np.ndarray, unit: str | None = None) -> list[Any]:
    """The numbers as a scenario writes them: whole where they must be, with their unit.

    They are given in the figure's own unit, and written in another if one is named.
    """
    if kind.whole:
        return [int(number) for number in np.rint(numbers)]
    named = next((name for name, size in kind.units.items() if size == 1.0), None)
    named = unit if unit in kind.units else named
    plain = [float(f"{number:.6g}") for number in numbers / kind.units.get(named or "", 1.0)]
    return plain if named is None else [f"{number!r} {named}" for number in plain]
