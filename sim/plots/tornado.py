"""A tornado: by how much each parameter of a sweep moves a measure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.experiments.response import Response, mean_error, side_title
from sim.experiments.sweep import Sweep
from sim.plots import style
from sim.plots.drawn import Drawn
from sim.plots.parameters import LONGEST, measure_label, positions, split_measure
from sim.plots.registry import picture
from sim.results.labels import path_end
from sim.results.statistics import NORMAL_95

WIDTH = 7.0
"""Inches."""
END = 0.25
"""Share of a parameter's values that make up its low and its high end, at least one each."""
LOW, HIGH = "#56B4E9", "#E69F00"  # of Okabe and Ito (2008); no side has them by default


@dataclass(frozen=True)
class TornadoPlot(Drawn):
    """What was drawn; rows count from the top, the parameter that moves most first."""

    rows: list[str]
    """The parameter of each row."""
    ends: dict[str, tuple[float, float]]
    """The measure at the low and at the high end of each parameter; times as matplotlib dates."""
    middle: Line2D
    """The mean over all points."""
    intervals: dict[str, tuple[tuple[float, float], tuple[float, float]]]
    """The 95 % interval of each end."""
    bars: list[BarContainer] = field(default_factory=list)
    """From the middle to the low ends, and to the high ends."""


@dataclass(frozen=True)
class _Swing:
    path: str
    names: tuple[str, str]
    ends: tuple[float, float]
    errors: tuple[float, float]
    """Standard errors of the ends."""

    @property
    def intervals(self) -> tuple[tuple[float, float], tuple[float, float]]:
        low, high = (
            (end - NORMAL_95 * error, end + NORMAL_95 * error)
            for end, error in zip(self.ends, np.nan_to_num(self.errors), strict=True)
        )
        return low, high

    @property
    def width(self) -> float:
        return abs(self.ends[1] - self.ends[0])


@picture("sweep", "What moves a measure of a sweep most")
def tornado(sweep: Sweep, measure: str, *, ax: Axes | None = None) -> TornadoPlot:
    """One bar for each parameter: the measure at its low and at its high end.

    An end is the mean over all points with the lowest, or highest, quarter of the parameter's
    values, whatever the other parameters are there; the thin line is its 95 % interval. Of the
    winner it is the share of the runs that the first side wins, or the one that is named as in
    ``winner=red``; of hours, the mean of the runs in which it happened. Raises `UserError` for an
    unknown measure.
    """
    values = _numbers(sweep, measure)
    swings = sorted((_swing(sweep, path, values) for path in sweep.paths), key=lambda s: -s.width)
    ax = style.axes(ax, WIDTH, _height(len(swings)))
    centre = _mean(values)
    middle = ax.axvline(centre, color=style.INK, linewidth=1.0, zorder=3)
    ends = {one.path: one.ends for one in swings}
    intervals = {one.path: one.intervals for one in swings}
    drawn = TornadoPlot(ax, [one.path for one in swings], ends, middle, intervals)
    for position, (name, colour) in enumerate((("low end", LOW), ("high end", HIGH))):
        widths = [np.nan_to_num(one.ends[position] - centre) for one in swings]
        bars = ax.barh(range(len(swings)), widths, 0.62, left=centre, color=colour, label=name)
        drawn.bars.append(bars)
        _draw_intervals(ax, swings, position)
    _label_ends(drawn, swings, centre)
    _label_axes(drawn, sweep, measure)
    return drawn


@picture("sweep", "What moves each measure of a sweep most", command="tornado")
def tornadoes(
    sweep: Sweep, measures: Sequence[str] | None = None, *, axes: Iterable[Axes] | None = None
) -> list[TornadoPlot]:
    """One below the other, for each measure, by default all that were kept."""
    names = measures or sweep.measures
    height = _height(len(sweep.paths))
    panels = style.panels(len(names), axes, width=WIDTH, height=height, columns=1)
    return [tornado(sweep, name, ax=ax) for name, ax in zip(names, panels, strict=True)]


def _height(rows: int) -> float:
    return 1.3 + 0.42 * rows


