"""What a batch says of one measure: mean, error and quantiles, rounded to what it supports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from sim.results.statistics import (
    QUANTILES,
    mean,
    mean_error,
    quantiles,
    round_number,
    round_share,
    round_time,
    share_error,
)
from sim.results.tally import Kind, Tally

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


def summarise(measure: str, tally: Tally) -> Summary:
    """The summary of a measure from the tally of at least one run."""
    if tally.kind == "time":
        return _of_times(measure, tally)
    return _of_sides(measure, tally) if tally.kind == "side" else _of_numbers(measure, tally)


def summarise_all(tallies: Mapping[str, Tally]) -> dict[str, Summary]:
    """The summary of each measure; none where every run failed."""
    return {measure: summarise(measure, tally) for measure, tally in tallies.items() if tally.runs}


def _of_numbers(measure: str, tally: Tally) -> Summary:
    error = mean_error(tally)
    return Summary(
        measure,
        "number",
        tally.runs,
        tally.runs,
        mean=round_number(mean(tally), error),
        se=None if error is None else round_number(error, error),
        **quantiles(tally),
    )


def _of_times(measure: str, tally: Tally) -> Summary:
    known = tally.known
    if not known.runs:
        return Summary(measure, "time", tally.runs, 0)
    first = known.values[0]
    minutes = Tally((known.values - first) / np.timedelta64(1, "m"), known.counts)
    error = mean_error(minutes)
    moment = first + np.timedelta64(round(mean(minutes)), "m")
    found: dict[str, Any] = quantiles(known)
    return Summary(
        measure,
        "time",
        tally.runs,
        known.runs,
        mean=round_time(moment, error).item(),
        se=None if error is None else round_number(error, error),
        **{name: found[name].item() for name in QUANTILES},
    )


def _of_sides(measure: str, tally: Tally) -> Summary:
    runs = tally.runs
    pairs = zip(tally.values, tally.counts, strict=True)
    shares = {str(name): int(count) / runs for name, count in pairs}
    errors = {name: share_error(share, runs) for name, share in shares.items()}
    return Summary(
        measure,
        "side",
        runs,
        runs,
        mean={name: round_share(share, runs) for name, share in shares.items()},
        se={name: round_number(error, error) for name, error in errors.items()},
    )
