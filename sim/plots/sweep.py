"""Sweeps as pictures: each measure against each parameter."""

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import dates
from matplotlib.axes import Axes

from sim.experiments.sweep import Sweep
from sim.plots import style
from sim.results.labels import label, side_colours, side_of
from sim.results.summary import Summary

MOST_LINES = 6
"""Values of a second parameter that get a line each."""
WIDTH, HEIGHT = 3.4, 2.5
"""Inches of one panel."""


def sweep_plot(sweep: Sweep) -> list[Axes]:
    """A panel for each measure (down) and parameter (across).

    Dots are means of a point (medians of hours), bars their central 50 %; of the winner, the
    share of the runs that each side wins.
    """
    rows, columns = len(sweep.measures), len(sweep.paths)
    _, grid = plt.subplots(
        rows, columns, figsize=(WIDTH * columns + 1, HEIGHT * rows), dpi=style.DPI,
        layout="constrained", squeeze=False,
    )  # fmt: skip
    for row, measure in enumerate(sweep.measures):
        for column, path in enumerate(sweep.paths):
            _panel(style.axes(grid[row, column], WIDTH, HEIGHT), sweep, measure, path)
    return list(grid.flat)


def _panel(ax: Axes, sweep: Sweep, measure: str, path: str) -> None:
    definition = sweep.document.definition
    places, names = _positions([point[path] for point in sweep.points])
    summaries = [found.get(measure) for found in sweep.summaries]
    for rows in _lines(sweep, path):
        known = [i for i in rows if summaries[i] is not None]
        x = [places[i] for i in known]
        _draw(ax, x, [one for i in known if (one := summaries[i]) is not None], sweep, measure)
    if names is not None:
        ax.set_xticks(range(len(names)), names)
    ax.set_xlabel(path, fontsize=style.SMALL, color=style.INK)
    style.title(ax, label(measure, definition))
    if measure == "winner":
        ax.set_ylim(-2, 102)
        ax.set_ylabel("% of runs", fontsize=style.SMALL, color=style.INK)


def _draw(
    ax: Axes, x: Sequence[float], found: Sequence[Summary], sweep: Sweep, measure: str
) -> None:
    definition = sweep.document.definition
    colours = side_colours(definition)
    mark = "o-" if len(sweep.paths) <= 2 and len(x) > 1 else "o"
    if measure == "winner":
        for side, one in definition.sides.items():
            shares = [100.0 * summary.mean.get(side, 0) for summary in found]
            ax.plot(x, shares, mark, ms=3, lw=1, color=colours[side], label=one.title)
        if ax.get_legend() is None and x:
            ax.legend(fontsize=style.SMALL, frameon=False)
        return
    happened = [(place, one) for place, one in zip(x, found, strict=True) if one.happened]
    if not happened:
        return
    place, listed = zip(*happened, strict=True)
    owner = side_of(measure, definition)
    colour = colours[owner] if owner else style.NEUTRAL
    time = listed[0].kind == "time"
    middle = [_number(one.median if time else one.mean) for one in listed]
    low = np.array([min(_number(one.p25), m) for one, m in zip(listed, middle, strict=True)])
    high = np.array([max(_number(one.p75), m) for one, m in zip(listed, middle, strict=True)])
    ax.vlines(place, low, high, color=colour, alpha=0.35, lw=2)
    ax.plot(place, middle, mark, ms=3, lw=1, color=colour)
    if time:
        ax.yaxis.set_major_formatter(dates.DateFormatter("%-d %b %H:%M"))  # type: ignore[no-untyped-call]


def _number(value: Any) -> float:
    return float(dates.date2num(value)) if hasattr(value, "year") else float(value)  # type: ignore[no-untyped-call]


def _positions(values: Sequence[Any]) -> tuple[list[float], list[str] | None]:
    """Where the values stand on the axis, and their names if they are no numbers."""
    numbers = [_leading_number(value) for value in values]
    known = [number for number in numbers if number is not None]
    if len(known) == len(values):
        return known, None
    names = list(dict.fromkeys(str(value) for value in values))
    return [float(names.index(str(value))) for value in values], names


def _leading_number(value: Any) -> float | None:
    """The number in ``12`` or ``9.6 km/h``; None for everything else."""
    if isinstance(value, bool):
        return None
    try:
        return float(str(value).partition(" ")[0])
    except ValueError:
        return None


def _lines(sweep: Sweep, path: str) -> list[list[int]]:
    """Points that are joined: those that differ in this parameter alone."""
    groups: dict[str, list[int]] = {}
    for i, point in enumerate(sweep.points):
        others = str([value for name, value in point.items() if name != path])
        groups.setdefault(others, []).append(i)
    if len(groups) > MOST_LINES:
        return [list(range(len(sweep.points)))]
    return list(groups.values())
