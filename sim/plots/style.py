"""One look for all pictures: colours that colour-blind readers and printers can tell apart."""

import math
import textwrap
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from sim.results.errors import UserError
from sim.scenario.definition import Definition

INK = "#222222"
NEUTRAL = "#6B6B6B"
FAINT = "#D9D9D9"
# the colours of Okabe and Ito (2008) that no side has by default
CLAIM_COLOURS = ("#000000", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MARKERS = ("D", "o", "s", "^", "v")
TINY, SMALL, NORMAL = 6, 8, 9
"""Font sizes in points."""
LETTER = 0.55
"""Mean width of a letter as a share of the font size."""
DPI = 150
WEEKS = 12.0
"""Days from which on an axis of hours is one of weeks."""
LEAST_DAYS = 1.0 / 12.0
"""Least span of an axis of hours in days."""
COLUMNS = 3
"""Small multiples side by side."""


def axes(ax: Axes | None, width: float, height: float) -> Axes:
    """The axes given, or new ones in a figure of that size in inches."""
    if ax is None:
        _, ax = plt.subplots(figsize=(width, height), dpi=DPI, layout="constrained")
    for edge in ("top", "right"):
        ax.spines[edge].set_visible(False)
    for edge in ("left", "bottom"):
        ax.spines[edge].set_color(NEUTRAL)
    ax.tick_params(labelsize=SMALL, color=NEUTRAL, labelcolor=INK)
    ax.set_axisbelow(True)
    return ax


def panels(
    count: int, axes: Iterable[Axes] | None = None, *, width: float = 3.4, height: float = 2.3,
    columns: int = COLUMNS,
) -> list[Axes]:  # fmt: skip
    """The axes given, or so many new ones in rows in one figure, of that size in inches each.

    Raises `UserError` if there are not as many given as are needed.
    """
    if axes is not None:
        given = list(np.ravel(np.asarray(axes, object)))
        if len(given) != count:
            raise UserError(f"{len(given)} axes were given for {count} panels")
        return given
    columns = min(columns, count)
    rows = math.ceil(count / columns)
    figure, grid = plt.subplots(
        rows, columns, figsize=(width * columns, height * rows), dpi=DPI, layout="constrained",
        squeeze=False,
    )  # fmt: skip
    for spare in grid.flat[count:]:
        figure.delaxes(spare)
    return list(grid.flat[:count])


def short(text: str, letters: int = 48) -> str:
    """The text, without its middle if it is longer than a picture has room for.

    Labels tell the most at their beginning and at their end.
    """
    if len(text) <= letters:
        return text
    tail = (letters - 1) // 3
    return f"{text[: letters - 1 - tail].rstrip()}…{text[len(text) - tail :].lstrip()}"


def title(ax: Axes, text: str, share: float = 1.1) -> None:
    """The title of a picture, in two lines if one would be wider than that share of the axes."""
    letters = letters_across(ax, NORMAL, share)
    lines = textwrap.wrap(short(text, int(1.8 * letters)), letters, max_lines=2, placeholder="…")
    ax.set_title("\n".join(lines), fontsize=NORMAL, color=INK, loc="left")


def fitted(ax: Axes, *parts: str) -> str:
    """Parts of the label of an axis, in as many lines as they need not to be wider than it."""
    letters = letters_across(ax, SMALL, 1.1)
    lines = [parts[0]]
    for part in parts[1:]:
        if len(lines[-1]) + 1 + len(part) <= letters:
            lines[-1] += f" {part}"
        else:
            lines.append(part)
    return "\n".join(lines)


def letters_across(ax: Axes, size: int, share: float) -> int:
    """About how many letters of that size are as wide as that share of the axes."""
    figure: Any = ax.get_figure(root=True)
    width = ax.get_window_extent().width * 72.0 / figure.dpi
    return max(12, int(share * width / (LETTER * size)))


def at_least(ax: Axes, axis: str, span: float) -> None:
    """Show no less than that span around what was drawn, on the axis ``x`` or ``y``."""
    low, high = ax.dataLim.intervalx if axis == "x" else ax.dataLim.intervaly
    if high - low < span:
        middle = 0.5 * (low + high)
        ax.set(**{f"{axis}lim": (middle - 0.5 * span, middle + 0.5 * span)})


def source_looks(definition: Definition) -> dict[str, tuple[str, str]]:
    """Colour and marker of each source that has a claim; the same in every picture.

    Twenty-five sources differ in one of the two.
    """
    sources = dict.fromkeys(
        str(claim.source) for claims in definition.claims.values() for claim in claims
    )
    count = len(CLAIM_COLOURS)
    return {
        source: (CLAIM_COLOURS[i % count], MARKERS[(i + i // count) % count])
        for i, source in enumerate(sources)
    }


def hours(ax: Axes, definition: Definition, most: int = 9) -> None:
    """Make the horizontal axis one of hours with at most so many ticks, and name the clock."""
    least = most // 2
    low, high = ax.get_xlim()
    # over weeks, ticks on every other day of the month would crowd at its end
    locator = dates.AutoDateLocator(  # type: ignore[no-untyped-call]
        minticks=least, maxticks=most, interval_multiples=high - low < WEEKS
    )
    formatter = dates.ConciseDateFormatter(  # type: ignore[no-untyped-call]
        locator,
        formats=["%Y", "%B", "%-d %b", "%H:%M", "%H:%M", "%S"],
        zero_formats=["", "%Y", "%-d %b", "%-d %b", "%H:%M", "%H:%M"],
        show_offset=False,
    )
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(formatter)
    first, last = (_date(x) for x in ax.get_xlim())
    day = f" on {first.day} {first:%B}" if first == last else ""
    words = fitted(ax, f"Hour{day}", f"({definition.clock.name})")
    ax.set_xlabel(words, fontsize=SMALL, color=INK)


def note(ax: Axes, text: str) -> Text:
    """Words in the middle of a picture that has nothing to show, or not what a reader expects."""
    return ax.text(0.5, 0.5, text, ha="center", transform=ax.transAxes, fontsize=SMALL, color=INK)


def counts(ax: Axes, words: str) -> None:
    """Make the vertical axis one of whole numbers from 0, readable even if all of them are 0."""
    ax.set_ylim(0, max(1.0, ax.get_ylim()[1]))
    ax.yaxis.set_major_locator(MaxNLocator("auto", integer=True, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.set_ylabel(words, fontsize=SMALL, color=INK)
    ax.grid(axis="y", color=FAINT, linewidth=0.5)


def number(moment: Any) -> Any:
    """A time, or several, on matplotlib's own scale of days."""
    return dates.date2num(moment)  # type: ignore[no-untyped-call]


def _date(days: float) -> date:
    moment: datetime = dates.num2date(days)  # type: ignore[no-untyped-call]
    return moment.date()


def legend(ax: Axes, **options: Any) -> Legend:
    """A legend that stays readable on whatever lies below it."""
    options = {"fontsize": SMALL, "facecolor": "white", "edgecolor": "none", **options}
    return ax.legend(framealpha=0.85, **options)


def is_hour(value: Any) -> bool:
    """Whether a claim's value is a time."""
    return isinstance(value, datetime)


def runs_text(runs: int) -> str:
    """The number of runs in words."""
    return "1 run" if runs == 1 else f"{runs:,} runs"


def per_cent(share: float) -> str:
    """A share in words that never rounds to none or all."""
    if 0.0 < share < 0.01:
        return "<1 %"
    return ">99 %" if 0.99 < share < 1.0 else f"{100 * share:.0f} %"
