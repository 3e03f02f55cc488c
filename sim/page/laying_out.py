"""Laying out: the layout of a scenario's map from the coordinates of its places.

It is made from coordinates and ways alone, so it tells a side nothing of the enemy's plan.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from sim.commanders.situation import RouteState
from sim.page.layout import (
    COUNTER,
    COUNTERS,
    FEWEST,
    FONT,
    GAP,
    LINE,
    MARK,
    NARROW,
    TALL,
    Label,
    Layout,
    Way,
)
from sim.plots import style
from sim.plots.map.frame import Frame, Point, crossing
from sim.plots.map.labels import SIZE, broken, text_width
from sim.plots.map.placement import placed
from sim.plots.map.sheet import Sheet
from sim.results.errors import UserError
from sim.scenario.definition import Definition
from sim.scenario.titles import place_title

HIGHEST = 700
"""Height of the drawing at most: the whole map is seen at once on a desk."""
APART = 2 * MARK + 8
EDGE = 14
"""Marks on the frame, of places beyond it, stand so far within it."""
NUMBERS, FEW = "■ 8,888 ■ ~888", "■ 8,888"
"""As wide as the numbers at a place become; on a phone there is room for those of one side."""
ROOMY, SMALLEST = 7, 1.4
"""Places for which a phone has room; with more its letters are up to so many times smaller."""
LETTERS = 60
WIDEST = 0.27
"""Names wider than this share of the drawing are broken into lines."""
LEADER = 12
LOOSE = 1.12
"""Readers' fonts may be wider than ours by this."""


def layout_of(definition: Definition, routes: Iterable[RouteState], width: float) -> Layout | None:
    """The layout of a scenario's map; None if no place has coordinates."""
    try:
        sheet = Sheet.of(definition)
    except UserError:
        return None
    listed = [*routes]
    half, narrow = max(width * 0.55, NARROW - 20), width <= NARROW
    alone = {one: replace(part, beyond={}) for one, part in sheet.details.items()}
    details = {one: _laid_out(part, listed, half, narrow) for one, part in alone.items()}
    if narrow:  # letters of a crowded map are drawn smaller
        width *= min(max((len(sheet.marks) / ROOMY) ** 0.5, 1.0), SMALLEST)
    fits = min(width, HIGHEST * sheet.width / sheet.height)
    drawn = _laid_out(sheet, listed, fits, narrow)
    members = {letter: [*part.places] for letter, part in sheet.details.items()}
    return replace(drawn, members=members, details=details)


def _laid_out(sheet: Sheet, routes: list[RouteState], width: float, narrow: bool) -> Layout:
    scale = width / sheet.width
    sheet = sheet.spread(APART / scale)
    names = {place: one for one, part in sheet.details.items() for place in part.places}
    ways = _ways(routes, names, {*sheet.marks, *sheet.beyond})
    gates = _gates(sheet, ways, EDGE / scale)
    ways = [way for way in ways if {way.start, way.end} <= {*sheet.marks, *gates}]
    points = {
        name: ((x - sheet.frame[0]) * scale, (y - sheet.frame[1]) * scale)
        for name, (x, y) in {**sheet.marks, **gates}.items()
    }
    height = sheet.height * scale
    return Layout(
        width,
        height,
        _path(sheet, scale),
        {name: (x, height - y) for name, (x, y) in points.items()},
        frozenset(gates),
        _labels(sheet, points, (width, height), narrow),
        ways,
        sheet.coastline,
        1 / scale,
        narrow,
    )


def _ways(routes: list[RouteState], names: Mapping[str, str], known: set[str]) -> list[Way]:
    """The ways between marks, each once; within a detail they are only there."""
    found = {}
    for route in routes:
        start, end = (names.get(one, one) for one in route.between)
        if start != end and {start, end} <= known:
            found[frozenset((start, end)), route.kind] = Way(route.kind, start, end)
    return [*found.values()]


def _gates(sheet: Sheet, ways: list[Way], edge: float) -> dict[str, Point]:
    """Where the ways to places beyond cross the frame; those that nothing joins are left out."""
    left, bottom, right, top = sheet.frame
    inner: Frame = (left + edge, bottom + edge, right - edge, top - edge)
    gates = {}
    for base, outer in sheet.beyond.items():
        ends = [way.end if way.start == base else way.start for way in ways if _joins(way, base)]
        joined = [sheet.marks[one] for one in ends if one in sheet.marks]
        if joined:
            x, y = np.mean(joined, axis=0)
            gates[base] = crossing(inner, (float(x), float(y)), outer)
    return gates


def _joins(way: Way, place: str) -> bool:
    return place in (way.start, way.end)


def _path(sheet: Sheet, scale: float) -> str:
    left, top = sheet.frame[0], sheet.frame[3]
    rings = (
        " ".join(f"{(x - left) * scale:.1f},{(top - y) * scale:.1f}" for x, y in ring)
        for ring in sheet.land
    )
    return "".join(f"M{ring}Z" for ring in rings)


def _labels(
    sheet: Sheet, points: dict[str, Point], room: tuple[float, float], narrow: bool
) -> dict[str, Label]:
    names = [*points]
    lines = [_lines(name, sheet, WIDEST * room[0]) for name in names]
    at = np.array([points[name] for name in names])
    sizes = np.array([(_width(one, narrow), LINE * (len(one) + 1) + TALL) for one in lines])
    marks = np.hstack([at - MARK - 2, at + MARK + 2])
    box = np.array((0.0, 0.0, *room))
    corners = placed(at, sizes, np.vstack([marks, _strokes(sheet, points)]), box, MARK + GAP)
    return {
        name: _label(lines[one], at[one], corners[one], sizes[one], room[1])
        for one, name in enumerate(names)
    }


def _strokes(sheet: Sheet, points: dict[str, Point]) -> np.ndarray:
    """Small boxes along the ways by land, which labels keep clear of; shape (k, 4)."""
    boxes = [np.empty((0, 4))]
    for route in sheet.routes:
        if route.kind != "sea" and {*route.between} <= {*points}:
            ends = np.array([points[name] for name in route.between])
            steps = np.linspace(ends[0], ends[1], 12)
            low, high = np.minimum(steps[:-1], steps[1:]), np.maximum(steps[:-1], steps[1:])
            boxes.append(np.hstack([low, high + 1.0]))
    return np.vstack(boxes)


def _lines(name: str, sheet: Sheet, wide: float) -> list[str]:
    """The name of a place in lines, or the letter of a detail."""
    if name in sheet.crowds:
        return [name]
    title = style.short(place_title(name, sheet.definition), LETTERS)
    return broken(title, wide * SIZE / (LOOSE * FONT)).split("\n")


def _width(lines: list[str], narrow: bool) -> float:
    numbers, counters = (FEW, FEWEST) if narrow else (NUMBERS, COUNTERS)
    words = max(text_width(line, bold=True) for line in (*lines, numbers))
    return max(LOOSE * FONT / SIZE * words, COUNTER * counters)


def _label(
    lines: list[str], point: np.ndarray, corner: np.ndarray, size: np.ndarray, height: float
) -> Label:
    nearest = np.clip(point, corner, corner + size)
    far = float(np.hypot(*(nearest - point))) > MARK + GAP + LEADER
    return Label(
        lines,
        float(corner[0]),
        float(height - corner[1] - size[1]),
        float(size[0]),
        bool(corner[0] + size[0] <= point[0]),
        (float(nearest[0]), float(height - nearest[1])) if far else None,
    )
