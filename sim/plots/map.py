"""Maps: who holds which place at an hour, and what the plan moves where."""

from dataclasses import dataclass, field
from datetime import datetime

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from sim.plots import style
from sim.plots.map_arrows import RADIUS, draw_arrow
from sim.plots.map_labels import SIZE, Layout, lay_out, numbers
from sim.plots.map_legend import UNPLACED_COLUMNS, draw_legend
from sim.plots.map_sheet import HALO, draw_sheet
from sim.plots.movements import Movement
from sim.plots.sheet import Sheet
from sim.results.batch import Batch
from sim.results.labels import place_title, side_colours
from sim.results.situation import Situation, situation

WIDTH = 6.4
"""Inches of a map across."""


@dataclass(frozen=True)
class MapPlot:
    """What was drawn."""

    ax: Axes
    sheet: Sheet
    situation: Situation
    marks: dict[str, PathCollection] = field(default_factory=dict)
    """The mark of each place: a disc with a sector for each side, as large as its share of the
    runs, clockwise from the top in the order of the sides."""
    labels: dict[str, Text] = field(default_factory=dict)
    numbers: dict[str, dict[str, Text]] = field(default_factory=dict)
    """Beside a place and by side: men of one run, or per cent of the runs."""
    arrows: dict[Movement, FancyArrowPatch] = field(default_factory=dict)
    """The fainter, the fewer runs in which its operations have begun."""
    leaders: list[Artist] = field(default_factory=list)

    def remove(self) -> None:
        """Take what belongs to the hour off the axes again."""
        counts = (text for texts in self.numbers.values() for text in texts.values())
        for artist in (
            *self.marks.values(),
            *self.labels.values(),
            *counts,
            *self.arrows.values(),
            *self.leaders,
        ):
            artist.remove()


def battle_map(batch: Batch, hour: datetime | None = None, *, ax: Axes | None = None) -> MapPlot:
    """The map at an hour of the scenario's clock, at the end of the battle if none is given.

    Each place is a disc with a sector for each side: its share of the runs in which it holds the
    place. Of one run that was played with its turn record the numbers are men present, of many
    runs per cent. Arrows are what the plan moves, in the colour of the side. The projection is
    that of `sim.plots.projection`, the coastline that of `sim.plots.coastline`. Raises `UserError`
    for an hour outside the battle, and for a scenario without coordinates.
    """
    sheet = Sheet.of(batch.document.definition)
    state = situation(batch, hour)
    ax = map_axes(ax, sheet)
    draw_sheet(ax, sheet)
    draw_legend(ax, sheet, state)
    style.title(ax, hour_text(state, sheet))
    return draw_situation(ax, sheet, state, lay_out(ax, sheet, [state]))


def map_axes(ax: Axes | None, sheet: Sheet) -> Axes:
    """The axes given, or new ones in a figure of the sheet's shape."""
    if ax is None:
        rows = -(-len(sheet.unplaced) // UNPLACED_COLUMNS)
        below = 1.35 + (0.25 + 0.16 * rows if rows else 0.0)
        height = (WIDTH - 0.4) * sheet.height / sheet.width + below
        _, ax = plt.subplots(figsize=(WIDTH, height), dpi=style.DPI, layout="constrained")
        ax.set_anchor("N")  # spare room lies below, where the legend is
    return ax


def draw_situation(ax: Axes, sheet: Sheet, state: Situation, layout: Layout) -> MapPlot:
    """Draw what belongs to an hour on a sheet whose labels are laid out."""
    drawn = MapPlot(ax, sheet, state)
    for movement in sheet.movements:
        if (arrow := draw_arrow(ax, sheet, movement, state)) is not None:
            drawn.arrows[movement] = arrow
    for place in sheet.places:
        _draw_mark(drawn, place)
    for place in layout:
        _draw_label(drawn, place, layout)
    return drawn


def hour_text(state: Situation, sheet: Sheet) -> str:
    """The hour, its clock and of how many runs the map speaks."""
    hour = state.time
    clock = sheet.definition.clock.name
    runs = "" if state.runs == 1 else f": {style.runs_text(state.runs)}"
    return f"{hour.day} {hour:%B %Y, %H:%M} ({clock}){runs}"


def _draw_mark(drawn: MapPlot, place: str) -> None:
    shares = drawn.situation.held[place]
    colours = side_colours(drawn.sheet.definition)
    ends = np.cumsum([0.0, *shares.values()])
    sectors = [(Path.unit_circle(), "white")]
    for side, start, end in zip(shares, ends[:-1], ends[1:], strict=True):
        if end - start > 0.999:
            sectors.append((Path.unit_circle(), colours[side]))
        elif end > start:
            sectors.append((Path.wedge(90 - 360 * end, 90 - 360 * start), colours[side]))
    mark = PathCollection(
        [path for path, _ in sectors],
        sizes=[RADIUS**2],
        offsets=[drawn.sheet.places[place]],
        offset_transform=drawn.ax.transData,
        facecolors=[colour for _, colour in sectors],
        edgecolors=[style.NEUTRAL, *["none"] * (len(sectors) - 1)],
        linewidths=0.9,
        zorder=4,
        label=place_title(place, drawn.sheet.definition),
    )
    mark.set_transform(IdentityTransform())
    drawn.ax.add_collection(mark, autolim=False)
    drawn.marks[place] = mark


def _draw_label(drawn: MapPlot, place: str, layout: Layout) -> None:
    spot, ax = layout[place], drawn.ax
    x, y = drawn.sheet.places[place]
    colours = side_colours(drawn.sheet.definition)
    if spot.leader is not None:
        leader = ax.annotate(
            "", (x, y), xytext=spot.leader, textcoords="offset points", zorder=3,
            arrowprops={"arrowstyle": "-", "color": style.NEUTRAL, "linewidth": 0.5,
                        "shrinkA": 0.0, "shrinkB": RADIUS},
        )  # fmt: skip
        drawn.leaders.append(leader)
    if spot.name is not None:
        words = place_title(place, drawn.sheet.definition)
        drawn.labels[place] = _text(ax, (x, y), spot.name, words, style.INK, "normal")
    right = spot.numbers[0]
    drawn.numbers[place] = {}
    for side, number in numbers(drawn.situation, place).items():
        at = (right, spot.numbers[1])
        drawn.numbers[place][side] = _text(ax, (x, y), at, number, colours[side], "bold")
        right += spot.advance(number)


def _text(
    ax: Axes, at: tuple[float, float], offset: tuple[float, float], words: str, colour: str,
    weight: str,
) -> Text:  # fmt: skip
    return ax.annotate(
        words, at, xytext=offset, textcoords="offset points", fontsize=SIZE, color=colour,
        fontweight=weight, va="baseline", zorder=6, annotation_clip=False,
        path_effects=[HALO],
    )  # fmt: skip
