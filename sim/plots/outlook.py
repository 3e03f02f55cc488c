"""The outlook of one battle over time, with its turning points."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from matplotlib.text import Text

from sim.experiments.futures import Futures
from sim.plots import style
from sim.plots.drawn import Drawn
from sim.plots.registry import picture
from sim.results.errors import UserError
from sim.results.labels import label, side_colours, side_of
from sim.scenario.definition import Definition
from sim.scenario.problems import unknown

WIDTH, HEIGHT = 7.5, 2.6
"""Inches of one panel."""
MOST_MARKED = 4
"""Turning points that a panel marks."""


@dataclass(frozen=True)
class OutlookPlot(Drawn):
    """What was drawn of one measure or chance."""

    mean: Line2D
    band: PolyCollection
    """The central 90 % of the futures; of a chance, two standard errors either way."""
    course: Line2D | None = None
    """What the measure was in the battle itself."""
    marks: dict[int, Text] = field(default_factory=dict)
    """The number of each turning point, by its turn."""


@picture("futures", "The outlook of a battle over time, with its turning points")
def outlook(
    found: Futures, measures: Sequence[str] | None = None, *, axes: Iterable[Axes] | None = None
) -> list[OutlookPlot]:
    """One panel for each measure and each chance, unless some of them are named.

    The line is the mean over the futures that begin at an hour. Dashes are the course of the battle
    itself, which ends where the outlook does. Numbers mark turning points, the largest first.
    Raises `UserError` for what the futures do not tell of.
    """
    for name in measures or ():
        if name not in found.moving:
            raise UserError(unknown("measure", name, found.moving))
    names = measures or usual(found)
    panels = style.panels(len(names), axes, width=WIDTH, height=HEIGHT, columns=1)
    return [_panel(found, name, ax) for name, ax in zip(names, panels, strict=True)]


def usual(found: Futures) -> list[str]:
    """All measures and chances but one that is what another leaves, and one that never was."""
    names: list[str] = []
    for name in found.moving:
        mean = found.outlook(name)[0]
        twin = name not in found.course and any(
            other not in found.course and np.allclose(mean + found.outlook(other)[0], 1.0)
            for other in names
        )
        if not twin and (name in found.course or mean.any()):
            names.append(name)
    return names


def _panel(found: Futures, name: str, ax: Axes) -> OutlookPlot:
    ax, definition = style.axes(ax, WIDTH, HEIGHT), found.document.definition
    times, ink = style.number(found.times), colour(name, definition)
    course = None
    if name in found.course:
        mean = found.outlook(name)[0]
        low, high = found.quantiles(name, (0.05, 0.95))
        (course,) = ax.plot(
            times, found.course[name], color=style.INK, lw=1.1, ls="--", label="so far"
        )
    else:
        mean, error = (100.0 * one for one in found.outlook(name))
        low, high = np.clip([mean - 2.0 * error, mean + 2.0 * error], 0.0, 100.0)
    band_words = "90 % of the futures" if course else "± 2 standard errors"
    band = ax.fill_between(times, low, high, color=ink, alpha=0.2, lw=0, label=band_words)
    mean_words = "expected" if course else "chance"
    (line,) = ax.plot(times, mean, color=ink, lw=1.6, label=mean_words)
    ax.set_xlim(times[0], times[-1])
    style.title(ax, label(name, definition) if course else _words(name, definition))
    style.hours(ax, definition)
    if course:
        style.counts(ax, "")
    else:
        ax.set_ylim(-3, 103)
        ax.set_ylabel("%", fontsize=style.SMALL, color=style.INK)
        ax.grid(axis="y", color=style.FAINT, linewidth=0.5)
    marks = _mark(found, name, ax)
    style.legend(ax, loc="lower right", bbox_to_anchor=(1.0, 1.0), borderpad=0.1, ncols=3)
    return OutlookPlot(ax, line, band, course, marks)


def _mark(found: Futures, name: str, ax: Axes) -> dict[int, Text]:
    marks = {}
    mine = [one for one in found.turning_points if one.of == name][:MOST_MARKED]
    for number, one in enumerate(mine, start=1):
        position = found.turns.index(one.turn)
        first, last = style.number(found.times[position : position + 2])
        ax.axvspan(first, last, color=style.NEUTRAL, alpha=0.25, lw=0, zorder=0)
        marks[one.turn] = ax.text(
            0.5 * (first + last), 0.98, str(number), transform=ax.get_xaxis_transform(),
            ha="center", va="top", fontsize=style.SMALL, color=style.INK,
        )  # fmt: skip
    return marks


def colour(name: str, definition: Definition) -> str:
    """The colour of a measure or chance: that of the side that it is of."""
    colours = side_colours(definition)
    for side, ink in colours.items():
        if name == f"winner = {side}":
            return ink
    try:
        return colours[side_of(name, definition) or ""]
    except KeyError:
        return style.NEUTRAL


def _words(name: str, definition: Definition) -> str:
    for side, one in definition.sides.items():
        if name == f"winner = {side}":
            return f"{one.title} wins"
    return name
