"""What explains a map: caption, colours, lines, and the places that are not on it."""

from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation

from sim.plots import style
from sim.plots.map.arrows import LINES, WEIGHTS, points_a_pixel
from sim.plots.map.chart import Chart, draw_chart, settle
from sim.plots.map.coastline import COARSE as ROUGH
from sim.plots.map.labels import SIZE, broken, numbers, text_width
from sim.plots.map.sheet import Sheet
from sim.results.labels import side_colours
from sim.results.situation import Situation
from sim.scenario.titles import place_title

MANNERS = {"land": "over land", "sea": "by sea", "air": "by air", "fire": "fire"}
COARSE = 150.0
"""Kilometres: on narrower maps a coastline of small maps is coarser than the map."""
SIGN = 32.0
"""Points of a sign and the gap to the next entry."""
ROW, LINE = 10.6, 8.6
"""Points of a row and of a line of the title of a legend."""
GAP = 12.0
"""Points between legends."""
CAPTION, DEGREES = 18.0, 12.0
"""Points of the caption, and of the degrees above it."""


def reserve_room(below: Axes, ax: Axes, sheet: Sheet, state: Situation, *, note: str = "") -> None:
    """Draw the legend of a map on `ax` as it will be, so that a layout leaves room for it.

    What it has to explain is tried on axes of that size in another figure.
    """
    draw_legend(below, sheet, state, note=note)
    settle(ax)
    figure: Any = ax.get_figure(root=True)
    trial = plt.figure(figsize=figure.get_size_inches(), dpi=figure.dpi)
    chart = draw_chart(trial.add_axes(ax.get_position().bounds), sheet, [state])
    plt.close(trial)
    draw_legend(below, sheet, state, chart, note=note)


def draw_legend(
    ax: Axes,
    sheet: Sheet,
    state: Situation,
    chart: Chart | None = None,
    *,
    note: str = "",
    wide: bool = False,
) -> float:
    """Explain colours, lines and numbers, and list the places that are not on the map.

    It stands below the axes, no wider than their room, or if `wide`, than the figure. Without the
    chart it has what is known before. Returned is how far it goes down, in points.
    """
    for earlier in [child for child in ax.get_children() if isinstance(child, Legend)]:
        earlier.remove()
    figure: Any = ax.get_figure(root=True)
    end = figure.bbox.x1 * (1.0 if wide else ax.get_position(original=True).x1)
    room = (end - ax.get_window_extent().x0) * points_a_pixel(ax)
    caption = broken(f"{_caption(sheet)} {note}".rstrip(), room * SIZE / style.TINY)
    ax.set_xlabel(caption, fontsize=style.TINY, color=style.NEUTRAL, loc="left")
    depth = CAPTION + LINE * caption.count("\n") + DEGREES * bool(len(ax.get_xticks()))
    words = "\n".join(broken(line, room) for line in _explanation(sheet, state, chart))
    depth = _block(ax, room, words, list(_looks(sheet)), depth)
    if chart is not None and chart.key:
        entries = [_sign(f"{number}  {words}") for number, words in chart.key.items()]
        depth = _block(ax, room, "Numbers on the map:", entries, depth)
    if sheet.unplaced:
        hour = state.time
        title = f"Not on the map for want of coordinates, {hour.day} {hour:%B %H:%M}:"
        depth = _block(ax, room, broken(title, room), list(_unplaced(sheet, state)), depth)
    return depth


def _block(ax: Axes, room: float, title: str, handles: list[Line2D], depth: float) -> float:
    """Draw a legend so many points below the axes, and return how far down it goes."""
    widths = [text_width(str(one.get_label())) + SIGN for one in handles]
    columns = len(handles) if sum(widths) <= room else int(max(1, room // max(widths)))
    if (earlier := ax.get_legend()) is not None:
        ax.add_artist(earlier)  # axes keep but one legend by themselves
    legend = style.legend(
        ax, handles=handles, loc="upper left", ncols=columns, title=title, columnspacing=1.2,
        bbox_to_anchor=(0.0, 0.0), bbox_transform=_below(ax, depth), fontsize=SIZE,
        title_fontsize=SIZE, borderaxespad=0, handlelength=2.0 if _lines(handles) else 0.8,
    )  # fmt: skip
    legend.set_alignment("left")
    rows = -(-len(handles) // columns)
    return depth + GAP + ROW * rows + LINE * (1 + title.count("\n"))


def _lines(handles: list[Line2D]) -> bool:
    return any(one.get_linestyle() != "None" for one in handles)


def _looks(sheet: Sheet) -> Iterator[Line2D]:
    colours = side_colours(sheet.definition)
    for name, side in sheet.definition.sides.items():
        yield _sign(style.short(side.title), marker="o", ms=7, color=colours[name])
    listed = [one for part in (sheet, *sheet.details.values()) for one in part.movements]
    for manner in dict.fromkeys(one.manner for one in listed):
        look = {"linestyle": LINES[manner], "linewidth": WEIGHTS[manner]}
        yield Line2D([], [], color=style.INK, label=MANNERS[manner], **look)


def _sign(words: str, **look: Any) -> Line2D:
    return Line2D([], [], ls="", label=words, **look)


def _caption(sheet: Sheet) -> str:
    latitude = sheet.projection.latitude
    words = (
        f"Equirectangular, true to scale at {abs(latitude):.1f}° {'N' if latitude >= 0 else 'S'}. "
    )
    if not sheet.land:
        return words + "No coastline is known here."
    words += f"Coast: {sheet.coastline}"
    coarse = sheet.coastline.startswith(ROUGH) and sheet.width < COARSE
    return words + (", coarser than this map." if coarse else ".")


def _explanation(sheet: Sheet, state: Situation, chart: Chart | None) -> Iterator[str]:
    if state.men is not None:
        yield "Discs: who holds a place. Numbers: men there."
    elif state.runs == 1:
        yield "Discs: who holds a place."
    else:
        yield f"Discs and numbers: share of {state.runs:,} runs in which a side holds a place."
    if state.hidden is not None and any(state.hidden.values()):
        sides = sheet.definition.sides
        listed = (f"{sides[name].title} {men:,}" for name, men in state.hidden.items() if men)
        yield f"Men in the hills, at no place: {', '.join(listed)}."
    if any(one.movements for one in (sheet, *sheet.details.values())):
        yield "Arrows: from where to where the plan goes; faint: not yet begun."
    if sheet.details:
        letters = ", ".join(sheet.details)
        yield f"{letters}: places close together, drawn larger in a frame of that letter."
    if chart is not None and chart.moved:
        yield "Marks that would cover each other are moved apart."


def _unplaced(sheet: Sheet, state: Situation) -> Iterator[Line2D]:
    colours = side_colours(sheet.definition)
    for place in sheet.unplaced:
        holder = state.holder(place)
        counts = ", ".join(
            f"{number} {sheet.definition.sides[side].title}"
            for side, number in numbers(state, place).items()
        )
        words = place_title(place, sheet.definition) + (f" ({counts})" if counts else "")
        yield _sign(
            words, marker="o", ms=6, markeredgecolor=style.NEUTRAL,
            color=colours[holder] if holder else "white",
        )  # fmt: skip


def _below(ax: Axes, points: float) -> Any:
    """The transform of a place so many points below the lower left corner of the axes."""
    figure: Any = ax.get_figure(root=True)
    return ax.transAxes + ScaledTranslation(0.0, -points / 72.0, figure.dpi_scale_trans)
