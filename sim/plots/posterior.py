"""A calibration as pictures: parameters before and after, and battles by how they are forecast."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.history.calibrate.design import prior_of
from sim.plots import style
from sim.plots.drawn import Drawn
from sim.plots.registry import picture
from sim.plots.score_rows import ScoresPlot, Way, score_rows

if TYPE_CHECKING:
    from sim.history.calibrate.calibrated import Calibrated

PRIOR, POSTERIOR = style.FAINT, style.CLAIM_COLOURS[1]
MIDDLE = 0.25
"""Height of a bar."""
WAYS: Mapping[str, tuple[str, str, str]] = {
    "null": ("null model", "x", style.NEUTRAL),
    "prior": ("prior", "v", style.CLAIM_COLOURS[4]),
    "default": ("defaults", "s", style.CLAIM_COLOURS[3]),
    "held_out": ("held out", "D", style.CLAIM_COLOURS[0]),
    "posterior": ("full posterior", "o", style.CLAIM_COLOURS[1]),
}
"""The word, mark and colour of each way to forecast a battle."""


@dataclass(frozen=True)
class PosteriorPlot(Drawn):
    """What was drawn; by parameter, in shares of the prior below, 0 to 100."""

    bars: dict[str, tuple[float, float]]
    """The central 90 % of each posterior."""
    defaults: list[Line2D]


@picture("posterior", "Each parameter before and after, in percentiles of its prior", command="")
def posterior(calibrated: "Calibrated", *, ax: Axes | None = None) -> PosteriorPlot:
    """The central 90 % and median of each posterior within its prior, and the default."""
    free, found = calibrated.free.parameters, calibrated.parameters
    ax = style.axes(ax, 6.4, 0.9 + 0.27 * len(found))
    bars, marks = {}, []
    for row, (parameter, one) in enumerate(zip(free, found, strict=True)):
        values = np.array([one.p5, one.median, one.p95, one.default])
        shares = 100.0 * prior_of(parameter).below(values, parameter.low, parameter.high)
        low, middle, high, default = shares.tolist()
        ax.barh(row, 90.0, left=5.0, height=2 * MIDDLE, color=PRIOR)
        ax.barh(row, high - low, left=low, height=MIDDLE, color=POSTERIOR)
        ax.plot([middle, middle], [row - MIDDLE, row + MIDDLE], color=style.INK, linewidth=1.2)
        marks += ax.plot(default, row, "D", color="white", markeredgecolor=style.INK, markersize=4)
        bars[one.path] = (low, high)
        values_text = f"{one.median:.2g} ({one.p5:.2g} to {one.p95:.2g})"
        ax.text(102, row, values_text, va="center", fontsize=style.TINY, color=style.INK)
    names = [one.path.removeprefix("combat.") for one in found]
    ax.set_yticks(range(len(found)), names)
    ax.invert_yaxis()
    ax.set_xlim(0, 100)
    ax.set_xlabel("Percentile of the prior", fontsize=style.SMALL)
    handles = [
        Line2D([], [], color=PRIOR, linewidth=7, label="prior, central 90 %"),
        Line2D([], [], color=POSTERIOR, linewidth=4, label="posterior, median and central 90 %"),
        Line2D([], [], marker="D", color="white", markeredgecolor=style.INK, label="default"),
    ]
    ax.legend(
        handles=handles, ncols=3, fontsize=style.TINY, frameon=False, loc="lower left",
        bbox_to_anchor=(0, 1), borderaxespad=0,
    )  # fmt: skip
    return PosteriorPlot(ax, bars, marks)


@picture("posterior", "How each battle is forecast, with itself held out or not", command="")
def battle_scores(calibrated: "Calibrated", *, ax: Axes | None = None) -> ScoresPlot:
    """Mean log score a measure of each battle in each way; further left is better."""
    battles, ways = calibrated.battles, {}
    for way, look in WAYS.items():
        scores = [*(one.scores("log")[way] for one in battles), calibrated.total("log", way)]
        ways[way] = Way(*look, scores, filled=way not in ("held_out", "posterior"))
    names = [f"{one.name} ({one.claims})" for one in battles]
    return score_rows(names, ways, "Log score a measure: smaller is better", ax=ax)
