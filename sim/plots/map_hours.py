"""The map of a battle hour by hour: small multiples, and an animation as a file."""

import math
import re
import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import AbstractMovieWriter, FFMpegWriter, HTMLWriter, PillowWriter
from matplotlib.axes import Axes

from sim.plots import style
from sim.plots.map import MapPlot, draw_situation, hour_text, map_axes
from sim.plots.map_labels import lay_out
from sim.plots.map_legend import UNPLACED_COLUMNS, draw_legend
from sim.plots.map_sheet import draw_sheet
from sim.plots.sheet import Sheet
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.situation import situations
from sim.results.statistics import rank

PANELS = 6
ACROSS, LEFT, GAP, ABOVE, BELOW = 9.6, 0.5, 0.12, 0.4, 1.0
"""Inches: all panels across, and the room beside, between, above and below them."""
LINE, UNPLACED = 0.16, 0.25
"""Inches of a line and of a heading in the list of places that are not on the map."""
FRAMES, FRAMES_A_SECOND = 40, 6
SIGNS = {
    "minus": "&minus;",
    "fast-backward": "&#8676;",
    "step-backward": "&larr;",
    "play fa-flip-horizontal": "&#9664;",
    "pause": "&#10074;&#10074;",
    "play": "&#9654;",
    "step-forward": "&rarr;",
    "fast-forward": "&#8677;",
    "plus": "+",
}
"""Signs on the buttons of an animation by the icons that they stand for."""
DPI = 100
"""Dots an inch of an animation."""
LAST = 0.95
"""Share of the runs in which a place has changed hands for the last time when the maps end."""


def map_hours(batch: Batch, hours: Iterable[datetime] | None = None) -> list[MapPlot]:
    """Small maps at several hours in one figure, drawn as by `battle_map`.

    The first one has the names of the places, the scale and the degrees; all have the numbers.
    Without hours there are six at even distances, from the start of the battle until the last
    place has changed hands in 95 % of the runs. Raises `UserError` as `battle_map` does.
    """
    sheet = Sheet.of(batch.document.definition)
    chosen = even_hours(batch, PANELS) if hours is None else list(hours)
    if not chosen:
        raise UserError("name at least one hour")
    states = situations(batch, chosen)
    axes = _panels(sheet, len(states))
    drawn = []
    for ax, state in zip(axes, states, strict=True):
        first = ax is axes[0]
        draw_sheet(ax, sheet, key=first)
        style.title(ax, f"{state.time.day} {state.time:%B %Y, %H:%M}")
        layout = lay_out(ax, sheet, [state], named=first)
        drawn.append(draw_situation(ax, sheet, state, layout))
    columns = _columns(sheet, len(states))
    clock = sheet.definition.clock.name
    draw_legend(axes[(len(axes) - 1) // columns * columns], sheet, states[-1], f"Hours: {clock}.")
    return drawn


def _columns(sheet: Sheet, panels: int) -> int:
    return min(panels, 3 if sheet.height > 0.9 * sheet.width else 2)


def _panels(sheet: Sheet, panels: int) -> list[Axes]:
    """Axes side by side in rows, each of the sheet's shape, with room for a legend below."""
    columns = _columns(sheet, panels)
    rows = math.ceil(panels / columns)
    width = max(ACROSS / columns, ACROSS / 3) - GAP
    height = width * sheet.height / sheet.width
    total = LEFT + columns * (width + GAP), BELOW + rows * (height + ABOVE)
    if sheet.unplaced:
        total = total[0], total[1] + UNPLACED + LINE * -(-len(sheet.unplaced) // UNPLACED_COLUMNS)
    figure = plt.figure(figsize=total, dpi=style.DPI)
    axes = []
    for panel in range(panels):
        row, column = divmod(panel, columns)
        left = LEFT + column * (width + GAP)
        bottom = total[1] - (row + 1) * (height + ABOVE)
        box = left / total[0], bottom / total[1], width / total[0], height / total[1]
        axes.append(figure.add_axes(box))
    return axes


def animation(
    batch: Batch, path: str | Path, hours: Iterable[datetime] | None = None
) -> list[datetime]:
    """Write the map hour by hour as a film and return its hours.

    The ending says how: `.gif`, `.html` (with buttons, in one file), or `.mp4` if the program
    ffmpeg is there. Without hours there are up to 40 at even distances. Raises `UserError` for
    another ending, and as `battle_map` does.
    """
    target = Path(path)
    writer = _writer(target)
    sheet = Sheet.of(batch.document.definition)
    states = situations(batch, even_hours(batch, FRAMES) if hours is None else list(hours))
    ax = map_axes(None, sheet)
    figure: Any = ax.get_figure(root=True)
    figure.set_dpi(DPI)
    draw_sheet(ax, sheet)
    draw_legend(ax, sheet, states[-1])
    style.title(ax, hour_text(states[0], sheet))
    layout = lay_out(ax, sheet, states)
    figure.set_layout_engine("none")  # nothing moves from one frame to the next
    target.parent.mkdir(parents=True, exist_ok=True)
    with writer.saving(figure, str(target), DPI):
        for state in states:
            style.title(ax, hour_text(state, sheet))
            drawn = draw_situation(ax, sheet, state, layout)
            writer.grab_frame()
            drawn.remove()
    plt.close(figure)
    if target.suffix.lower() == ".html":
        _make_offline(target)
    return [state.time for state in states]


def even_hours(batch: Batch, most: int) -> list[datetime]:
    """Hours at even distances from the start until control hardly changes any more.

    They lie on whole turns, and at least 5 % of the battle follows the first.
    """
    definition = batch.document.definition
    turn = timedelta(hours=definition.turn_hours)
    tallies = batch.tallies([f"{place}.taken_at" for place in definition.places])
    changes = [tally.known for tally in tallies.values()]
    lasts = [one.at(rank(LAST, one.runs)) for one in changes if one.runs]
    end = definition.end
    if lasts:
        last: datetime = np.max(lasts).astype("datetime64[s]").item()
        end = min(end, max(last + turn, definition.start + (end - definition.start) / 20))
    turns = max(1, math.ceil((end - definition.start) / turn))
    steps = np.unique(np.linspace(0, turns, min(most, turns + 1)).round()).tolist()
    return [min(definition.start + step * turn, definition.end) for step in steps]


def _writer(path: Path) -> AbstractMovieWriter:
    match path.suffix.lower():
        case ".gif":
            return PillowWriter(fps=FRAMES_A_SECOND)
        case ".html":
            return HTMLWriter(fps=FRAMES_A_SECOND, embed_frames=True, default_mode="once")
        case ".mp4" if shutil.which("ffmpeg"):
            return FFMpegWriter(fps=FRAMES_A_SECOND)
        case ".mp4":
            raise UserError(f"{path}: .mp4 needs the program ffmpeg; .gif and .html do not")
    raise UserError(f"{path}: an animation ends in .gif, .html or .mp4, not in {path.suffix!r}")


def _make_offline(page: Path) -> None:
    """Give the buttons of matplotlib's page signs of their own; it would fetch them by network."""
    text = re.sub(r"<link\b[^>]*>", "", page.read_text("utf-8"))
    for icon, sign in SIGNS.items():
        text = text.replace(f'<i class="fa fa-{icon}"></i>', sign)
    page.write_text(text, "utf-8")
