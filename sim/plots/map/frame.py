"""Frames of maps: rectangles of the plane, in kilometres."""

import numpy as np

Frame = tuple[float, float, float, float]
"""Left, bottom, right and top."""
Point = tuple[float, float]

LEAST_SIDE = 8.0
"""Kilometres: no map shows less than this between its outermost places."""
MARGIN = 0.16
"""Width of the margin around the places as a share of the longer side."""
FLATTEST, TALLEST = 0.7, 1.25
"""Least and greatest height of a map as a share of its width."""


def longer_side(points: list[Point], least: float = LEAST_SIDE) -> float:
    """The longer side of the box around points, or the least one there may be."""
    return max(float(np.ptp(points, axis=0).max()), least)


def framed(points: list[Point], least: float = LEAST_SIDE, tallest: float = TALLEST) -> Frame:
    """A frame around points with a margin for labels, neither flat nor narrow."""
    margin = MARGIN * longer_side(points, least)
    (left, bottom), (right, top) = np.min(points, axis=0), np.max(points, axis=0)
    width = max(float(right - left), least) + 2 * margin
    height = max(float(top - bottom), least) + 2 * margin
    x, y = float(left + right) / 2, float(bottom + top) / 2
    return shaped((x - width / 2, y - height / 2, x + width / 2, y + height / 2), tallest)


def shaped(frame: Frame, tallest: float = TALLEST) -> Frame:
    """The frame, widened or heightened on both sides until it is neither flat nor narrow."""
    left, bottom, right, top = frame
    width = max(right - left, (top - bottom) / tallest)
    height = max(top - bottom, width * FLATTEST)
    x, y = (left + right) / 2, (bottom + top) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def crossing(frame: Frame, inner: Point, outer: Point) -> Point:
    """Where the way from a point within the frame to one outside leaves it."""
    share = 1.0
    for axis in (0, 1):
        here, there = inner[axis], outer[axis]
        limit = frame[axis + 2] if there > here else frame[axis]
        if there != here:
            share = min(share, (limit - here) / (there - here))
    return inner[0] + share * (outer[0] - inner[0]), inner[1] + share * (outer[1] - inner[1])
