"""Land on a map: a coastline that is known, cut to a rectangle of the plane.

The files in `coast` cover the scenarios of the package, their battlefields in detail; their README
says where they come from. Elsewhere a map has no coastline.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from matplotlib.path import Path

from sim.plots.map.frame import Frame, shaped
from sim.plots.map.projection import Projection

COARSE = "Natural Earth"
"""How the name of a coastline begins that is too coarse for maps of a battlefield."""
LARGER = 1.15
"""A frame is made larger by no more than this to hold an island."""
SHORE = 0.06
"""Sea around an island that is shown whole, as a share of its size."""


@dataclass(frozen=True)
class Area:
    """A rectangle of the globe with its land."""

    name: str
    """Whose coastline it is."""
    box: tuple[float, float, float, float]
    """West, south, east and north in degrees."""
    rings: list[np.ndarray]
    """Outlines of land and of lakes in it, each (n, 2): longitude and latitude."""


@cache
def areas() -> list[Area]:
    """The areas whose coastline is known."""
    folder = files("sim.plots.map").joinpath("coast")
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".geojson"))
    return [_read(json.loads(folder.joinpath(name).read_text("utf-8"))) for name in names]


def _read(collection: dict[str, Any]) -> Area:
    west, south, east, north = collection["bbox"]
    polygons = [
        polygon
        for feature in collection["features"]
        for polygon in feature["geometry"]["coordinates"]
    ]
    rings = [np.array(ring) for polygon in polygons for ring in polygon]
    return Area(collection["name"], (west, south, east, north), rings)


def coastline_name(projection: Projection, frame: Frame) -> str:
    """Whose coastline a frame has; empty if none is known there."""
    return next((area.name for area in _areas_in(projection, frame)), "")


def land(projection: Projection, frame: Frame) -> list[list[tuple[float, float]]]:
    """Outlines of the land in a frame (left, bottom, right, top), in kilometres of the plane.

    An outline closes along the frame where land goes on beyond it. Lakes are outlines in outlines.
    """
    outlines = []
    for area in _areas_in(projection, frame):
        for ring in area.rings:
            outline = _cut(projection.plane(ring[:, 1], ring[:, 0]), frame)
            if len(outline) > 2:
                outlines.append([(float(x), float(y)) for x, y in outline])
    return outlines


def islands(projection: Projection, frame: Frame, places: Iterable[tuple[float, float]]) -> Frame:
    """The frame, enlarged to hold the islands with one of these places if they lack little.

    An island that a map cuts would look like a cape. All in kilometres of the plane.
    """
    points = list(places)
    for area in _areas_in(projection, frame):
        for ring in area.rings:
            if (np.isclose(ring, area.box[:2]) | np.isclose(ring, area.box[2:])).any():
                continue  # the edge of the area cuts it
            outline = projection.plane(ring[:, 1], ring[:, 0])
            whole = _holding(frame, outline)
            side = max(frame[2] - frame[0], frame[3] - frame[1])
            if (
                max(whole[2] - whole[0], whole[3] - whole[1]) <= LARGER * side
                and _inside(_degrees(projection, whole), area.box)
                and Path(outline).contains_points(points).any()
            ):
                frame = whole
    return frame


def _holding(frame: Frame, outline: np.ndarray) -> Frame:
    """The frame, enlarged where it cuts an outline, with some sea beyond."""
    shore = SHORE * np.ptp(outline, axis=0).max()
    low, high = outline.min(axis=0), outline.max(axis=0)
    left, bottom = np.where(low < frame[:2], low - shore, frame[:2]).tolist()
    right, top = np.where(high > frame[2:], high + shore, frame[2:]).tolist()
    return shaped((left, bottom, right, top))


def _areas_in(projection: Projection, frame: Frame) -> list[Area]:
    """The detailed area that holds a frame; if there is none, the coarse areas that it touches."""
    box = _degrees(projection, frame)
    west, south, east, north = box
    fine = [one for one in areas() if not one.name.startswith(COARSE) and _inside(box, one.box)]
    if fine:
        return fine[:1]
    return [
        area
        for area in areas()
        if area.name.startswith(COARSE)
        and area.box[0] <= east
        and area.box[2] >= west
        and area.box[1] <= north
        and area.box[3] >= south
    ]


def _degrees(projection: Projection, frame: Frame) -> Frame:
    """West, south, east and north of a frame."""
    (south, west), (north, east) = projection.degrees(*frame[:2]), projection.degrees(*frame[2:])
    return west, south, east, north


def _inside(inner: Frame, outer: Frame) -> bool:
    return bool(np.all(np.less_equal(outer[:2], inner[:2]) & np.less_equal(inner[2:], outer[2:])))


def _cut(points: np.ndarray, frame: Frame) -> np.ndarray:
    """The part of a ring within a rectangle.

    Sutherland and Hodgman, "Reentrant polygon clipping", CACM 17 (1974).
    """
    if np.array_equal(points[0], points[-1]):
        points = points[:-1]
    for edge, limit in enumerate(frame):
        if len(points):
            points = _cut_at(points, edge % 2, limit, 1 if edge < 2 else -1)
    return points


def _cut_at(points: np.ndarray, axis: int, limit: float, sign: int) -> np.ndarray:
    """The part of a ring on one side of a line parallel to an axis."""
    inside = sign * (points[:, axis] - limit) >= 0
    kept: list[np.ndarray] = []
    for i in range(len(points)):
        before, here = points[i - 1], points[i]
        if inside[i] != inside[i - 1]:
            share = (limit - before[axis]) / (here[axis] - before[axis])
            kept.append(before + share * (here - before))
        if inside[i]:
            kept.append(here)
    return np.array(kept).reshape(-1, 2)
