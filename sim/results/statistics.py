"""Quantiles and means with the digits that the number of runs supports.

Values are a one-dimensional array with one value a run: numbers, or datetime64[m] in which NaT is
what never happened and counts as later than everything. Errors of times are in minutes.
"""

import math
from typing import Any

import numpy as np

QUANTILES = {"p5": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
CLOCK_STEPS = {1: 1, 10: 10, 100: 60, 1000: 720}
"""Steps of the clock, in minutes, for decimal ones; beyond them whole days are shown."""
DAY = 1440


def is_time(values: np.ndarray) -> bool:
    """Whether values are times."""
    return values.dtype.kind == "M"


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


def mean_error(values: np.ndarray) -> float | None:
    """Standard error of the mean of numbers; None for fewer than two."""
    if len(values) < 2:
        return None
    return float(np.std(values, ddof=1) / math.sqrt(len(values)))


def share_error(share: float, runs: int) -> float:
    """Standard error of a share of runs, sqrt(p (1 - p) / n)."""
    return math.sqrt(share * (1.0 - share) / runs)


def round_share(share: float, runs: int) -> int | float:
    """A share of runs with the digits that they support.

    No run, or every run, still leaves room for one that was not played (rule of succession).
    """
    expected = (share * runs + 1.0) / (runs + 2.0)
    return round_number(share, share_error(expected, runs))


def quantile(ordered: np.ndarray, share: float) -> Any:
    """The smallest observed value that at least `share` of the runs do not exceed."""
    rank = math.ceil(share * len(ordered) - 1e-9) - 1
    return ordered[min(max(rank, 0), len(ordered) - 1)]


def quantile_error(ordered: np.ndarray, share: float) -> float:
    """Standard error of a quantile.

    Half the distance between the order statistics one binomial standard error below and above;
    not a number if one of them never happened.
    """
    spread = share_error(share, len(ordered))
    width = quantile(ordered, share + spread) - quantile(ordered, share - spread)
    if is_time(ordered):
        width = width / np.timedelta64(1, "m")
    return 0.5 * float(width)


def quantiles(values: np.ndarray) -> dict[str, Any]:
    """Rounded quantiles by name, in ascending order; numbers, or datetime64[m]."""
    ordered = np.sort(values)
    rounding: Any = round_time if is_time(values) else round_number
    found = {
        name: rounding(quantile(ordered, share), quantile_error(ordered, share))
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


def rank_share(values: np.ndarray, value: Any) -> float:
    """P(X < v) + P(X = v) / 2 over the runs; a run in which X never happened is above any v."""
    below = np.count_nonzero(values < value)
    equal = np.count_nonzero(values == value)
    return float((below + 0.5 * equal) / len(values))
