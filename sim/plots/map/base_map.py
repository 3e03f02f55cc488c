"""What does not change on a map: land, routes, scale and degrees."""

import math
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from sim.plots import style
from sim.plots.map.arrows import arrow_points, points_a_pixel
from sim.plots.map.placement import overlap
from sim.plots.map.sheet import Sheet

SEA, LAND, COAST = "#EEF3F6", "#FBF9F3", "#8C8C8C"
ROUTE = "#B5AB98"
ROUTES: dict[str, Any] = {
    "road": "-", "track": (0, (4, 2)), "rail": (0, (6, 1.5, 1, 1.5)), "sea": (0, (1, 3)),
}  # fmt: skip
ORNAMENT = "ornament"
"""Group id of the artists that labels keep clear of."""
HALO = withStroke(linewidth=2.0, foreground="white")
AWAY = 30.0
"""Points around a mark in which its name may stand."""
EDGE = 7.0
"""Points between the frame and the scale."""
SCALE = np.array((46.0, 16.0))
"""Width at least and height of the scale with its words, in points."""


def draw_sheet(ax: Axes, sheet: Sheet, *, degrees: bool = True) -> None:
    """Set the axes up for a map and draw the land."""
    left, bottom, right, top = sheet.frame
    ax.set_xlim(left, right)
    ax.set_ylim(bottom, top)
    ax.set_aspect("equal")
    ax.set_facecolor(SEA)
    for spine in ax.spines.values():
        spine.set_color(style.NEUTRAL)
        spine.set_linewidth(0.6)
    rings = [np.array([*outline, outline[0]]) for outline in sheet.land]
    if rings:
        path = Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
        ax.add_patch(PathPatch(path, facecolor=LAND, edgecolor=COAST, lw=0.7, zorder=0.5))
    if degrees:
        _draw_degrees(ax, sheet)
    else:
        ax.set_xticks([])
        ax.set_yticks([])


def draw_routes(ax: Axes, sheet: Sheet) -> None:
    """Draw the routes between the marks of the sheet as straight lines."""
    for route in sheet.routes:
        (x0, y0), (x1, y1) = (sheet.marks[name] for name in route.between)
        look = ROUTES[route.kind]
        ax.plot([x0, x1], [y0, y1], color=ROUTE, linewidth=1.0, linestyle=look, zorder=1)


def ornaments(ax: Axes) -> list[Artist]:
    """The artists of the sheet that labels keep clear of."""
    return list(ax.findobj(lambda artist: artist.get_gid() == ORNAMENT))


def _draw_degrees(ax: Axes, sheet: Sheet) -> None:
    """Ticks at round degrees; meridians and parallels are straight in this projection."""
    left, bottom, right, top = sheet.frame
    south, west = sheet.projection.degrees(left, bottom)
    north, east = sheet.projection.degrees(right, top)
    x = np.array([sheet.projection.point((south, at))[0] for at in _round_degrees(west, east)])
    y = np.array([sheet.projection.point((at, west))[1] for at in _round_degrees(south, north)])
    ax.set_xticks(x, _degree_texts(_round_degrees(west, east), "E", "W"))
    ax.set_yticks(y, _degree_texts(_round_degrees(south, north), "N", "S"))
    ax.tick_params(labelsize=style.TINY, color=style.NEUTRAL, labelcolor=style.NEUTRAL, length=2.5)


def _round_degrees(first: float, last: float) -> np.ndarray:
    """Two to five round numbers between two angles; the second may lie beyond the date line."""
    span = (last - first) % 360.0
    step = _round_step(span / 2)
    start = math.ceil(first / step - 1e-9) * step
    return np.asarray(np.arange(start, first + span, step))


def _degree_texts(degrees: np.ndarray, positive: str, negative: str) -> list[str]:
    step = float(degrees[1] - degrees[0]) if len(degrees) > 1 else 1.0
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    turned = (degrees + 180.0) % 360.0 - 180.0
    return [f"{abs(at):.{digits}f}° {positive if at >= 0 else negative}" for at in turned]


def _round_step(wished: float) -> float:
    """The round number (1, 2 or 5 times a power of ten) next below a wished one."""
    power = 10.0 ** math.floor(math.log10(wished))
    return power * max(factor for factor in (1, 2, 5) if factor * power <= wished * (1 + 1e-9))


def draw_scale(ax: Axes, sheet: Sheet, taken: np.ndarray, *, north: bool = True) -> None:
    """Draw a scale bar, and an arrow to the north, in the corner where least is.

    `taken` are boxes (left, bottom, right, top) in points of the figure, shape (n, 4).
    """
    length = _round_step(sheet.width / 4)
    scale = points_a_pixel(ax)
    room = np.array(ax.get_window_extent().extents) * scale
    long = length * (room[2] - room[0]) / sheet.width
    size = np.maximum(SCALE if north else SCALE * (0.6, 1.0), (long, 0.0))
    corner = _emptiest_corner(room, size, _crowd(ax, sheet, taken))
    east = corner[0] > (room[0] + room[2]) / 2
    x = corner[0] + (size[0] - long if east else 0.0)
    (x0, y0), (x1, y1) = ax.transData.inverted().transform(
        np.array(((x, corner[1]), (x + long, corner[1] + 3.0))) / scale
    )
    look: dict[str, Any] = {"linewidth": 1.0, "color": style.INK, "gid": ORNAMENT, "zorder": 5.0}
    ax.plot([x0, x0, x1, x1], [y1, y0, y0, y1], label="scale", **look)
    ax.annotate(
        f"{length:,g} km" + "   ↑ N" * north, (x1 if east else x0, y0), xytext=(0, 4),
        textcoords="offset points", ha="right" if east else "left", fontsize=style.TINY + 1,
        path_effects=[HALO], color=style.INK, gid=ORNAMENT, zorder=5,
    )  # fmt: skip


def _crowd(ax: Axes, sheet: Sheet, taken: np.ndarray) -> np.ndarray:
    """Boxes in points of the figure that the scale keeps away from, shape (n, 4)."""
    points = np.array([*sheet.marks.values(), *sheet.gates.values()])
    marks = ax.transData.transform(points) * points_a_pixel(ax)
    coast = [Path([*ring, ring[0]]).interpolated(20).vertices for ring in sheet.land]
    shores = [ax.transData.transform(points) * points_a_pixel(ax) for points in coast]
    lines = np.vstack([marks, *(arrow_points(ax, sheet, o) for o in sheet.movements), *shores])
    boxes = [np.hstack([marks - AWAY, marks + AWAY]), np.hstack([lines - 2, lines + 2])]
    return np.vstack([*boxes, taken])


def _emptiest_corner(room: np.ndarray, size: np.ndarray, crowd: np.ndarray) -> np.ndarray:
    """The lower left corner of a box of that size in the emptiest corner of a room."""
    low, high = room[:2] + EDGE, room[2:] - EDGE - size
    corners = np.array([low, (high[0], low[1]), (low[0], high[1]), high])
    boxes = np.hstack([corners, corners + size])
    return np.asarray(corners[np.argmin(overlap(boxes, crowd).sum(axis=1))])
