"""The map of a battle hour by hour: small multiples, and an animation as a file."""

import math
import re
import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import AbstractMovieWriter, FFMpegWriter, HTMLWriter, PillowWriter
from matplotlib.axes import Axes

from sim.plots import style
from sim.plots.map.chart import draw_chart
from sim.plots.map.legend import draw_legend, reserve_room
from sim.plots.map.paper import make_room, map_columns, map_panels
from sim.plots.map.picture import MapPlot, draw_situation, hour_text, located
from sim.plots.map.sheet import Sheet
from sim.plots.registry import InReport, picture
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.situation import situation, situations
from sim.results.statistics import rank
from sim.results.whole_file import whole_file
from sim.scenario.titles import place_title

if TYPE_CHECKING:
    from sim.history.comparison import Comparison

PANELS = 6
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


def _words(comparison: "Comparison", _: Sequence[str]) -> str:
    definition = comparison.batch.document.definition
    end = situation(comparison.batch)
    parts = []
    for place in definition.places:
        holder = end.holder(place)
        who = definition.sides[holder].title if holder else "nobody"
        parts.append(f"{place_title(place, definition)}: {who}")
    return f"Maps at several hours. Who holds what at the end, in most runs: {'; '.join(parts)}."


@picture(
    "batch",
    "Who holds which place, by hour",
    fits=located,
    # as lines, six coasts and many arrows would be larger than as dots
    report=InReport("typical", 4, _words, form="png"),
)
def map_hours(
    batch: Batch,
    hours: Iterable[datetime] | None = None,
    *,
    axes: Iterable[Axes] | None = None,
) -> list[MapPlot]:
    """Small maps at several hours in one figure, drawn as by `battle_map`.

    The first one has the names of the places, the scale and the degrees; all have the numbers.
    Without hours there are six at even distances, from the start of the battle until the last
    place has changed hands in 95 % of the runs. Raises `UserError` as `battle_map` does, and if
    there are not as many axes as hours.
    """
    sheet = Sheet.of(batch.document.definition)
    chosen = even_hours(batch, PANELS) if hours is None else list(hours)
    if not chosen:
        raise UserError("name at least one hour")
    states = situations(batch, chosen)
    panels = map_panels(sheet, len(states)) if axes is None else style.panels(len(states), axes)
    for ax, state in zip(panels, states, strict=True):
        style.title(ax, f"{state.time.day} {state.time:%B %Y, %H:%M}")
    note = f"Hours: {sheet.definition.clock.name}."
    if axes is not None:
        reserve_room(panels[-1], panels[0], sheet, states[-1], note=note)
    first = draw_chart(panels[0], sheet, states[:1])
    charts = [first] + [
        draw_chart(ax, sheet, [state], named=False, boxes=first.boxes)
        for ax, state in zip(panels[1:], states[1:], strict=True)
    ]
    if axes is None:
        columns = map_columns(sheet, len(states))
        lowest = panels[(len(panels) - 1) // columns * columns]
        depth = draw_legend(lowest, sheet, states[-1], first, note=note, wide=True)
        make_room(panels, depth)
    else:
        draw_legend(panels[-1], sheet, states[-1], first, note=note)
    return [draw_situation(chart, state) for chart, state in zip(charts, states, strict=True)]


@picture("batch", "The map as a film: .gif, .html or .mp4", fits=located, suffix=".gif")
def animation(
    batch: Batch, file: str | Path, hours: Iterable[datetime] | None = None
) -> list[datetime]:
    """Write the map hour by hour as a film and return its hours.

    The ending says how: `.gif`, `.html` (with buttons, in one file), or `.mp4` if the program
    ffmpeg is there. Without hours there are up to 40 at even distances. Raises `UserError` for
    another ending, and as `battle_map` does.
    """
    target = Path(file)
    writer = _writer(target)
    sheet = Sheet.of(batch.document.definition)
    states = situations(batch, even_hours(batch, FRAMES) if hours is None else list(hours))
    (ax,) = map_panels(sheet, 1)
    figure: Any = ax.get_figure(root=True)
    figure.set_dpi(DPI)
    style.title(ax, hour_text(states[0], sheet))
    chart = draw_chart(ax, sheet, states)
    make_room([ax], draw_legend(ax, sheet, states[-1], chart, wide=True))
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(target) as aside, TemporaryDirectory() as folder:
        film = Path(folder) / target.name  # whose ending says what is written
        with writer.saving(figure, str(film), DPI):
            for state in states:
                style.title(ax, hour_text(state, sheet))
                drawn = draw_situation(chart, state)
                writer.grab_frame()
                drawn.remove()
        if target.suffix.lower() == ".html":
            _make_offline(film)
        shutil.copyfile(film, aside)
    plt.close(figure)
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
