"""What a batch says of one measure: mean, error and quantiles, rounded to what it supports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import numpy as np

from sim.results.statistics import (
    QUANTILES,
    is_time,
    mean_error,
    quantiles,
    round_number,
    round_share,
    round_time,
    share_error,
)

Kind = Literal["number", "time", "side"]
STATISTICS = ("mean", "se", "median", "p5", "p25", "p75", "p95")


@dataclass(frozen=True)
class Summary:
    """One measure over the runs of a batch.

    Numbers are int or float. Times are `datetime` and speak of the runs in which the event
    happened; their error is in minutes. A side has the share of runs of each value in `mean` and
    the share's standard error in `se`, and no quantiles. What cannot be said is None.
    """

    measure: str
    kind: Kind
    runs: int
    happened: int
    """Runs in which the event happened; all of them unless the measure is a time."""
    mean: Any = None
    se: Any = None
    median: Any = None
    p5: Any = None
    p25: Any = None
    p75: Any = None
    p95: Any = None

    @property
    def share(self) -> int | float:
        """Share of the runs in which it happened, from 0 to 1."""
        return round_share(self.happened / self.runs, self.runs)

    def as_json(self) -> dict[str, Any]:
        """The statistics as JSON: times as ISO text, None where there is nothing to say."""
        return {name: json_value(getattr(self, name)) for name in STATISTICS}


def json_value(value: Any) -> Any:
    """A number, time or name as JSON holds it."""
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value.astype("datetime64[m]"))
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def summarise(measure: str, values: np.ndarray) -> Summary:
    """The summary of a measure from its value in each run, shape (n,) with n of at least 1."""
    if is_time(values):
        return _of_times(measure, values.astype("datetime64[m]"))
    if values.dtype.kind in "OUT":
        return _of_sides(measure, values)
    return _of_numbers(measure, values)


def summarise_all(columns: Mapping[str, np.ndarray]) -> dict[str, Summary]:
    """The summary of each measure."""
    return {measure: summarise(measure, values) for measure, values in columns.items()}


def _of_numbers(measure: str, values: np.ndarray) -> Summary:
    error = mean_error(values)
    return Summary(
        measure,
        "number",
        len(values),
        len(values),
        mean=round_number(float(values.mean()), error),
        se=None if error is None else round_number(error, error),
        **quantiles(values),
    )


def _of_times(measure: str, values: np.ndarray) -> Summary:
    known = values[~np.isnat(values)]
    if not len(known):
        return Summary(measure, "time", len(values), 0)
    minutes = (known - known.min()) / np.timedelta64(1, "m")
    error = mean_error(minutes)
    mean = known.min() + np.timedelta64(round(float(minutes.mean())), "m")
    found: dict[str, Any] = quantiles(known)
    return Summary(
        measure,
        "time",
        len(values),
        len(known),
        mean=round_time(mean, error).item(),
        se=None if error is None else round_number(error, error),
        **{name: found[name].item() for name in QUANTILES},
    )


def _of_sides(measure: str, values: np.ndarray) -> Summary:
    runs = len(values)
    names, counts = np.unique(values.astype(str), return_counts=True)
    shares = {str(name): int(count) / runs for name, count in zip(names, counts, strict=True)}
    errors = {name: share_error(share, runs) for name, share in shares.items()}
    return Summary(
        measure,
        "side",
        runs,
        runs,
        mean={name: round_share(share, runs) for name, share in shares.items()},
        se={name: round_number(error, error) for name, error in errors.items()},
    )