def _numbers(sweep: Sweep, measure: str) -> np.ndarray:
    """The measure by point and run, as it stands on the axis: shares in per cent, hours as dates.

    Raises `UserError` for a measure that the sweep has not kept.
    """
    split_measure(sweep, measure)
    definition = sweep.document.definition
    response = Response.named(measure, definition)
    values = response.by_point(sweep.batch, len(sweep.points))
    if response.side is not None:
        return 100.0 * values
    if response.of.kind == "time":
        return np.asarray(style.number(definition.start) + values / 24.0)
    return values


def _mean(values: np.ndarray) -> float:
    """The mean over points of (points, runs), of each of which it is that of its runs."""
    known = values[~np.isnan(values).all(axis=1)]
    return float(np.nanmean(known, axis=1).mean()) if len(known) else np.nan


def _draw_intervals(ax: Axes, swings: Sequence[_Swing], position: int) -> None:
    """The 95 % intervals of the ends, above the middle of the row for low ends, below for high."""
    for row, one in enumerate(swings):
        low, high = one.intervals[position]
        if not np.isnan(low):
            height = row + (-0.12, 0.12)[position]
            ax.plot([low, high], [height, height], color=style.INK, linewidth=1.0, zorder=4)


def _swing(sweep: Sweep, path: str, values: np.ndarray) -> _Swing:
    played = np.array([path in point for point in sweep.points])
    raw: list[Any] = [point[path] for point in sweep.points if path in point]
    places, values = np.array(positions(raw)[0]), values[played]
    levels = np.unique(places)
    share = max(1, int(END * len(levels)))
    low, high = places <= levels[share - 1], places >= levels[-share]
    names = [_range([raw[i] for i in np.flatnonzero(here)], places[here]) for here in (low, high)]
    ends = _mean(values[low]), _mean(values[high])
    errors = [mean_error(values[here], drawn=not sweep.is_grid) for here in (low, high)]
    return _Swing(path, (names[0], names[1]), ends, (errors[0], errors[1]))


def _range(raw: list[Any], places: np.ndarray) -> str:
    """The value of an end, or its first and last."""
    ends = [raw[int(places.argmin())], raw[int(places.argmax())]]
    words = [f"{one:.2g}" if isinstance(one, float) else str(one) for one in ends]
    return words[0] if ends[0] == ends[1] else f"{words[0]}\N{EN DASH}{words[1]}"


def _label_ends(drawn: TornadoPlot, swings: list[_Swing], centre: float) -> None:
    """The values of the parameter beside the ends of its bar."""
    for row, one in enumerate(swings):
        right = one.ends[1] >= one.ends[0]
        for name, end, to_right in zip(one.names, one.ends, (not right, right), strict=True):
            if np.isnan(end):
                continue
            reach = one.intervals[one.ends.index(end)]
            place = max(*reach, centre) if to_right else min(*reach, centre)
            drawn.ax.annotate(
                name, (place, row), xytext=(3 if to_right else -3, 0), textcoords="offset points",
                ha="left" if to_right else "right", va="center", fontsize=style.SMALL - 1,
                color=style.INK,
            )  # fmt: skip


def _label_axes(drawn: TornadoPlot, sweep: Sweep, measure: str) -> None:
    ax, definition = drawn.ax, sweep.document.definition
    ax.set_yticks(range(len(drawn.rows)), [path_end(path, LONGEST) for path in drawn.rows])
    ax.set_ylim(len(drawn.rows) - 0.4, -0.6)
    ax.margins(x=0.2)
    ax.grid(axis="x", color=style.FAINT, linewidth=0.5)
    words = f"{len(sweep.points):,} points of {style.runs_text(sweep.runs)}"
    response = Response.named(measure, definition)
    is_time = response.of.kind == "time"
    style.at_least(ax, "x", style.LEAST_DAYS if is_time else 1.0)
    if is_time:
        style.hours(ax, definition, most=7)
    else:
        unit = "mean of a point"
        if response.side is not None:
            side = style.short(side_title(response.side, definition), 30)
            unit = f"% of runs that {side} wins"
        ax.set_xlabel(f"{unit}; line: 95 %", fontsize=style.SMALL, color=style.INK)
        ax.xaxis.set_major_locator(MaxNLocator(7))
        if response.side is not None:
            ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= 100])
    style.title(ax, f"{measure_label(sweep, measure)}: {words}", 0.72)  # the legend is beside it
    style.legend(ax, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, borderaxespad=0.2)
