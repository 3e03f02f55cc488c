"""A map laid out on axes, before anything of an hour is drawn on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.plots import style
from sim.plots.map.arrows import RADIUS, points_a_pixel
from sim.plots.map.base_map import HALO, ORNAMENT, draw_routes, draw_scale, draw_sheet
from sim.plots.map.details import Box, detail_boxes
from sim.plots.map.labels import SIZE, Layout, lay_out
from sim.plots.map.sheet import Sheet
from sim.results.situation import Situation

APART, IN_DETAIL = 2 * RADIUS + 6.0, 2 * RADIUS + 3.0
"""Points: marks stand no closer together, so that an arrow between them can be seen; in details,
which are small, no closer than the second."""
MOVED = 1.0
"""Points: marks moved less than this are where they should be."""


@dataclass(frozen=True)
class Chart:
    """A sheet on its axes, with room for labels."""

    ax: Axes
    sheet: Sheet
    """With its marks moved apart as far as the size of the axes demands."""
    layout: Layout
    shifted: bool
    """Whether any mark on it was moved."""
    boxes: dict[str, Box]
    """Where the frames of the details stand."""
    details: dict[str, "Chart"]

    @property
    def moved(self) -> bool:
        """Whether any mark on it or in its details was moved."""
        return self.shifted or any(detail.shifted for detail in self.details.values())

    @property
    def key(self) -> dict[str, str]:
        """Names by number of what has no room on the map and in its details, in order."""
        parts = [self.layout.key, *(detail.key for detail in self.details.values())]
        found = {number: words for part in parts for number, words in part.items()}
        return {number: found[number] for number in sorted(found, key=int)}


def draw_chart(
    ax: Axes,
    sheet: Sheet,
    states: Iterable[Situation],
    *,
    named: bool = True,
    boxes: dict[str, Box] | None = None,
) -> Chart:
    """Draw everything that does not change, and lay the labels of some situations out.

    Without `named` what several maps of one sheet need only once is left out: names, scale and
    degrees. `boxes` are those of such a map for the frames of the details.
    """
    listed = list(states)
    draw_sheet(ax, sheet, degrees=named)
    settle(ax)
    spread = _spread(ax, sheet, APART)
    draw_routes(ax, spread)
    boxes = detail_boxes(ax, spread) if boxes is None else boxes
    details = {
        letter: _draw_detail(ax.inset_axes(box), letter, sheet.details[letter], listed, named)
        for letter, box in boxes.items()
    }
    if named:
        frames = [part.get_window_extent().extents for part in ax.child_axes]
        taken = np.vstack([np.empty((0, 4)), *frames]) * points_a_pixel(ax)
        draw_scale(ax, spread, taken)
    layout = lay_out(ax, spread, listed, named=named)
    _name_gates(ax, spread, layout)
    return Chart(ax, spread, layout, _moved(ax, sheet, spread), boxes, details)


def _draw_detail(
    ax: Axes, letter: str, sheet: Sheet, states: list[Situation], named: bool
) -> Chart:
    locator: Any = ax.get_axes_locator()
    ax.apply_aspect(locator(ax, None))
    ax.set_zorder(4.5)
    draw_sheet(ax, sheet, degrees=False)
    spread = _spread(ax, sheet, IN_DETAIL)
    draw_routes(ax, spread)
    ax.annotate(
        letter, (0, 1), xycoords="axes fraction", xytext=(3, -3), textcoords="offset points",
        va="top", fontsize=SIZE, fontweight="bold", color=style.INK, gid=ORNAMENT, zorder=6,
        path_effects=[HALO],
    )  # fmt: skip
    if named:
        draw_scale(ax, spread, np.array([_corner(ax)]), north=False)
    layout = lay_out(ax, spread, states, named=named, gates=False)
    return Chart(ax, spread, layout, _moved(ax, sheet, spread), {}, {})


def _corner(ax: Axes) -> np.ndarray:
    """The box of the letter of a detail in points of the figure."""
    left, _, _, top = np.array(ax.get_window_extent().extents) * points_a_pixel(ax)
    return np.array((left, top - 2 * SIZE, left + 2 * SIZE, top))


def settle(ax: Axes) -> None:
    """Let the figure decide how large the axes are."""
    figure: Any = ax.get_figure(root=True)
    if figure.get_layout_engine() is None:
        ax.apply_aspect()
    else:
        figure.draw_without_rendering()


def _spread(ax: Axes, sheet: Sheet, apart: float) -> Sheet:
    points = ax.get_window_extent().width * points_a_pixel(ax)
    return sheet.spread(apart * sheet.width / points)


def _moved(ax: Axes, sheet: Sheet, spread: Sheet) -> bool:
    ways = np.subtract(list(spread.marks.values()), list(sheet.marks.values()))
    points = ax.get_window_extent().width * points_a_pixel(ax) / sheet.width
    return bool((np.hypot(*ways.T) * points > MOVED).any())


def _name_gates(ax: Axes, sheet: Sheet, layout: Layout) -> None:
    """Name what lies beyond where the ways from it come in."""
    for name, spot in layout.spots.items():
        if name in sheet.gates:
            ax.annotate(
                spot.words, sheet.gates[name], xytext=spot.name, textcoords="offset points",
                va="top", fontsize=SIZE, fontstyle="italic", color=style.NEUTRAL, gid=ORNAMENT,
                zorder=5, path_effects=[HALO],
            )  # fmt: skip
