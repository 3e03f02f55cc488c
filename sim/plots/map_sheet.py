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
from sim.plots.sheet import Point, Sheet
from sim.results.labels import place_title

SEA, LAND, COAST = "#EEF3F6", "#FBF9F3", "#8C8C8C"
ROUTE = "#B5AB98"
ROUTES: dict[str, Any] = {
    "road": "-", "track": (0, (4, 2)), "rail": (0, (6, 1.5, 1, 1.5)), "sea": (0, (1, 3)),
}  # fmt: skip
ORNAMENT = "ornament"
"""Group id of the artists that labels keep clear of."""
HALO = withStroke(linewidth=2.0, foreground="white")


def draw_sheet(ax: Axes, sheet: Sheet, *, key: bool = True) -> None:
    """Draw everything that does not change, and set the axes up for a map.

    Without `key` what several maps of one sheet need only once is left out: degrees, scale and the
    names of distant bases.
    """
    left, bottom, right, top = sheet.frame
    ax.set_xlim(left, right)
    ax.set_ylim(bottom, top)
    ax.set_aspect("equal")
    ax.set_facecolor(SEA)
    for spine in ax.spines.values():
        spine.set_color(style.NEUTRAL)
        spine.set_linewidth(0.6)
    _draw_land(ax, sheet)
    _draw_routes(ax, sheet)
    if not key:
        ax.set_xticks([])
        ax.set_yticks([])
        return
    _draw_degrees(ax, sheet)
    _draw_scale(ax, sheet)
    for place in sheet.gates:
        _name_beyond(ax, sheet, place)


def ornaments(ax: Axes) -> list[Artist]:
    """The artists of the sheet that labels keep clear of."""
    return list(ax.findobj(lambda artist: artist.get_gid() == ORNAMENT))


def _draw_land(ax: Axes, sheet: Sheet) -> None:
    rings = [np.array([*outline, outline[0]]) for outline in sheet.land]
    if rings:
        path = Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
        ax.add_patch(PathPatch(path, facecolor=LAND, edgecolor=COAST, lw=0.7, zorder=0.5))


def _draw_routes(ax: Axes, sheet: Sheet) -> None:
    for route in sheet.routes:
        (x0, y0), (x1, y1) = (sheet.places[name] for name in route.between)
        look = ROUTES[route.kind]
        ax.plot([x0, x1], [y0, y1], color=ROUTE, linewidth=1.0, linestyle=look, zorder=1)


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


def _draw_scale(ax: Axes, sheet: Sheet) -> None:
    """A scale bar and an arrow to the north, in the corner with the fewest places."""
    length = _round_step(sheet.width / 4)
    x, y = _emptiest_corner(sheet, length)
    height = 0.012 * sheet.height
    xs, ys = [x, x, x + length, x + length], [y + height, y, y, y + height]
    ax.plot(xs, ys, linewidth=1.0, label="scale", color=style.INK, gid=ORNAMENT, zorder=5)
    ax.annotate(
        f"{length:,g} km   ↑ N", (x + length / 2, y), xytext=(0, 3), textcoords="offset points",
        ha="center", fontsize=style.TINY + 1, path_effects=[HALO], color=style.INK, gid=ORNAMENT,
        zorder=5,
    )  # fmt: skip


def _emptiest_corner(sheet: Sheet, length: float) -> Point:
    """The left end of a scale bar of that length."""
    left, bottom, right, top = sheet.frame
    wide, high = 0.03 * sheet.width, 0.03 * sheet.height
    corners = [
        (left + wide, bottom + high),
        (right - wide - length, bottom + high),
        (left + wide, top - 0.08 * sheet.height),
        (right - wide - length, top - 0.08 * sheet.height),
    ]
    points = [*sheet.places.values(), *sheet.gates.values()]

    def crowd(corner: Point) -> float:
        x, y = corner[0] + length / 2, corner[1] + 0.05 * sheet.height
        return sum(
            math.exp(-math.hypot(px - x, py - y) / (0.15 * sheet.width)) for px, py in points
        )

    return min(corners, key=crowd)


def _name_beyond(ax: Axes, sheet: Sheet, place: str) -> None:
    """Name a distant base at the edge, where the ways from it come in."""
    x, y = sheet.gates[place]
    left, bottom, right, _ = sheet.frame
    across = "left" if x < left + 0.3 * sheet.width else "right"
    if left + 0.3 * sheet.width <= x <= right - 0.3 * sheet.width:
        across = "center"
    upright = "top" if y > bottom + 0.5 * sheet.height else "bottom"
    words = f"{place_title(place, sheet.definition)}\n{sheet.distance(place):,.0f} km away"
    ax.annotate(
        words, (x, y), xytext=_inwards(across, upright), textcoords="offset points", ha=across,
        va=upright, multialignment=across, fontsize=style.TINY + 1, fontstyle="italic",
        color=style.NEUTRAL, gid=ORNAMENT, zorder=5, path_effects=[HALO],
    )  # fmt: skip


def _inwards(across: str, upright: str) -> tuple[float, float]:
    return {"left": 4.0, "right": -12.0, "center": 0.0}[across], -5.0 if upright == "top" else 5.0
