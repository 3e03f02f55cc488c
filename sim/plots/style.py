"""One look for all pictures: colours that colour-blind readers and printers can tell apart."""

from datetime import date, datetime
from typing import Any

import matplotlib.pyplot as plt
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.legend import Legend

from sim.scenario.definition import Definition

INK = "#222222"
NEUTRAL = "#6B6B6B"
FAINT = "#D9D9D9"
# the colours of Okabe and Ito (2008) that no side has by default
CLAIM_COLOURS = ("#000000", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MARKERS = ("D", "o", "s", "^", "v")
SMALL, NORMAL = 8, 9
"""Font sizes in points."""
DPI = 150


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


def title(ax: Axes, text: str) -> None:
    """The title of a picture."""
    ax.set_title(text, fontsize=NORMAL, color=INK, loc="left")


def source_looks(definition: Definition) -> dict[str, tuple[str, str]]:
    """Colour and marker of each source that has a claim; the same in every picture."""
    sources = dict.fromkeys(
        str(claim.source) for claims in definition.claims.values() for claim in claims
    )
    return {
        source: (CLAIM_COLOURS[i % len(CLAIM_COLOURS)], MARKERS[i % len(MARKERS)])
        for i, source in enumerate(sources)
    }


def hours(ax: Axes, definition: Definition, most: int = 9) -> None:
    """Make the horizontal axis one of hours with at most so many ticks, and name the clock."""
    least = most // 2
    locator = dates.AutoDateLocator(minticks=least, maxticks=most)  # type: ignore[no-untyped-call]
    formatter = dates.ConciseDateFormatter(  # type: ignore[no-untyped-call]
        locator,
        formats=["%Y", "%B", "%-d %b", "%H:%M", "%H:%M", "%S"],
        zero_formats=["", "%Y", "%B", "%-d %b", "%H:%M", "%H:%M"],
        show_offset=False,
    )
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(formatter)
    first, last = (_date(x) for x in ax.get_xlim())
    day = f" on {first.day} {first:%B}" if first == last else ""
    ax.set_xlabel(f"Hour{day} ({definition.clock.name})", fontsize=SMALL, color=INK)


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
