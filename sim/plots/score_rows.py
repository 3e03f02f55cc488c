"""Rows of scores: a row a battle, and in it a mark for each way in which it was forecast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.plots import style
from sim.plots.drawn import Drawn


class Way(NamedTuple):
    """One way to forecast battles."""

    words: str
    marker: str
    colour: str
    scores: Sequence[float | None]
    """Battle by battle, then that of all measures."""
    filled: bool = True


@dataclass(frozen=True)
class ScoresPlot(Drawn):
    """What was drawn."""

    marks: dict[str, Line2D]
    """The scores of each way, battle by battle from the top, then that of all measures."""


def score_rows(
    battles: Sequence[str], ways: Mapping[str, Way], across: str, *, ax: Axes | None = None
) -> ScoresPlot:
    """Scores of battles; `across` says what they are."""
    ax = style.axes(ax, 6.4, 1.1 + 0.32 * (len(battles) + 1))
    rows = np.arange(len(battles) + 1)
    marks = {}
    for name, way in ways.items():
        (marks[name],) = ax.plot(
            np.array(way.scores, float), rows, way.marker, color=way.colour, markersize=5,
            label=way.words, markerfacecolor=way.colour if way.filled else "none",
        )  # fmt: skip
    for row in rows.tolist():
        ax.axhline(row, color=style.FAINT, linewidth=0.6, zorder=0)
    ax.set_yticks(rows, [*battles, "all measures"])
    ax.invert_yaxis()
    ax.set_xlabel(across, fontsize=style.SMALL)
    ax.legend(
        ncols=len(marks), fontsize=style.TINY, frameon=False, loc="lower left",
        bbox_to_anchor=(0, 1), borderaxespad=0,
    )  # fmt: skip
    return ScoresPlot(ax, marks)
