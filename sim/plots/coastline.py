"""Land on a map: Natural Earth's coastline, cut to a rectangle of the plane.

The files in `coast` cover the scenarios of the package; their README says where they come from.
Elsewhere a map has no coastline.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from sim.plots.projection import Projection

NAME = "Natural Earth 1:10,000,000"


@dataclass(frozen=True)
class Area:
    """A rectangle of the globe with its land."""

    box: tuple[float, float, float, float]
    """West, south, east and north in degrees."""
    rings: list[np.ndarray]
    """Outlines of land and of lakes in it, each (n, 2): longitude and latitude."""


@cache
def areas() -> list[Area]:
    """The areas whose coastline is known."""
    folder = files("sim.plots").joinpath("coast")
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".geojson"))
    return [_read(json.loads(folder.joinpath(name).read_text("utf-8"))) for name in names]


def _read(collection: dict[str, Any]) -> Area:
    west, south, east, north = collection["bbox"]
    polygons = [
        polygon
        for feature in collection["features"]
        for polygon in feature["geometry"]["coordinates"]
    ]
    return Area((west, south, east, north), [np.array(ring) for p in polygons for ring in p])


def land(
    projection: Projection, frame: tuple[float, float, float, float]
) -> list[list[tuple[float, float]]]:
    """Outlines of the land in a frame (left, bottom, right, top), in kilometres of the plane.

    An outline closes along the frame where land goes on beyond it. Lakes are outlines in outlines.
    """
    left, bottom, right, top = frame
    south, west = projection.degrees(left, bottom)
    north, east = projection.degrees(right, top)
    outlines = []
    for area in areas():
        if area.box[0] > east or area.box[2] < west or area.box[1] > north or area.box[3] < south:
            continue
        for ring in area.rings:
            points = projection.plane(ring[:, 1], ring[:, 0])
            outline = _cut(points, frame)
            if len(outline) > 2:
                outlines.append([(float(x), float(y)) for x, y in outline])
    return outlines


def _cut(points: np.ndarray, frame: tuple[float, float, float, float]) -> np.ndarray:
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
