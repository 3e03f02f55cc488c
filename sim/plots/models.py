"""Combat models by how well they foretell battles that were held out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.plots import style
from sim.plots.drawn import Drawn
from sim.plots.registry import picture

if TYPE_CHECKING:
    from sim.history.calibrate.models import ModelComparison


@dataclass(frozen=True)
class ModelsPlot(Drawn):
    """What was drawn."""

    marks: dict[str, Line2D]
    """The scores of each model, battle by battle from the top, then all measures."""


@picture("models", "Held-out log scores of combat models, battle by battle", command="")
def models(found: "ModelComparison", *, ax: Axes | None = None) -> ModelsPlot:
    """Mean held-out log score a measure by battle and model; further left is better."""
    battles = found.battles
    ax = style.axes(ax, 6.4, 1.1 + 0.32 * (len(battles) + 1))
    rows = np.arange(len(battles) + 1)
    colours, markers = style.CLAIM_COLOURS, style.MARKERS
    marks = {}
    for position, name in enumerate(found.found):
        scores = [found.of_battle(name, battle, "log") for battle in battles]
        (marks[name],) = ax.plot(
            np.array([*scores, found.total(name, "log")], float),
            rows,
            markers[position % len(markers)],
            color=colours[position % len(colours)],
            markersize=5,
            label=name,
        )
    for row in rows.tolist():
        ax.axhline(row, color=style.FAINT, linewidth=0.6, zorder=0)
    ax.set_yticks(rows, [*battles, "all measures"])
    ax.invert_yaxis()
    ax.set_xlabel("Held-out log score a measure: smaller is better", fontsize=style.SMALL)
    ax.legend(
        ncols=len(marks), fontsize=style.TINY, frameon=False, loc="lower left",
        bbox_to_anchor=(0, 1), borderaxespad=0,
    )  # fmt: skip
    return ModelsPlot(ax, marks)
