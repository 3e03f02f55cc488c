"""Where the names and numbers of places stand on a map."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from sim.plots.map.arrows import GAP, RADIUS, arrow_points, points_a_pixel
from sim.plots.map.base_map import ornaments
from sim.plots.map.placement import overlap, placed
from sim.plots.map.sheet import Sheet
from sim.plots.style import per_cent, short
from sim.results.situation import Situation
from sim.scenario.titles import place_title

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
WIDEST = 0.32
NARROW = 36.0
"""Names wider than this share of the map, and than so many points, are broken into lines."""
SOLID = 3
"""How much more it costs to cover a mark than to cover an arrow."""
LETTERS = 60
"""Of a name at most."""
CLASH = 3.0
"""Square points that a label may share with others, or have outside of the map."""


@dataclass(frozen=True)
class Spot:
    """Where the label of a place stands, in points from the middle of its mark."""

    words: str
    """Its name, in lines, or its number in the key; empty if it is left out."""
    name: tuple[float, float]
    """Upper left corner of the name."""
    numbers: tuple[float, float]
    """Beginning of the base line of its numbers."""
    leader: tuple[float, float] | None
    """End of the line to the mark, if there is one."""

    @staticmethod
    def advance(number: str) -> float:
        """Points from one number to the next."""
        return text_width(number, bold=True) + SPACE


@dataclass(frozen=True)
class Layout:
    """The labels of a map."""

    spots: dict[str, Spot]
    """By mark of the sheet, and by gate if they are named."""
    key: dict[str, str]
    """Names by number, if there is no room for them on the map; else empty."""


def lay_out(
    ax: Axes, sheet: Sheet, states: Iterable[Situation], *, named: bool = True, gates: bool = True
) -> Layout:
    """Spots for labels that have room for the numbers of all these situations.

    Without `named` the labels are numbers alone, without `gates` what lies beyond has no name.
    If the names do not fit on the map they are numbered, in the order of the scenario's places.
    """
    listed = list(states)
    wide = max(NARROW, WIDEST * ax.get_window_extent().width * points_a_pixel(ax))
    marks = {**sheet.marks, **(sheet.gates if named and gates else {})}
    words = {name: _words(name, sheet, wide, named) for name in marks}
    spots, fits = _spots(ax, sheet, marks, words, listed)
    if fits or not named:
        return Layout(spots, {})
    order = list(sheet.definition.places)
    numbered = {name: str(order.index(name) + 1) for name in marks if name in order}
    spots, _ = _spots(ax, sheet, marks, words | numbered, listed)
    plain = {name: _words(name, sheet, np.inf, named).replace("\n", ", ") for name in marks}
    return Layout(spots, {number: plain[name] for name, number in numbered.items()})


def _words(name: str, sheet: Sheet, wide: float, named: bool) -> str:
    """What stands beside a mark: the letter of a crowd, or the name of a place in lines."""
    if name in sheet.crowds:
        return name
    if not named:
        return ""
    words = broken(short(place_title(name, sheet.definition), LETTERS), wide)
    return words if name in sheet.places else f"{words}\n{sheet.distance(name):,.0f} km away"


def broken(words: str, wide: float) -> str:
    """A text in as many lines of like length as it needs to be no wider, if its words let it.

    The width is in points of the letters of maps.
    """
    count = -(-text_width(words) // wide)
    letters, lines = len(words) / count, [""]
    for part in words.split():
        if lines[-1] and len(lines[-1]) + len(part) / 2 > letters and len(lines) < count:
            lines.append("")
        lines[-1] = f"{lines[-1]} {part}".strip()
    return "\n".join(lines)


def _spots(
    ax: Axes,
    sheet: Sheet,
    marks: dict[str, tuple[float, float]],
    words: dict[str, str],
    states: list[Situation],
) -> tuple[dict[str, Spot], bool]:
    """Spots for the labels of marks, and whether all of them have room enough."""
    scale = points_a_pixel(ax)
    points = ax.transData.transform(list(marks.values())) * scale
    sizes = np.array([_size(words[name], _lines(name, sheet, states)) for name in marks])
    room = np.array(ax.get_window_extent().extents) * scale
    discs = np.hstack([points - RADIUS - GAP / 2, points + RADIUS + GAP / 2])
    on_sheet = np.array([name in sheet.marks for name in marks])
    parts = [*ornaments(ax), *ax.child_axes]
    taken = [np.array(artist.get_window_extent().extents) * scale for artist in parts]
    curves = [arrow_points(ax, sheet, one) for one in sheet.movements]
    strokes = [np.hstack([curve - STROKE / 2, curve + STROKE / 2]) for curve in curves]
    solid = np.vstack([discs[on_sheet], *taken])
    obstacles = np.vstack([*[solid] * SOLID, *strokes])
    corners = placed(points, sizes, obstacles, room, RADIUS + GAP)
    spots = {
        name: _spot(corner - point, size, words[name])
        for name, corner, point, size in zip(marks, corners, points, sizes, strict=True)
    }
    return spots, _fits(np.hstack([corners, corners + sizes]), solid, room)


def _fits(boxes: np.ndarray, solid: np.ndarray, room: np.ndarray) -> bool:
    """Whether labels hardly cover one another or anything solid, and lie in the room."""
    mutual = overlap(boxes, boxes)
    np.fill_diagonal(mutual, 0.0)
    outside = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1) - overlap(boxes, room[None])[:, 0]
    clash = np.maximum(mutual.max(axis=1), overlap(boxes, solid).max(axis=1))
    return bool((np.maximum(clash, outside) <= CLASH).all())


def _spot(corner: np.ndarray, size: np.ndarray, words: str) -> Spot:
    x, y = float(corner[0]), float(corner[1])
    width, height = float(size[0]), float(size[1])
    nearest = float(np.clip(0.0, x, x + width)), float(np.clip(0.0, y, y + height))
    far = float(np.hypot(*nearest)) > RADIUS + GAP + LEADER
    top = y + height
    below = top - LINE * (1 + words.count("\n") + bool(words)) + 0.25 * SIZE
    return Spot(words, (x, top), (x, below), nearest if far and height else None)


def _lines(place: str, sheet: Sheet, states: list[Situation]) -> list[list[str]]:
    """The numbers of a place in each situation."""
    if place not in sheet.places:
        return []
    return [list(numbers(state, place).values()) for state in states]


def _size(words: str, lines: list[list[str]]) -> tuple[float, float]:
    """Width and height in points of a name with the widest numbers that stand below it."""
    widths = [sum(map(Spot.advance, line)) for line in lines]
    names = words.split("\n") if words else []
    height = LINE * (len(names) + any(lines))
    return max(0.0, *map(text_width, names), *widths, 0.0), height


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
    path = TextPath((0.0, 0.0), words.replace("$", "S"), size=SIZE, prop=BOLD if bold else NORMAL)
    return float(np.ptp(path.vertices[:, 0])) if len(path.vertices) else 0.0
