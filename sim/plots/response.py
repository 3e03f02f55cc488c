"""Response curves: a measure against a parameter of a sweep."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from sim.experiments.response import side_title
from sim.experiments.sweep import Sweep
from sim.plots import style
from sim.plots.drawn import Drawn
from sim.plots.parameters import LONGEST, check_path, measure_label, positions, split_measure
from sim.plots.registry import picture
from sim.results.labels import path_end, side_colours, side_of
from sim.results.statistics import share_interval
from sim.results.summary import Summary

MOST_LINES = 6
"""Values of a second parameter that get a line each."""
WIDTH, HEIGHT = 3.8, 2.5
"""Inches of one panel."""


@dataclass(frozen=True)
class ResponsePlot(Drawn):
    """What was drawn."""

    lines: list[Line2D] = field(default_factory=list)
    """Means of the points (medians of hours) by the parameter; of the winner one line a side, of
    which heights are per cent of the runs."""
    spreads: list[LineCollection] = field(default_factory=list)
    """The central 90 % at each point, thin, and the central 50 %, thick; of the winner, the 95 %
    interval of each side's share."""


@picture("sweep", "Measures of a sweep by parameter")
def response(sweep: Sweep, measure: str, path: str, *, ax: Axes | None = None) -> ResponsePlot:
    """A measure against one parameter of a sweep.

    Dots are means of a point (medians of hours), thick bars the central 50 % of the runs and thin
    ones the central 90 %, as in all pictures; of the winner, the share of the runs that each side
    wins, or that which is named as in ``winner=red``, with its 95 % interval. Points that differ in
    this parameter alone are joined. Raises `UserError` for an unknown measure or parameter.
    """
    name, side = split_measure(sweep, measure)
    check_path(sweep, path)
    drawn = ResponsePlot(style.axes(ax, WIDTH, HEIGHT))
    played = [i for i, point in enumerate(sweep.points) if path in point]
    listed, names = positions([sweep.points[i][path] for i in played])
    places = dict(zip(played, listed, strict=True))
    summaries = [found.get(name) for found in sweep.summaries]
    for rows in _joined(sweep, path):
        known = sorted((places[i], i) for i in rows if i in places and summaries[i] is not None)
        found = [one for _, i in known if (one := summaries[i]) is not None]
        _draw(drawn, [place for place, _ in known], found, sweep, (name, side))
    is_time = any(one.kind == "time" for one in summaries if one is not None)
    style.at_least(drawn.ax, "y", style.LEAST_DAYS if is_time else 1.0)
    if names is not None:
        drawn.ax.set_xticks(range(len(names)), names)
    drawn.ax.set_xlabel(path_end(path, LONGEST), fontsize=style.SMALL, color=style.INK)
    style.title(drawn.ax, measure_label(sweep, measure))
    if name == "winner":
        drawn.ax.set_ylim(-2, 102)
        drawn.ax.set_ylabel("% of runs", fontsize=style.SMALL, color=style.INK)
    return drawn


@picture("sweep", "Each measure of a sweep by each parameter", command="response")
def responses(
    sweep: Sweep, measures: Sequence[str] | None = None, *, axes: Iterable[Axes] | None = None
) -> list[ResponsePlot]:
    """A panel for each measure, by default all that were kept, and parameter.

    Up to three parameters stand side by side with a row for each measure; more are broken into rows
    of about the same length.
    """
    pairs = list(product(measures or sweep.measures, sweep.paths))
    rows = -(-len(sweep.paths) // style.COLUMNS)
    columns = -(-len(sweep.paths) // rows)
    panels = style.panels(len(pairs), axes, width=WIDTH, height=HEIGHT, columns=columns)
    return [
        response(sweep, measure, path, ax=ax)
        for (measure, path), ax in zip(pairs, panels, strict=True)
    ]


def _draw(
    drawn: ResponsePlot,
    x: Sequence[float],
    found: Sequence[Summary],
    sweep: Sweep,
    wanted: tuple[str, str | None],
) -> None:
    mark = "o-" if len(sweep.paths) <= 2 and len(x) > 1 else "o"
    measure, side = wanted
    if measure == "winner":
        _draw_winners(
            drawn, x, found, sweep, mark, sweep.outcomes_of_winner if side is None else [side]
        )
        return
    happened = [(place, one) for place, one in zip(x, found, strict=True) if one.happened]
    if not happened:
        return
    place, listed = zip(*happened, strict=True)
    definition = sweep.document.definition
    owner = side_of(measure, definition)
    colour = side_colours(definition)[owner] if owner else style.NEUTRAL
    time = listed[0].kind == "time"
    middle = [_number(one.median if time else one.mean) for one in listed]
    for ends, thick in ((("p5", "p95"), 1.0), (("p25", "p75"), 3.0)):
        low, high = ([_end(one, end) for one in listed] for end in ends)
        spread = drawn.ax.vlines(place, low, high, color=colour, alpha=0.4, lw=thick)
        drawn.spreads.append(spread)
    words = f"{'median' if time else 'mean'}; bars: 50 % and 90 %"
    drawn.ax.set_ylabel(words, fontsize=style.SMALL, color=style.INK)
    drawn.lines.extend(drawn.ax.plot(place, middle, mark, ms=3, lw=1, color=colour))
    if time:
        locator = dates.AutoDateLocator(minticks=3, maxticks=6)  # type: ignore[no-untyped-call]
        drawn.ax.yaxis.set_major_locator(locator)
        drawn.ax.yaxis.set_major_formatter(dates.DateFormatter("%-d %b %H:%M"))  # type: ignore[no-untyped-call]


def _draw_winners(
    drawn: ResponsePlot,
    x: Sequence[float],
    found: Sequence[Summary],
    sweep: Sweep,
    mark: str,
    sides: Sequence[str],
) -> None:
    definition = sweep.document.definition
    colours = side_colours(definition)
    for side in sides:
        colour = colours.get(side, style.NEUTRAL)
        shares = [float(summary.mean.get(side, 0)) for summary in found]
        (line,) = drawn.ax.plot(x, np.multiply(100.0, shares), mark, ms=3, lw=1, color=colour)
        line.set_label(style.short(side_title(side, definition), 24))
        drawn.lines.append(line)
        ends = [share_interval(p, one.runs) for p, one in zip(shares, found, strict=True)]
        low, high = np.multiply(100.0, ends).T if ends else ([], [])
        drawn.spreads.append(drawn.ax.vlines(x, low, high, color=colour, alpha=0.4, lw=1.0))
    if drawn.ax.get_legend() is None and x:
        style.legend(drawn.ax)


def _end(summary: Summary, name: str) -> float:
    """An end of an interval; of hours that did not come in so many runs, the median."""
    value = getattr(summary, name)
    return _number(summary.median if value is None else value)


def _number(value: Any) -> float:
    return float(style.number(value)) if hasattr(value, "year") else float(value)


def _joined(sweep: Sweep, path: str) -> list[list[int]]:
    """Points that are joined: those that differ in this parameter alone."""
    groups: dict[str, list[int]] = {}
    for i, point in enumerate(sweep.points):
        others = str([value for name, value in point.items() if name != path])
        groups.setdefault(others, []).append(i)
    if len(groups) > MOST_LINES:
        return [list(range(len(sweep.points)))]
    return list(groups.values())
