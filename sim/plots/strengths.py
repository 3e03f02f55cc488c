"""Strength of both sides over time, with the hours that history recorded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from sim.plots import style
from sim.plots.drawn import Drawn
from sim.plots.registry import InReport, picture
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.figures import show
from sim.results.labels import label, side_colours
from sim.scenario.measures import measures

if TYPE_CHECKING:
    import xarray as xr

    from sim.history.comparison import Comparison

QUANTITIES = {"ashore": "Men on the battlefield", "losses": "Men lost so far"}
NONE = "none at any hour"
EMPTY = {
    "ashore": "No men on the battlefield at any hour. Crews of ships are not counted.",
    "losses": "No men lost at any hour.",
}
ROW = 10.5
"""Distance between rows of labels in points."""
GAP = 6.0
"""Least distance between two labels in points."""
DASHES = (0, (3, 2))
"""Of the line of a recorded hour."""
LETTER = 0.5
"""Mean width of a letter as a share of the font size."""


@dataclass(frozen=True)
class StrengthsPlot(Drawn):
    """What was drawn."""

    medians: dict[str, Line2D] = field(default_factory=dict)
    """The median line of each side."""
    bands: dict[str, list[PolyCollection]] = field(default_factory=dict)
    """The central 90 % and 50 % bands of each side, none for a single run."""
    hours: dict[str, Line2D] = field(default_factory=dict)
    """The line of each recorded hour by measure; of an interval, its beginning."""
    labels: dict[str, Text] = field(default_factory=dict)
    """Its label by measure."""


def _has(quantity: str) -> Callable[[Batch], bool]:
    """Whether a batch has anything of a quantity."""

    def fits(batch: Batch) -> bool:
        return batch.series is not None and bool(batch.series[quantity].any())

    return fits


def _words(quantity: str) -> "Callable[[Comparison, Sequence[str]], str]":
    """What is drawn of a quantity, for those who cannot see it."""

    def words(comparison: "Comparison", _: Sequence[str]) -> str:
        batch = comparison.batch
        assert batch.series is not None
        parts = []
        for name, side in batch.document.definition.sides.items():
            middle = batch.series[quantity].sel(side=name).median("run").values
            figures = middle[0], max(middle), middle[-1]
            first, greatest, last = (show(round(float(one))) for one in figures)
            parts.append(f"{side.title} {first} at first, {greatest} at most, {last} at the end")
        whole = f"{QUANTITIES[quantity]} by hour, median of {style.runs_text(batch.runs)}"
        return f"{whole}: {'; '.join(parts)}."

    return words


@picture(
    "batch",
    QUANTITIES["ashore"],
    fits=_has("ashore"),
    overview="always",
    report=InReport("typical", 1, _words("ashore")),
)
def strengths(
    batch: Batch, quantity: str = "ashore", *, recorded: bool = True, ax: Axes | None = None
) -> StrengthsPlot:
    """Median and central 50 % and 90 % bands of each side's strength over time.

    `quantity` is `ashore` (men on the battlefield) or `losses` (men lost so far). With `recorded`
    the hours that history recorded are marked. Raises `UserError` for a batch without series.
    """
    if quantity not in QUANTITIES:
        raise UserError(f"unknown series {quantity!r} (allowed: {', '.join(QUANTITIES)})")
    if batch.series is None:
        raise UserError("the batch was played without series, so there are no strengths to draw")
    definition = batch.document.definition
    drawn = StrengthsPlot(style.axes(ax, 7.5, 4.8))
    ax = drawn.ax
    values = batch.series[quantity]
    for side, colour in side_colours(definition).items():
        draw_side(drawn, values.sel(side=side), side, colour)
        some = bool(values.sel(side=side).any())
        words = style.short(definition.sides[side].title) + ("" if some else f": {NONE}")
        drawn.medians[side].set_label(words)
    if not values.any():
        style.note(ax, EMPTY[quantity])
    style.hours(ax, definition)
    ax.set_xlim(style.number(batch.series["time"].values[[0, -1]]))
    style.counts(ax, QUANTITIES[quantity])
    bands = _mark_hours(drawn, batch) if recorded else False
    _explain(drawn, batch.runs, bands=bands)
    return drawn


@picture(
    "batch",
    QUANTITIES["losses"],
    fits=_has("losses"),
    overview="always",
    report=InReport("typical", 2, _words("losses")),
)
def losses(batch: Batch, *, recorded: bool = True, ax: Axes | None = None) -> StrengthsPlot:
    """Men lost of each side over time, as `strengths` draws them."""
    return strengths(batch, "losses", recorded=recorded, ax=ax)


def draw_side(drawn: StrengthsPlot, values: "xr.DataArray", side: str, colour: str) -> None:
    """Draw the median and the bands of one side's values over (run, time)."""
    ax, times = drawn.ax, style.number(values["time"].values)
    runs = values.transpose("run", "time").values
    drawn.bands[side] = []
    if len(runs) > 1:
        for tail, opacity in ((0.05, 0.18), (0.25, 0.30)):
            low, high = np.quantile(runs, [tail, 1.0 - tail], axis=0)
            band = ax.fill_between(times, low, high, color=colour, alpha=opacity, linewidth=0)
            drawn.bands[side].append(band)
    (line,) = ax.plot(times, np.median(runs, axis=0), color=colour, linewidth=1.6)
    drawn.medians[side] = line


