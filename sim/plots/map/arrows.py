"""Planned movements as arrows on a map."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

from sim.plots.map.frame import Frame, Point
from sim.plots.map.movements import Movement
from sim.plots.map.sheet import Sheet
from sim.results.labels import side_colours
from sim.results.situation import Situation
from sim.scenario.kinds import Manner

RADIUS = 4.0
"""Radius of the mark of a place in points."""
GAP = 2.0
"""Points between a mark and what is next to it."""
LINES: dict[Manner, Any] = {"land": "-", "sea": (0, (4, 1.6)), "air": (0, (1, 1)), "fire": "-"}
WEIGHTS: dict[Manner, float] = {"land": 1.4, "sea": 1.4, "air": 1.4, "fire": 0.6}
BENDS: dict[Manner, float] = {"land": 0.10, "sea": 0.10, "air": 0.15, "fire": -0.16}
FURTHER = 0.09
"""How much more the arrows of the second side are bent, so that they cover none of the first."""
EDGE = 0.03
"""Width of the edge of a map as a share of the map's."""
SHORTEST = 2 * RADIUS + 5.0
"""Points: an arrow between marks that are closer together would be a blot and is left out."""
FAINTEST = 0.25
"""Opacity of an arrow whose operations have not begun."""


def draw_arrow(
    ax: Axes, sheet: Sheet, movement: Movement, state: Situation
) -> FancyArrowPatch | None:
    """An arrow in the colour of the side; None if it would be too short to see.

    The fainter it is, the fewer are the runs in which its operations have begun.
    """
    ends = sheet.drawn_at(movement.start), sheet.drawn_at(movement.end)
    if _length(ax, *ends) < SHORTEST:
        return None
    begun = max(state.begun[name] for name in movement.operations)
    arrow = FancyArrowPatch(
        *ends,
        arrowstyle="->" if movement.manner == "fire" else "-|>",
        mutation_scale=8.0,
        connectionstyle=f"arc3,rad={_bend(sheet, movement)}",
        linestyle=LINES[movement.manner],
        linewidth=WEIGHTS[movement.manner],
        color=side_colours(sheet.definition)[movement.side],
        alpha=FAINTEST + (1.0 - FAINTEST) * begun,
        shrinkA=RADIUS + 1,
        shrinkB=RADIUS + GAP,
        zorder=2.5,
        label=", ".join(movement.operations),
    )
    ax.add_patch(arrow)
    return arrow


def arrow_points(ax: Axes, sheet: Sheet, movement: Movement) -> np.ndarray:
    """Some points of an arrow in points of the figure, shape (n, 2); none if it is not drawn."""
    start, end = sheet.drawn_at(movement.start), sheet.drawn_at(movement.end)
    length = _length(ax, start, end)
    if length < SHORTEST:
        return np.empty((0, 2))
    curve = _curve(start, end, _bend(sheet, movement), max(3, int(length / 6)))
    return np.asarray(ax.transData.transform(curve[1:-1]) * points_a_pixel(ax))


def _curve(start: Point, end: Point, bend: float, count: int) -> np.ndarray:
    """So many points of the quadratic curve that matplotlib draws with `arc3`."""
    first, last = np.array(start), np.array(end)
    x, y = last - first
    middle = (first + last) / 2 + bend * np.array((y, -x))
    share = np.linspace(0.0, 1.0, count)[:, None]
    return np.asarray((1 - share) ** 2 * first + 2 * share * (1 - share) * middle + share**2 * last)


def _bend(sheet: Sheet, movement: Movement) -> float:
    """The bend of an arrow, to the other side if it would leave the map or run along its edge."""
    second = list(sheet.definition.sides).index(movement.side)
    bend = BENDS[movement.manner] + FURTHER * second
    ends = sheet.drawn_at(movement.start), sheet.drawn_at(movement.end)
    inside = [_share_inside(sheet.frame, _curve(*ends, sign, 20)) for sign in (bend, -bend)]
    return bend if inside[0] >= inside[1] else -bend


def _share_inside(frame: Frame, curve: np.ndarray) -> float:
    edge = EDGE * (frame[2] - frame[0])
    low, high = np.array(frame[:2]) + edge, np.array(frame[2:]) - edge
    return float(((curve >= low) & (curve <= high)).all(axis=1).mean())


def _length(ax: Axes, start: Point, end: Point) -> float:
    (x0, y0), (x1, y1) = ax.transData.transform([start, end]) * points_a_pixel(ax)
    return float(np.hypot(x1 - x0, y1 - y0))


def points_a_pixel(ax: Axes) -> float:
    """Points of paper to a pixel of the figure."""
    figure: Any = ax.get_figure(root=True)
    return 72.0 / float(figure.dpi)
