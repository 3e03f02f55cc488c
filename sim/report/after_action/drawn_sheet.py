"""The map sheet of a report, with room for its labels."""

from typing import Any

import numpy as np

from sim.plots import style
from sim.plots.map.labels import SIZE, broken, text_width
from sim.plots.map.placement import placed
from sim.plots.map.sheet import Sheet
from sim.report.after_action.told_runs import ToldRuns
from sim.results.errors import UserError
from sim.scenario.definition import Definition
from sim.scenario.titles import place_title

WIDTH, DETAIL = 640, 340
"""Width of the drawing, and of that of a detail, in their own units; so are all lengths below."""
FONT, LINE = 13, 15
"""Size of letters and height of a line."""
MARK, GAP = 7, 4
"""Half the width of the mark of a place, and the gap to its label."""
APART = 2 * MARK + 4
"""Marks stand no closer together."""
LETTERS = 60
"""Of the name of a place at most."""
WIDEST = 0.3
"""Names wider than this share of the drawing are broken into lines."""
LEADER = 12
"""A label further than this from its mark gets a line to it."""
LOOSE = 1.12
"""Readers' fonts may be wider than ours by this."""


def drawn_sheet(told: ToldRuns, definition: Definition) -> dict[str, Any] | None:
    """The sheet as JSON, with the labels of its marks; None if no place has coordinates.

    Of each label, `labels` has the lines of its name, a lower corner of its box (the right one if
    it ends there, `anchor`), and the end of the line to the mark if there is one, in units of a
    drawing that is `width` across, y pointing north. `details` are sheets like it, by letter.
    """
    try:
        sheet = Sheet.of(definition)
    except UserError:
        return None
    details = {letter: _drawn(one, told, DETAIL) for letter, one in sheet.details.items()}
    return {**_drawn(sheet, told, WIDTH), "details": details}


def _drawn(sheet: Sheet, told: ToldRuns, width: int) -> dict[str, Any]:
    scale = width / sheet.width
    sheet = sheet.spread(APART / scale)
    lines = {name: _lines(name, sheet, WIDEST * width) for name in sheet.marks}
    points = (np.array(list(sheet.marks.values())) - sheet.frame[:2]) * scale
    sizes = np.array(
        [
            (_width(words, _most(name, sheet, told)), LINE * (len(words) + 1.0))
            for name, words in lines.items()
        ]
    )
    room = np.array([0.0, 0.0, width, sheet.height * scale])
    marks = np.hstack([points - MARK - 2, points + MARK + 2])
    corners = placed(points, sizes, marks, room, MARK + GAP)
    boxes = zip(lines.items(), points, corners, sizes, strict=True)
    labels = {name: _label(words, *box) for (name, words), *box in boxes}
    return {**sheet.as_json(), "width": width, "labels": labels}


def _lines(name: str, sheet: Sheet, wide: float) -> list[str]:
    """The name of a place in lines, or the letter of a detail."""
    if name in sheet.crowds:
        return [name]
    title = style.short(place_title(name, sheet.definition), LETTERS)
    return broken(title, wide * SIZE / (LOOSE * FONT)).split("\n")


def _most(name: str, sheet: Sheet, told: ToldRuns) -> list[int]:
    """By side, the most men that are ever at a place, or the number of places of a detail."""
    if name in sheet.crowds:
        return [len(sheet.details[name].places)] * len(sheet.definition.sides)
    position = list(sheet.definition.places).index(name)
    most = np.max([one.men[:, position].max(axis=0) for one in told.runs], axis=0)
    return [int(men) for men in most if men]


def _width(lines: list[str], numbers: list[int]) -> float:
    """The width of a name, or of the numbers that stand below it."""
    words = "  ".join(f"■ {number:,}" for number in numbers)
    widths = [text_width(line, bold=True) for line in lines]
    return LOOSE * FONT / SIZE * max(*widths, text_width(words))


def _label(
    lines: list[str], point: np.ndarray, corner: np.ndarray, size: np.ndarray
) -> dict[str, Any]:
    nearest = np.clip(point, corner, corner + size)
    far = float(np.hypot(*(nearest - point))) > MARK + GAP + LEADER
    ends = corner[0] + size[0] <= point[0]
    return {
        "lines": lines,
        "at": np.round(corner + np.array((size[0] * ends, 0.0)), 1).tolist(),
        "anchor": "end" if ends else "start",
        "leader": nearest.tolist() if far else None,
    }
