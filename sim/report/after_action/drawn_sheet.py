"""The map sheet of a report, with room for its labels."""

from typing import Any

import numpy as np

from sim.plots import style
from sim.plots.map_labels import SIZE, text_width
from sim.plots.placement import placed
from sim.plots.sheet import Sheet
from sim.report.after_action.told_runs import ToldRuns
from sim.results.errors import UserError
from sim.results.labels import place_title
from sim.scenario.definition import Definition

WIDTH = 640
"""Width of the drawing in its own units; all lengths below are in them."""
FONT, LINE = 13, 15
"""Size of letters and height of a line."""
MARK, GAP = 7, 4
"""Half the width of the mark of a place, and the gap to its label."""
LETTERS = 32
"""Of the name of a place at most."""
LEADER = 12
"""A label further than this from its mark gets a line to it."""
LOOSE = 1.12
"""Readers' fonts may be wider than ours by this."""


def drawn_sheet(told: ToldRuns, definition: Definition) -> dict[str, Any] | None:
    """The sheet as JSON, with the labels of places; None if no place has coordinates.

    Of each label, `labels` has its name, left and bottom of its box, and the end of the line to
    the mark if there is one, in units of a drawing that is `width` across, y pointing north.
    """
    try:
        sheet = Sheet.of(definition)
    except UserError:
        return None
    scale = WIDTH / sheet.width
    names = list(sheet.places)
    points = (np.array(list(sheet.places.values())) - sheet.frame[:2]) * scale
    sizes = np.array([(_width(name, told, definition), 2.0 * LINE) for name in names])
    room = np.array([0.0, 0.0, WIDTH, sheet.height * scale])
    marks = np.hstack([points - MARK - 2, points + MARK + 2])
    corners = placed(points, sizes, marks, room, MARK + GAP)
    boxes = zip(names, points, corners, sizes, strict=True)
    labels = {name: _label(_name(name, definition), *box) for name, *box in boxes}
    return {**sheet.as_json(), "width": WIDTH, "labels": labels}


def _width(place: str, told: ToldRuns, definition: Definition) -> float:
    """The width of a place's name, or of the most men that ever stand below it."""
    position = list(definition.places).index(place)
    most = np.max([one.men[:, position].max(axis=0) for one in told.runs], axis=0)
    words = "  ".join(f"■ {men:,}" for men in most if men)
    name = text_width(_name(place, definition), bold=True)
    return LOOSE * FONT / SIZE * max(name, text_width(words) if words else 0.0)


def _name(place: str, definition: Definition) -> str:
    return style.short(place_title(place, definition), LETTERS)


def _label(name: str, point: np.ndarray, corner: np.ndarray, size: np.ndarray) -> dict[str, Any]:
    nearest = np.clip(point, corner, corner + size)
    far = float(np.hypot(*(nearest - point))) > MARK + GAP + LEADER
    return {
        "name": name,
        "at": np.round(corner, 1).tolist(),
        "leader": nearest.tolist() if far else None,
    }
