"""Maps: who holds which place at an hour, and what the plan moves where."""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from sim.plots import style
from sim.plots.drawn import Drawn
from sim.plots.map.arrows import RADIUS, draw_arrow
from sim.plots.map.base_map import HALO
from sim.plots.map.chart import Chart, draw_chart
from sim.plots.map.labels import SIZE, Spot, numbers
from sim.plots.map.legend import draw_legend, reserve_room
from sim.plots.map.movements import Movement
from sim.plots.map.paper import make_room, map_panels
from sim.plots.map.sheet import Sheet
from sim.plots.registry import picture
from sim.results.batch import Batch
from sim.results.labels import side_colours
from sim.results.situation import Situation, situation
from sim.scenario.titles import place_title


@dataclass(frozen=True)
class MapPlot(Drawn):
    """What was drawn."""

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
    crowds: dict[str, PathCollection] = field(default_factory=dict)
    """By letter, a disc for places close together: the mean of their shares."""
    details: dict[str, "MapPlot"] = field(default_factory=dict)
    """By letter, these places drawn larger in a frame."""

    def remove(self) -> None:
        """Take what belongs to the hour off the axes again."""
        counts = (text for texts in self.numbers.values() for text in texts.values())
        for artist in (
            *self.marks.values(),
            *self.labels.values(),
            *counts,
            *self.arrows.values(),
            *self.leaders,
            *self.crowds.values(),
        ):
            artist.remove()
        for detail in self.details.values():
            detail.remove()


def located(batch: Batch) -> bool:
    """Whether any place of the battle has coordinates."""
    return any(place.at for place in batch.document.definition.places.values())


@picture(
    "batch",
    "Who holds which place at an hour, and the plan",
    name="map",
    fits=located,
    overview="always",
)
def battle_map(batch: Batch, hour: datetime | None = None, *, ax: Axes | None = None) -> MapPlot:
    """The map at an hour of the scenario's clock, at the end of the battle if none is given.

    Each place is a disc with a sector for each side: its share of the runs in which it holds the
    place. Of one run that was played with its turn record the numbers are men present, of many
    runs per cent. Arrows are what the plan moves, in the colour of the side. Places that lie too
    close together are drawn larger in a frame, and stand for one disc with a letter. The projection
    is that of `sim.plots.map.projection`, the coastline that of `sim.plots.map.coastline`. Raises
    `UserError` for an hour outside the battle, and for a scenario without coordinates.
    """
    sheet = Sheet.of(batch.document.definition)
    state = situation(batch, hour)
    (own,) = map_panels(sheet, 1) if ax is None else [ax]
    style.title(own, hour_text(state, sheet))
    if ax is not None:
        reserve_room(ax, ax, sheet, state)
    chart = draw_chart(own, sheet, [state])
    depth = draw_legend(own, sheet, state, chart, wide=ax is None)
    if ax is None:
        make_room([own], depth)
    return draw_situation(chart, state)


def draw_situation(chart: Chart, state: Situation) -> MapPlot:
    """Draw what belongs to an hour on a map that is laid out."""
    sheet = chart.sheet
    drawn = MapPlot(chart.ax, sheet, state)
    for movement in sheet.movements:
        if (arrow := draw_arrow(chart.ax, sheet, movement, state)) is not None:
            drawn.arrows[movement] = arrow
    for place, at in sheet.places.items():
        title = place_title(place, sheet.definition)
        drawn.marks[place] = _draw_disc(drawn, at, state.held[place], title)
    for letter, at in sheet.crowds.items():
        shares = _mean_shares(state, list(sheet.details[letter].places))
        drawn.crowds[letter] = _draw_disc(drawn, at, shares, letter)
    for name in sheet.marks:
        _draw_label(drawn, name, chart.layout.spots[name])
    for letter, detail in chart.details.items():
        drawn.details[letter] = draw_situation(detail, state)
    return drawn


def hour_text(state: Situation, sheet: Sheet) -> str:
    """The hour, its clock and of how many runs the map speaks."""
    hour = state.time
    clock = sheet.definition.clock.name
    runs = "" if state.runs == 1 else f": {style.runs_text(state.runs)}"
    return f"{hour.day} {hour:%B %Y, %H:%M} ({clock}){runs}"


def _mean_shares(state: Situation, places: list[str]) -> dict[str, float]:
    """By side: the share of the runs in which it holds a place, on average over some places."""
    return {
        side: float(np.mean([state.held[place][side] for place in places]))
        for side in state.held[places[0]]
    }


def _draw_disc(
    drawn: MapPlot, at: tuple[float, float], shares: dict[str, float], title: str
) -> PathCollection:
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
        offsets=[at],
        offset_transform=drawn.ax.transData,
        facecolors=[colour for _, colour in sectors],
        edgecolors=[style.NEUTRAL, *["none"] * (len(sectors) - 1)],
        linewidths=0.9,
        zorder=4,
        label=title,
    )
    mark.set_transform(IdentityTransform())
    drawn.ax.add_collection(mark, autolim=False)
    return mark


def _draw_label(drawn: MapPlot, name: str, spot: Spot) -> None:
    at, ax = drawn.sheet.marks[name], drawn.ax
    if spot.leader is not None:
        leader = ax.annotate(
            "", at, xytext=spot.leader, textcoords="offset points", zorder=3,
            arrowprops={"arrowstyle": "-", "color": style.NEUTRAL, "linewidth": 0.5,
                        "shrinkA": 0.0, "shrinkB": RADIUS},
        )  # fmt: skip
        drawn.leaders.append(leader)
    if spot.words:
        weight = "bold" if name in drawn.sheet.crowds else "normal"
        drawn.labels[name] = _text(ax, at, spot.name, spot.words, style.INK, weight, va="top")
    if name not in drawn.sheet.places:
        return
    drawn.numbers[name] = {}
    colours = side_colours(drawn.sheet.definition)
    right, base = spot.numbers
    for side, number in numbers(drawn.situation, name).items():
        drawn.numbers[name][side] = _text(ax, at, (right, base), number, colours[side], "bold")
        right += spot.advance(number)


def _text(
    ax: Axes, at: tuple[float, float], offset: tuple[float, float], words: str, colour: str,
    weight: str, va: str = "baseline",
) -> Text:  # fmt: skip
    return ax.annotate(
        words, at, xytext=offset, textcoords="offset points", fontsize=SIZE, color=colour,
        fontweight=weight, va=va, zorder=6, annotation_clip=False,
        path_effects=[HALO],
    )  # fmt: skip
