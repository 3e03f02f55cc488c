"""What explains a map: caption, colours, lines, and the places that are not on it."""

from collections.abc import Iterator
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation

from sim.plots import style
from sim.plots.coastline import NAME
from sim.plots.map_arrows import LINES, WEIGHTS
from sim.plots.map_labels import numbers
from sim.plots.sheet import Sheet
from sim.results.labels import place_title, side_colours
from sim.results.situation import Situation

MANNERS = {"land": "over land", "sea": "by sea", "air": "by air", "fire": "fire"}
COARSE = 150.0
"""Kilometres: on narrower maps the coastline is coarser than the map."""
UNPLACED_COLUMNS = 3


def draw_legend(ax: Axes, sheet: Sheet, state: Situation, note: str = "") -> None:
    """Explain colours, lines and numbers, and list the places that are not on the map."""
    words = f"{_caption(sheet)} {note}".rstrip()
    ax.set_xlabel(words, fontsize=style.TINY, color=style.NEUTRAL, loc="left")
    definition = sheet.definition
    colours = side_colours(definition)
    handles: list[Any] = [
        Line2D([], [], ls="", marker="o", ms=7, color=colours[name], label=side.title)
        for name, side in definition.sides.items()
    ]
    for manner in dict.fromkeys(one.manner for one in sheet.movements):
        look = {"linestyle": LINES[manner], "linewidth": WEIGHTS[manner]}
        handles.append(Line2D([], [], color=style.INK, label=MANNERS[manner], **look))
    options = {"fontsize": style.SMALL - 1, "title_fontsize": style.SMALL - 1, "borderaxespad": 0}
    first = style.legend(
        ax, handles=handles, loc="upper left", ncols=6, title=_explanation(sheet, state),
        bbox_to_anchor=(0.0, 0.0), bbox_transform=_below(ax, 30.0), columnspacing=1.2, **options,
    )  # fmt: skip
    first.set_alignment("left")
    if sheet.unplaced:
        ax.add_artist(first)
        _list_unplaced(ax, sheet, state, options)


def _list_unplaced(ax: Axes, sheet: Sheet, state: Situation, options: dict[str, Any]) -> None:
    hour = state.time
    legend = style.legend(
        ax, handles=list(_unplaced(sheet, state)), loc="upper left", ncols=UNPLACED_COLUMNS,
        title=f"Not on the map for want of coordinates, {hour.day} {hour:%B %H:%M}:",
        bbox_to_anchor=(0.0, 0.0), bbox_transform=_below(ax, 72.0), columnspacing=1.2, **options,
    )  # fmt: skip
    legend.set_alignment("left")


def _caption(sheet: Sheet) -> str:
    latitude = sheet.projection.latitude
    words = (
        f"Equirectangular, true to scale at {abs(latitude):.1f}° {'N' if latitude >= 0 else 'S'}. "
    )
    if not sheet.land:
        return words + "No coastline is known here."
    words += f"Coast: {NAME}"
    return words + (", coarser than this map." if sheet.width < COARSE else ".")


def _explanation(sheet: Sheet, state: Situation) -> str:
    if state.men is not None:
        numbers = "Discs: who holds a place. Numbers: men there."
    elif state.runs == 1:
        numbers = "Discs: who holds a place."
    else:
        numbers = f"Discs and numbers: share of {state.runs:,} runs in which a side holds a place."
    if sheet.movements:
        numbers += "\nArrows: from where to where the plan goes; faint: not yet begun."
    return numbers


def _unplaced(sheet: Sheet, state: Situation) -> Iterator[Line2D]:
    colours = side_colours(sheet.definition)
    for place in sheet.unplaced:
        holder = state.holder(place)
        counts = ", ".join(
            f"{number} {sheet.definition.sides[side].title}"
            for side, number in numbers(state, place).items()
        )
        words = place_title(place, sheet.definition) + (f" ({counts})" if counts else "")
        yield Line2D(
            [], [], ls="", marker="o", ms=6, markeredgecolor=style.NEUTRAL, label=words,
            color=colours[holder] if holder else "white",
        )  # fmt: skip


def _below(ax: Axes, points: float) -> Any:
    """The transform of a place so many points below the lower left corner of the axes."""
    figure: Any = ax.get_figure(root=True)
    return ax.transAxes + ScaledTranslation(0.0, -points / 72.0, figure.dpi_scale_trans)
