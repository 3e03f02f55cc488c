"""Quantiles and means with the digits that the number of runs supports.

They come from tallies of numbers or of datetime64[m], in which NaT is what never happened and
counts as later than everything. Errors of times are in minutes.
"""

import math
from typing import Any

import numpy as np

from sim.results.tally import Tally

QUANTILES = {"p5": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
CLOCK_STEPS = {1: 1, 10: 10, 100: 60, 1000: 720}
"""Steps of the clock, in minutes, for decimal ones; beyond them whole days are shown."""
DAY = 1440
NORMAL_95 = 1.959963984540054
"""Standard errors from the mean to the ends of its 95 % interval."""


def decimals(error: float) -> int:
    """How many decimals a value may show: as many as leave its error two significant digits.

    Negative for tens, hundreds and so on: 0.0123 gives 3, 4.5 gives 1, 123 gives -1.
    """
    exponent = int(f"{error:.1e}".partition("e")[2])
    return 1 - exponent


def round_number(value: float, error: float | None) -> int | float:
    """The value with the digits that its standard error supports.

    A value without error (None, 0 or not a number) stays as it is. Whole numbers come as int.
    """
    if error and math.isfinite(error):
        value = round(float(value), decimals(error))
    return int(value) if float(value).is_integer() else float(value)


def round_time(moment: np.datetime64, error: float | None) -> np.datetime64:
    """The moment on the finest step of the clock that its standard error (minutes) supports."""
    exact: Any = moment.astype("datetime64[m]")
    if np.isnat(exact) or not error or not math.isfinite(error):
        return exact  # type: ignore[no-any-return]
    step = CLOCK_STEPS.get(10 ** max(0, -decimals(error)), DAY)
    midnight: Any = exact.astype("datetime64[D]").astype("datetime64[m]")
    minutes = (exact - midnight) / np.timedelta64(1, "m")
    return midnight + np.timedelta64(math.floor(minutes / step + 0.5) * step, "m")  # type: ignore[no-any-return]


def mean(tally: Tally) -> float:
    """Mean of numbers."""
    return float(np.dot(tally.values, tally.counts)) / tally.runs


def variance(tally: Tally) -> float | None:
    """Unbiased variance of numbers; None for fewer than two."""
    if tally.runs < 2:
        return None
    squares = (tally.values - mean(tally)) ** 2
    return float(np.dot(squares, tally.counts)) / (tally.runs - 1)


def mean_error(tally: Tally) -> float | None:
    """Standard error of the mean of numbers; None for fewer than two."""
    spread = variance(tally)
    return None if spread is None else math.sqrt(spread / tally.runs)


def binomial_error(share: float, runs: int) -> float:
    """Standard error of a share of so many runs if `share` is expected, sqrt(p (1 - p) / n)."""
    return math.sqrt(share * (1.0 - share) / runs)


def share_error(share: float, runs: int) -> float:
    """Standard error of the share that was seen in so many runs.

    No run, or every run, still leaves room for one that was not played: (n p + 1) / (n + 2) is
    expected (rule of succession, Laplace).
    """
    return binomial_error((share * runs + 1.0) / (runs + 2.0), runs)


def share_interval(share: float, runs: int) -> tuple[float, float]:
    """The 95 % interval of a share of so many runs (Wilson 1927)."""
    square = NORMAL_95**2 / runs
    middle = (share + square / 2) / (1 + square)
    half = math.sqrt(share * (1 - share) * square + square**2 / 4) / (1 + square)
    return middle - half, middle + half


def round_share(share: float, runs: int) -> int | float:
    """A share of runs with the digits that they support."""
    return round_number(share, share_error(share, runs))


def rank(share: float, runs: int) -> int:
    """The rank, from 0, of the smallest value that at least `share` of the runs do not exceed."""
    return min(max(math.ceil(share * runs - 1e-9) - 1, 0), runs - 1)


def quantile(ordered: np.ndarray, share: float) -> Any:
    """The smallest observed value that at least `share` of the runs do not exceed."""
    return ordered[rank(share, len(ordered))]


def quantile_error(tally: Tally, share: float) -> float:
    """Standard error of a quantile.

    Half the distance between the order statistics one binomial standard error below and above;
    not a number if one of them never happened.
    """
    spread = binomial_error(share, tally.runs)
    above: Any = tally.at(rank(share + spread, tally.runs))
    width = above - tally.at(rank(share - spread, tally.runs))
    if tally.kind == "time":
        width = width / np.timedelta64(1, "m")
    return 0.5 * float(width)


def quantiles(tally: Tally) -> dict[str, Any]:
    """Rounded quantiles by name, in ascending order; numbers, or datetime64[m]."""
    rounding: Any = round_time if tally.kind == "time" else round_number
    found = {
        name: rounding(tally.at(rank(share, tally.runs)), quantile_error(tally, share))
        for name, share in QUANTILES.items()
    }
    _restore_order(found)
    return found


def _restore_order(found: dict[str, Any]) -> None:
    """Quantiles of unlike precision must not overtake each other by rounding."""
    for inner, outer in (("median", "p25"), ("p25", "p5")):
        if found[outer] > found[inner]:
            found[outer] = found[inner]
    for inner, outer in (("median", "p75"), ("p75", "p95")):
        if found[outer] < found[inner]:
            found[outer] = found[inner]


def rank_share(tally: Tally, value: Any) -> float:
    """P(X < v) + P(X = v) / 2 over the runs; a run in which X never happened is above any v."""
    below = tally.counts[tally.values < value].sum()
    equal = tally.counts[tally.values == value].sum()
    return float((below + 0.5 * equal) / tally.runs)
