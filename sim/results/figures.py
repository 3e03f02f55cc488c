"""Numbers, hours and intervals as tables show them."""

from collections.abc import Container
from datetime import date, datetime
from typing import Any

from sim.results.statistics import decimals, share_error

DASH = "\N{EN DASH}"


def hour(
    moment: datetime | None, day: date | None = None, years: Container[int] | None = None
) -> str:
    """A time; without its date if that is `day`, which the reader knows already.

    Its year is told if it is none of `years`, those of the battle.
    """
    if moment is None:
        return "never"
    if moment.date() == day:
        return f"{moment:%H:%M}"
    year = "" if years is None or moment.year in years else f" {moment.year}"
    return f"{moment.day} {moment:%b}{year} {moment:%H:%M}"


def show(value: Any, day: date | None = None, years: Container[int] | None = None) -> str:
    """A number or a time; None is what never happened."""
    if value is None or isinstance(value, datetime):
        return hour(value, day, years)
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,}"


def interval(
    low: Any, high: Any, day: date | None = None, years: Container[int] | None = None
) -> str:
    """Two values; the date of a time only where it differs from the one before."""
    first = low.date() if isinstance(low, datetime) else day
    return between(show(low, day, years), show(high, first, years))


def claimed(low: Any, high: Any, years: Container[int], day: date | None = None) -> str:
    """A recorded value or interval, with its year if the battle has no such year."""
    return show(low, day, years) if low == high else interval(low, high, day, years)


def between(low: str, high: str) -> str:
    """Two ends in words, such as ``3-5``; a dash is not mistaken for a minus: ``-5 to -3``."""
    if low.startswith("-") or high.startswith("-"):
        return f"{low} to {high}"
    return (f" {DASH} " if " " in high else DASH).join((low, high))


def with_error(value: float, error: float | None) -> str:
    """A mean and its standard error, both with the digits that the error supports.

    Without an error, of one run or of equal ones, a fraction has four digits.
    """
    if not error:
        return show(value if float(value).is_integer() else float(f"{value:.4g}"))
    places = max(decimals(error), 0)
    return f"{value:,.{places}f} ± {error:,.{places}f}"


def hour_with_error(moment: datetime, minutes: float | None, day: date | None) -> str:
    """A mean time and its standard error, which is never finer than a minute."""
    return hour(moment, day) + (f" ± {max(1, round(minutes)):,} min" if minutes else "")


def percent(share: float) -> str:
    """A share, already rounded, in per cent."""
    return f"{round(100.0 * share, 10):g} %"


def share_with_error(share: float, runs: int) -> str:
    """A share of so many runs and its standard error in per cent, such as ``61.2 ± 1.5 %``.

    The error of none or all of them is that of `sim.results.statistics.share_error`.
    """
    return f"{with_error(100.0 * share, 100.0 * share_error(share, runs))} %"
