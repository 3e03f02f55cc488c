"""Results as plain tables for other programs: one row a run, a claim, or a number of survivors."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.duels.odds import Odds
from sim.experiments.design import Point
from sim.history.comparison import Comparison
from sim.results.batch import KEYS, Batch
from sim.results.summary import json_value
from sim.scenario.figures import quantity

if TYPE_CHECKING:
    import pandas as pd


def run_rows(batch: Batch, points: Sequence[Point] = ({},)) -> "Iterator[pd.DataFrame]":
    """One row a run and point: both, the parameters of the point, and every measure.

    A parameter whose values all have one unit is a number, and its heading names the unit. Rows
    come so many at once; runs that failed come last, with their error.
    """
    import pandas as pd

    columns = parameter_columns(points)
    failures = batch.failures
    for table in batch.source.tables(batch.source.measures()):
        frame = pd.DataFrame(
            {
                name: values.astype("datetime64[s]") if values.dtype.kind == "M" else values
                for name, values in table.items()
            }
        )
        if failures:
            frame = frame.astype(dict.fromkeys(frame.select_dtypes("int64"), "Int64"))
            frame["error"] = ""
        kinds = frame.dtypes
        yield _with_parameters(frame, columns)
    if failures:
        rows = [{"run": one.run, "point": one.point, "error": one.error} for one in failures]
        failed = pd.DataFrame(rows).reindex(columns=kinds.index).astype(kinds)
        yield _with_parameters(failed, columns)


def _with_parameters(frame: "pd.DataFrame", columns: Mapping[str, Sequence[Any]]) -> "pd.DataFrame":
    """The parameters of each row's point beside its numbers."""
    place = sum(name in frame for name in KEYS)
    for offset, (name, values) in enumerate(columns.items()):
        filled = np.asarray(values)[frame["point"].to_numpy(np.int64)]
        frame.insert(place + offset, name, filled)
    return frame


def parameter_columns(points: Sequence[Point]) -> dict[str, list[Any]]:
    """The values of each parameter by point, under headings such as ``routes.0.distance (km)``.

    What a point does not set is not a number, or empty text.
    """
    columns: dict[str, list[Any]] = {}
    for path in dict.fromkeys(path for point in points for path in point):
        values = [point.get(path) for point in points]
        numbers = [None if one is None else _number_and_unit(one) for one in values]
        known = {one[1] for one in numbers if one is not None}
        if len(known) == 1 and None not in known:
            (unit,) = known
            heading = f"{path} ({unit})" if unit else path
            columns[heading] = [np.nan if one is None else one[0] for one in numbers]
        else:
            columns[path] = ["" if one is None else str(one) for one in values]
    return columns


def _number_and_unit(value: Any) -> tuple[float, str | None]:
    """The number and the unit of a value; the unit is None where it is no number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value, ""
    return quantity(value) or (np.nan, None)


def claim_rows(comparisons: Sequence[Comparison]) -> "pd.DataFrame":
    """One row a claim: what is recorded, by whom, and where it lies among the runs."""
    import pandas as pd

    rows = [
        {
            "scenario": found.batch.document.name,
            **{
                name: json_value(getattr(one, name))
                for name in (
                    "measure", "source", "low", "high", "median", "p5", "p95", "percentile",
                    "distance", "inside",
                )
            },
            "crps": score.crps,
            "log_score": score.log_score,
        }
        for found in comparisons
        for one, score in zip(found.claims, found.scores, strict=True)
    ]  # fmt: skip
    # numbers, hours and names of sides stand below each other
    mixed = ("low", "high", "median", "p5", "p95")
    words = {n: ["" if row[n] is None else str(row[n]) for row in rows] for n in mixed}
    return pd.DataFrame(rows).assign(**words)


def odds_rows(found: Odds) -> "pd.DataFrame":
    """One row an outcome, and one a side and number of units that are left of it."""
    import pandas as pd

    rows: list[dict[str, Any]] = [
        {"outcome": name, "side": "", "survivors": None, "probability": getattr(found, name)}
        for name in ("attacker_wins", "defender_wins", "draw")
    ]
    for side in ("attacker", "defender"):
        for units, probability in getattr(found, f"{side}_survivors").items():
            rows.append(
                {
                    "outcome": "survivors",
                    "side": side,
                    "survivors": units,
                    "probability": probability,
                }
            )
    return pd.DataFrame(rows).astype({"survivors": "Int64"})
