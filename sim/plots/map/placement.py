"""Placing marks side by side, and labels so that they cover neither marks nor each other."""

from math import cos, pi, sin

import numpy as np

DIRECTIONS = (0, 8, 2, 14, 6, 10, 4, 12, 1, 15, 7, 9, 3, 13, 5, 11)
"""Sixteenths of a circle anticlockwise from the east, the best place for a label first."""
DISTANCES = (0.0, 7.0, 14.0, 22.0, 32.0, 44.0, 58.0, 74.0, 92.0, 112.0)
"""Points between a mark and its label."""
ROUNDS = 4
COVERED = 4.0
"""Cost of a square point of something else that a label covers."""
OUTSIDE = 8.0
"""Cost of a square point of a label outside the room."""
FAR = 1.6
"""Cost of a point of distance."""
STEPS = 200
"""Rounds in which marks move apart."""


def spread(points: np.ndarray, least: float) -> np.ndarray:
    """Points, shape (k, 2), moved apart until all are so far from each other, or nearly.

    In each round every pair that is too close moves apart along the line through it, both by
    the same length; points that coincide part from west to east in their order.
    """
    moved = points.astype(float)
    first, second = np.triu_indices(len(moved), 1)
    for _ in range(STEPS):
        apart = moved[second] - moved[first]
        distance = np.linalg.norm(apart, axis=1)[:, None]
        push = np.clip(least - distance, 0.0, None) / 2
        if (push < 1e-3 * least).all():
            break
        east = np.tile((1.0, 0.0), (len(apart), 1))
        step = push * np.divide(apart, distance, out=east, where=distance > 0.0)
        np.subtract.at(moved, first, step)
        np.add.at(moved, second, step)
    return moved


def placed(
    points: np.ndarray, sizes: np.ndarray, obstacles: np.ndarray, room: np.ndarray, gap: float
) -> np.ndarray:
    """Lower left corners of boxes, shape (k, 2), for labels of k points.

    `points` and `sizes` (width, height) are (k, 2), `obstacles` (m, 4) and `room` (4,) are boxes
    (left, bottom, right, top), all in one unit of length; `gap` is the least distance from a point
    to its box. Each label takes the cheapest of its candidates, given where the others are; after a
    few rounds nothing moves any more.
    """
    candidates = [_candidates(point, size, gap) for point, size in zip(points, sizes, strict=True)]
    fixed = [_cost_of_place(boxes, obstacles, room) + _cost_of_distance() for boxes in candidates]
    chosen = np.full((len(points), 4), np.nan)
    for _ in range(ROUNDS):
        before = chosen.copy()
        for i in _crowded_first(points):
            others = np.delete(chosen, i, axis=0)
            others = others[~np.isnan(others[:, 0])]
            cost = fixed[i] + COVERED * overlap(candidates[i], others).sum(axis=1)
            chosen[i] = candidates[i][np.argmin(cost)]
        if np.array_equal(before, chosen):
            break
    return chosen[:, :2]


def _crowded_first(points: np.ndarray) -> np.ndarray:
    gaps = np.linalg.norm(points[:, None] - points[None], axis=2)
    return np.argsort(-(gaps < DISTANCES[-1] / 2).sum(axis=1), kind="stable")


def _candidates(point: np.ndarray, size: np.ndarray, gap: float) -> np.ndarray:
    """Boxes around a point, (distances x directions, 4)."""
    boxes = []
    for distance in DISTANCES:
        for direction in DIRECTIONS:
            east, north = cos(direction * pi / 8), sin(direction * pi / 8)
            x = point[0] + (gap + distance) * east
            y = point[1] + (gap + distance) * north + (north - 1) * size[1] / 2
            x -= size[0] * (0.0 if east > 0.3 else 1.0 if east < -0.3 else 0.5)
            boxes.append((x, y, x + size[0], y + size[1]))
    return np.array(boxes)


def _cost_of_place(boxes: np.ndarray, obstacles: np.ndarray, room: np.ndarray) -> np.ndarray:
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    outside = area - overlap(boxes, room[None])[:, 0]
    return np.asarray(OUTSIDE * outside + COVERED * overlap(boxes, obstacles).sum(axis=1))


def _cost_of_distance() -> np.ndarray:
    return np.array(
        [FAR * distance + 0.1 * rank for distance in DISTANCES for rank in range(len(DIRECTIONS))]
    )


def overlap(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Area that each box shares with each of the others, shape (k, m)."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return np.asarray(np.clip(high - low, 0.0, None).prod(axis=2))
