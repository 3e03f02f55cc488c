"""Figures for one map or several, as large as the maps and their legend."""

import math
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from sim.plots import style
from sim.plots.map.sheet import Sheet

ONE, SEVERAL = 6.4, 9.7
"""Inches of a figure with one map or with several across."""
LEFT, GAP, ABOVE, BETWEEN = 0.55, 0.12, 0.26, 0.42
"""Inches of room for degrees on the left, beside maps, above them for titles, and between rows."""


def map_panels(sheet: Sheet, count: int) -> list[Axes]:
    """Axes in rows in a new figure, each of the sheet's shape, with no room below them."""
    columns = map_columns(sheet, count)
    rows = math.ceil(count / columns)
    across = ONE if columns == 1 else SEVERAL
    width = (across - LEFT) / columns - GAP
    height = width * sheet.height / sheet.width
    total = ABOVE + rows * height + (rows - 1) * BETWEEN
    figure = plt.figure(figsize=(across, total), dpi=style.DPI)
    axes = []
    for panel in range(count):
        row, column = divmod(panel, columns)
        left = LEFT + column * (width + GAP)
        bottom = total - ABOVE - row * BETWEEN - (row + 1) * height
        box = left / across, bottom / total, width / across, height / total
        axes.append(figure.add_axes(box))
    return axes


def map_columns(sheet: Sheet, count: int) -> int:
    """How many maps stand side by side: three, or two of a wide sheet."""
    return min(count, 3 if sheet.height > 0.9 * sheet.width else 2)


def make_room(axes: list[Axes], points: float) -> None:
    """Make the figure longer, so that so many points are free below the lowest of the axes."""
    figure: Any = axes[0].get_figure(root=True)
    width, height = figure.get_size_inches()
    longer = height + points / 72.0
    figure.set_size_inches(width, longer)
    for ax in axes:
        box = ax.get_position(original=True)
        bottom = (box.y0 * height + points / 72.0) / longer
        ax.set_position((box.x0, bottom, box.width, box.height * height / longer))
