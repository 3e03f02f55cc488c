"""Where the names and numbers of places stand on a map."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from sim.plots.map_arrows import GAP, RADIUS, arrow_points
from sim.plots.map_sheet import ornaments
from sim.plots.placement import placed
from sim.plots.sheet import Sheet
from sim.plots.style import per_cent
from sim.results.labels import place_title
from sim.results.situation import Situation

SIZE = 7.0
"""Font size of names and numbers in points."""
NORMAL, BOLD = FontProperties(), FontProperties(weight="bold")
LINE = 1.2 * SIZE
"""Height of a line in points."""
SPACE = 4.0
"""Points between two numbers."""
STROKE = 2.5
"""Width of an arrow as an obstacle, in points."""
LEADER = 6.0
"""A label that stands further than this from its mark, in points, gets a line to it."""


@dataclass(frozen=True)
class Spot:
    """Where the label of a place stands, in points from the middle of its mark."""

    name: tuple[float, float] | None
    """Beginning of the base line of its name; None if it is left out."""
    numbers: tuple[float, float]
    """Beginning of the base line of its numbers."""
    leader: tuple[float, float] | None
    """End of the line to the mark, if there is one."""

    @staticmethod
    def advance(number: str) -> float:
        """Points from one number to the next."""
        return text_width(number, bold=True) + SPACE


Layout = dict[str, Spot]
"""The spot of each place on the sheet."""


def lay_out(ax: Axes, sheet: Sheet, states: Iterable[Situation], *, named: bool = True) -> Layout:
    """Spots for labels that have room for the numbers of all these situations.

    Without `named` the labels are numbers alone.
    """
    figure: Any = ax.get_figure(root=True)
    if figure.get_layout_engine() is None:
        ax.apply_aspect()
    else:
        figure.draw_without_rendering()  # the layout decides how large the axes are
    scale = 72.0 / figure.dpi
    names = list(sheet.places)
    points = ax.transData.transform(list(sheet.places.values())) * scale
    listed = list(states)
    sizes = np.array([_size(name, sheet, listed, named) for name in names])
    extent = ax.get_window_extent()
    room = np.array([extent.x0, extent.y0, extent.x1, extent.y1]) * scale
    marks = np.hstack([points - RADIUS - GAP / 2, points + RADIUS + GAP / 2])
    taken = [np.array(artist.get_window_extent().extents) * scale for artist in ornaments(ax)]
    curves = [arrow_points(ax, sheet, one) for one in sheet.movements]
    strokes = [np.hstack([curve - STROKE / 2, curve + STROKE / 2]) for curve in curves]
    obstacles = np.vstack([marks, *taken, *strokes])
    corners = placed(points, sizes, obstacles, room, RADIUS + GAP)
    return {
        name: _spot(corner - point, size, named)
        for name, corner, point, size in zip(names, corners, points, sizes, strict=True)
    }


def _spot(corner: np.ndarray, size: np.ndarray, named: bool) -> Spot:
    x, y = float(corner[0]), float(corner[1])
    width, height = float(size[0]), float(size[1])
    nearest = float(np.clip(0.0, x, x + width)), float(np.clip(0.0, y, y + height))
    far = float(np.hypot(*nearest)) > RADIUS + GAP + LEADER
    base = y + height - LINE + 0.25 * SIZE
    below = base - LINE if named else base
    return Spot((x, base) if named else None, (x, below), nearest if far and height else None)


def _size(place: str, sheet: Sheet, states: list[Situation], named: bool) -> tuple[float, float]:
    """Width and height in points of a name with the widest numbers that stand below it."""
    lines = [numbers(state, place).values() for state in states]
    widths = [sum(map(Spot.advance, line)) for line in lines]
    name = text_width(place_title(place, sheet.definition)) if named else 0.0
    return max(name, *widths), LINE * (named + any(lines))


def numbers(state: Situation, place: str) -> dict[str, str]:
    """By side: men present if they are known, else per cent of the runs in which it holds it."""
    if state.men is not None:
        return {side: f"{men:,}" for side, men in state.men[place].items() if men}
    shares = {side: share for side, share in state.held[place].items() if share}
    if list(shares.values()) == [1.0]:
        return {}
    words = {side: per_cent(share) for side, share in shares.items()}
    if len(shares) == 2 and abs(sum(shares.values()) - 1.0) < 1e-9 and min(shares.values()) >= 0.01:
        first, second = words
        words[second] = f"{100 - int(words[first].split()[0])} %"  # so that they add up
    return words


@lru_cache(maxsize=2048)
def text_width(words: str, *, bold: bool = False) -> float:
    """Width of a text of the map in points."""
    if not words:
        return 0.0  # matplotlib fails on an empty path
    path = TextPath((0.0, 0.0), words, size=SIZE, prop=BOLD if bold else NORMAL)
    return float(np.ptp(path.vertices[:, 0])) if len(path.vertices) else 0.0
