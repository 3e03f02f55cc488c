"""Claims of history drawn into a picture of one measure, each labelled by its source."""

import math
from collections.abc import Container, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from sim.history.comparison import Comparison
from sim.plots import style
from sim.results.figures import hour
from sim.results.labels import label, source_names
from sim.results.tally import Tally
from sim.scenario.definition import Claim, Definition
from sim.scenario.measures import measures
from sim.scenario.titles import capitalised

FARTHEST = 1.5
"""Ranges of the runs beyond which a claim becomes an arrow."""
LEGEND_ROW, LEGEND_EDGE = 11.7, 8.0
"""Points of a row of the legend, and of its edges."""
LEGEND_KEY = 6
"""Letters that are as wide as the key of a row of the legend and what is beside it."""
MOST_LEGEND, MOST_SHARE = 0.5, 0.75
"""Shares of the height beyond which the legend gets a second column, and never takes more."""


def draw_claims(ax: Axes, measure: str, definition: Definition, runs: Tally) -> list[Artist]:
    """A line for each recorded value, a band for each interval, a mark for a winner.

    `runs` is what was simulated, as numbers on the axis. A claim that lies so far from it that the
    runs would shrink to a line becomes an arrow at the edge; the legend has its value.
    """
    looks = style.source_looks(definition)
    bounds = reach(runs)
    drawn = []
    before: set[Any] = set()
    claims = definition.claims.get(measure, [])
    for claim, words in zip(claims, _words(ax, claims, definition), strict=True):
        look = looks[str(claim.source)]
        agreed = claim.interval in before
        before.add(claim.interval)
        drawn.append(_draw_claim(ax, claim, words, look, bounds, agreed=agreed))
    return drawn


def _draw_claim(
    ax: Axes,
    claim: Claim,
    words: str,
    look: tuple[str, str],
    bounds: tuple[float, float],
    *,
    agreed: bool,
) -> Artist:
    """Draw one claim; a line that `agreed` with one before it leaves gaps for that to be seen."""
    low, high = claim.interval
    colour, _ = look
    if isinstance(low, str):
        return ax.plot([], [], " ", marker="D", color=colour, markersize=4, label=words)[0]
    ends = float(position(low)), float(position(high))
    if ends[1] < bounds[0] or ends[0] > bounds[1]:
        marker, edge = ("<", bounds[0]) if ends[1] < bounds[0] else (">", bounds[1])
        return ax.plot(
            edge, 0.04, marker, color=colour, markersize=7, clip_on=False, label=words,
            transform=ax.get_xaxis_transform(),
        )[0]  # fmt: skip
    if low == high:
        dashes = (0, (3, 3)) if agreed else "-"
        return ax.axvline(ends[0], color=colour, linewidth=1.6, linestyle=dashes, label=words)
    for marker, edge, beyond in (
        ("<", bounds[0], ends[0] < bounds[0]),
        (">", bounds[1], ends[1] > bounds[1]),
    ):
        if beyond:  # the interval goes on beyond what is drawn
            ax.plot(
                edge, 0.04, marker, color=colour, markersize=5, clip_on=False,
                transform=ax.get_xaxis_transform(),
            )  # fmt: skip
    return ax.axvspan(
        max(ends[0], bounds[0]), min(ends[1], bounds[1]), facecolor=colour, alpha=0.16,
        edgecolor=colour, linewidth=1.0, zorder=0, label=words,
    )  # fmt: skip


def _words(ax: Axes, claims: Sequence[Claim], definition: Definition) -> list[str]:
    """Who claims what; places in the sources are left out where a legend has no room for them."""
    values = [_value(claim, definition) for claim in claims]
    whole = [f"{name}: {value}" for name, value in zip(source_names(claims), values, strict=True)]
    room = style.letters_across(ax, style.SMALL - 1, 1.0) - LEGEND_KEY
    if all(len(words) <= room for words in whole):
        return whole
    return [f"{claim.source}: {value}" for claim, value in zip(claims, values, strict=True)]


