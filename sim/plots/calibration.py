"""Calibration over all battles: a histogram of where records lie among the runs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.container import BarContainer
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter

from sim.history.calibration import Calibration, calibration
from sim.history.comparison import Comparison
from sim.plots import style
from sim.plots.drawn import Drawn
from sim.plots.registry import picture


@dataclass(frozen=True)
class CalibrationPlot(Drawn):
    """What was drawn."""

    bars: BarContainer
    """Measures in each tenth of the runs."""
    band: PolyCollection
    """Where 90 % of such counts would lie if the model were right."""
    expected: Line2D
    """The mean count of a right model."""


@picture(
    "batches",
    "Where the records of all battles lie among the runs",
    name="calibration",
    overview="always",
)
def calibration_of(comparisons: Sequence[Comparison], *, ax: Axes | None = None) -> CalibrationPlot:
    """The calibration of several battles together, as `calibration_plot` draws it."""
    return calibration_plot(calibration(comparisons), ax=ax)


def calibration_plot(found: Calibration, *, ax: Axes | None = None) -> CalibrationPlot:
    """How many measures have their record in each tenth of the runs.

    Flat means right. High ends mean that the runs scatter too little, a hump in the middle that
    they scatter too much, a slope that they are too low or too high.
    """
    ax = style.axes(ax, 6.0, 3.6)
    edges = np.linspace(0.0, 1.0, 11)
    bars = ax.bar(
        edges[:-1], found.tenths, 0.1, align="edge", color=style.NEUTRAL, alpha=0.55,
        edgecolor="white", linewidth=0.6, label="records",
    )  # fmt: skip
    low, high = (np.append(ends, ends[-1:]) for ends in found.band)
    band = ax.fill_between(
        edges, low, high, step="post", facecolor="none", edgecolor=style.INK, hatch="////",
        linewidth=0.6, alpha=0.45, label="90 % of such counts if the model were right",
    )  # fmt: skip
    mean = found.measures / 10.0
    expected = ax.axhline(mean, color=style.INK, linewidth=1.2, label="as many in each tenth")
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1.35 * max(float(found.tenths.max()), float(high.max()), 1.0))
    ax.set_xticks(edges[::2])
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, 0, " %"))
    ax.set_xlabel("Runs below the record", fontsize=style.SMALL, color=style.INK)
    ax.set_ylabel(f"Of {found.measures} measures", fontsize=style.SMALL, color=style.INK)
    battles = "1 battle" if found.battles == 1 else f"{found.battles} battles"
    style.title(ax, f"Records of {battles} among the runs")
    if not found.measures:
        style.note(ax, "no claims")
    style.legend(ax, loc="upper left", ncols=2, fontsize=style.SMALL - 1)
    return CalibrationPlot(ax, bars, band, expected)
