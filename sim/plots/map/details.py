"""Where on a map the frames stand in which crowded places are drawn larger."""

import numpy as np
from matplotlib.axes import Axes

from sim.plots.map.arrows import RADIUS, arrow_points, points_a_pixel
from sim.plots.map.labels import LINE, text_width
from sim.plots.map.placement import overlap
from sim.plots.map.sheet import Sheet
from sim.scenario.titles import place_title

Box = tuple[float, float, float, float]
"""Left, bottom, width and height as shares of a map."""

SHARES = (0.46, 0.42, 0.38)
"""Side of a frame as a share of the map's shorter side, the best first."""
EDGE = 4.0
"""Points between frames, and between a frame and that of the map."""
STEPS = 25
"""Positions tried along each axis."""
MARK = 8
"""How much more it costs to cover a mark than to cover an arrow."""
COVERED = 0.03
"""Share of a frame that may cover something else before a smaller one is tried."""
FAR = 0.05
"""Cost of a frame at the other end of the map, as a share of itself."""


def detail_boxes(ax: Axes, sheet: Sheet) -> dict[str, Box]:
    """A box for the frame of each detail, where it covers least and is near its places."""
    scale = points_a_pixel(ax)
    room = np.array(ax.get_window_extent().extents) * scale
    size = room[2:] - room[:2]
    taken = _taken(ax, sheet)
    boxes: dict[str, Box] = {}
    for letter, at in sheet.crowds.items():
        detail = sheet.details[letter]
        shape = np.array((detail.width, detail.height)) / max(detail.width, detail.height)
        point = ax.transData.transform(at) * scale
        found = _best(shape * size.min(), room, taken, point)
        taken = np.vstack([taken, np.repeat(found[None], 4, axis=0)])  # never on each other
        left, bottom = (found[:2] + EDGE - room[:2]) / size
        width, height = (found[2:] - found[:2] - 2 * EDGE) / size
        boxes[letter] = float(left), float(bottom), float(width), float(height)
    return boxes


def _best(full: np.ndarray, room: np.ndarray, taken: np.ndarray, point: np.ndarray) -> np.ndarray:
    """The cheapest box (left, bottom, right, top), of the largest size that covers little."""
    found, least = np.zeros(4), np.inf
    for share in SHARES:
        size = share * full + 2 * EDGE
        x, y = (np.linspace(room[i], room[i + 2] - size[i], STEPS) for i in (0, 1))
        corners = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        candidates = np.hstack([corners, corners + size])
        covered = overlap(candidates, taken).sum(axis=1) / size.prod()
        distance = np.linalg.norm(corners + size / 2 - point, axis=1)
        cost = covered + FAR * distance / np.linalg.norm(room[2:] - room[:2])
        best = int(np.argmin(cost))
        if cost[best] < least:
            found, least = candidates[best], cost[best]
        if covered[best] <= COVERED:
            break
    return found


def _taken(ax: Axes, sheet: Sheet) -> np.ndarray:
    """Boxes in points of the figure of marks with their names, and of arrows, shape (n, 4)."""
    scale = points_a_pixel(ax)
    boxes = []
    for name, at in {**sheet.marks, **sheet.gates}.items():
        x, y = ax.transData.transform(at) * scale
        long = 0.0 if name in sheet.crowds else text_width(place_title(name, sheet.definition))
        boxes += [(x - 2 * RADIUS, y - 2 * RADIUS, x + 2 * RADIUS, y + 2 * RADIUS)] * MARK
        boxes.append((x, y - LINE / 2, x + 2 * RADIUS + long, y + LINE / 2))
    ends = [[sheet.marks[name] for name in route.between] for route in sheet.routes]
    share = np.linspace(0.0, 1.0, 30)[:, None]
    ways = [(1 - share) * np.array(start) + share * np.array(end) for start, end in ends]
    lines = [ax.transData.transform(way) * scale for way in ways]
    curves = [arrow_points(ax, sheet, one) for one in sheet.movements]
    points = np.vstack([np.empty((0, 2)), *curves, *lines])
    return np.vstack([boxes, np.hstack([points - 3.0, points + 3.0])])