def _explain(drawn: StrengthsPlot, runs: int, *, bands: bool) -> None:
    heading = "1 run" if runs == 1 else f"Median, 50 % and 90 % of {style.runs_text(runs)}"
    handles: list[Any] = list(drawn.medians.values())
    if drawn.hours:
        look: dict[str, Any] = {"color": style.NEUTRAL, "linewidth": 0.8, "linestyle": DASHES}
        handles.append(Line2D([], [], label="recorded hour", **look))
    if bands:
        handles.append(Patch(color=style.NEUTRAL, alpha=0.10, label="recorded from then to then"))
    legend = style.legend(
        drawn.ax, handles=handles, loc="best", title=heading, title_fontsize=style.SMALL
    )
    legend.set_alignment("left")


def _mark_hours(drawn: StrengthsPlot, batch: Batch) -> bool:
    """Mark the recorded hours; returns whether any of them is an interval."""
    definition = batch.document.definition
    marked: list[tuple[datetime, str]] = []
    intervals = False
    known = measures(definition)
    for measure, claims in definition.claims.items():
        if known[measure].kind == "time":
            low, high = claims[0].interval
            marked.append((low, measure))
            if low != high:
                intervals = True
                drawn.ax.axvspan(low, high, color=style.NEUTRAL, alpha=0.10, linewidth=0, zorder=0)
    for moment, measure in sorted(marked):
        drawn.hours[measure] = drawn.ax.axvline(
            style.number(moment),
            color=style.NEUTRAL,
            linewidth=0.8,
            linestyle=DASHES,
            zorder=1,
        )
    words = {measure: style.short(label(measure, definition)) for measure in drawn.hours}
    _label_hours(drawn, words)
    return intervals


def _label_hours(drawn: StrengthsPlot, words: dict[str, str]) -> None:
    """Labels above the axes in as many rows as they need.

    Each begins at its own line and goes above all later ones whose lines it would touch, so that
    no label and no line to a label crosses another.
    """
    ax = drawn.ax
    figure: Any = ax.get_figure(root=True)
    figure.draw_without_rendering()  # the layout decides how wide the axes are
    points = 72.0 / figure.dpi
    starts: list[float] = []
    for measure in reversed(words):
        x = float(np.asarray(drawn.hours[measure].get_xdata())[0])
        start = ax.transData.transform((x, 0.0))[0] * points
        end = start + LETTER * style.SMALL * len(words[measure])
        row = next(
            i for i in range(len(starts) + 1) if end + GAP <= min(starts[i:], default=end + GAP)
        )
        starts[row : row + 1] = [start]
        drawn.labels[measure] = _label(ax, x, words[measure], row)


def _label(ax: Axes, x: float, words: str, row: int) -> Text:
    height = 3.0 + ROW * row
    ax.annotate(
        "", (x, 1.0), xycoords=ax.get_xaxis_transform(), xytext=(0, height + ROW - 2.0),
        textcoords="offset points",
        arrowprops={"arrowstyle": "-", "color": style.NEUTRAL, "linewidth": 0.6, "shrinkA": 0.0,
                    "shrinkB": 0.0},
    )  # fmt: skip
    return ax.annotate(
        words, (x, 1.0), xycoords=ax.get_xaxis_transform(), xytext=(2.5, height),
        textcoords="offset points", va="bottom", fontsize=style.SMALL - 1, color=style.INK,
    )  # fmt: skip