def _value(claim: Claim, definition: Definition) -> str:
    low, high = claim.interval
    if isinstance(low, str):
        return style.short(definition.sides[low].title, 24)
    return claim_text(low, high, definition.years)


def inside_words(what: str, comparison: Comparison, measures: Sequence[str]) -> str:
    """Of some measures whether the record lies inside, for those who cannot see the picture."""
    definition = comparison.batch.document.definition
    parts = [
        f"{label(name, definition)}: the record lies {'inside' if inside else 'outside'}"
        for name, inside in comparison.measures.items()
        if name in measures
    ]
    return f"{what} against the central 90 % of the runs. {'; '.join(parts)}."


def reach(runs: Tally) -> tuple[float, float]:
    """How far a picture goes: the runs with 1.5 times their range at either side.

    Infinite if there is but one value, which is a line in any case.
    """
    if len(runs.values) < 2:
        return -math.inf, math.inf
    low, high = float(runs.values[0]), float(runs.values[-1])
    return low - FARTHEST * (high - low), high + FARTHEST * (high - low)


def position(value: Any) -> Any:
    """Where a recorded value lies on an axis of numbers, or of matplotlib's days."""
    return style.number(value) if style.is_hour(value) else value


def claim_text(low: Any, high: Any, years: Container[int] | None = None) -> str:
    """A recorded value or interval as a legend shows it, with its year if it is none of `years`."""
    if not style.is_hour(low):
        return f"{low:,g}" if low == high else f"{low:,g} to {high:,g}"
    first = hour(low, None, years)
    return first if low == high else f"{first} to {hour(high, low.date(), years)}"


def make_room(ax: Axes, claims: list[Artist], corner: str = "upper right") -> None:
    """Set the legend of the claims above what is drawn, which ends below it."""
    if not claims:
        return
    figure: Any = ax.get_figure(root=True)
    height = ax.get_window_extent().height * 72.0 / figure.dpi
    columns = 1 if _legend_share(len(claims), height) <= MOST_LEGEND else 2
    share = min(_legend_share(math.ceil(len(claims) / columns), height), MOST_SHARE)
    ax.set_ylim(0, ax.get_ylim()[1] / (1.0 - share))
    for claim in claims:
        if isinstance(claim, Rectangle):
            claim.set_height(1.0 - share)
        elif isinstance(claim, Line2D) and len(np.asarray(claim.get_ydata())) == 2:
            claim.set_ydata([0.0, 1.0 - share])
    style.legend(
        ax, fontsize=style.SMALL - 1, loc=corner, handlelength=1.2, ncols=columns, columnspacing=1.0
    )


def _legend_share(rows: int, height: float) -> float:
    """Share of the height of axes in points that a legend of so many rows takes."""
    return (LEGEND_ROW * rows + LEGEND_EDGE) / height


def unit(measure: str, definition: Definition) -> str:
    """What a measure counts, as the label of an axis."""
    return capitalised(measures(definition)[measure].unit)


def label_values(ax: Axes, measure: str, definition: Definition, never: float) -> None:
    """Name the horizontal axis of a measure, and the share of runs in which it never happened."""
    kind = measures(definition)[measure].kind
    if kind == "time":
        style.hours(ax, definition, most=5)
        if 0 < never < 1:
            words = f"{ax.get_xlabel()};".splitlines()
            ax.set_xlabel(style.fitted(ax, *words, f"never in {style.per_cent(never)} of runs"))
    elif kind == "number":
        left, right = ax.get_xlim()
        if right - left < 3.0:  # room for whole numbers at the ticks, none of them negative
            ax.set_xlim(max(left - 1.0, min(left, -0.9)), right + 1.0)
        ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        ax.set_xlabel(unit(measure, definition), fontsize=style.SMALL, color=style.INK)
