"""A what-if as a picture: how each measure differs from run to run."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.experiments.what_if import WhatIf
from sim.plots import style
from sim.plots.drawn import Drawn
from sim.plots.registry import picture
from sim.results.errors import UserError
from sim.results.labels import side_colours
from sim.scenario.problems import unknown

WIDTH, HEIGHT = 3.4, 2.3
"""Inches of one panel."""
MOST_BINS = 40


@dataclass(frozen=True)
class DifferencePlot(Drawn):
    """What was drawn."""

    bars: BarContainer
    """Their heights are per cent of the runs."""
    mean: Line2D
    """The mean difference, on its 95 % interval."""


@picture("what-if", "Differences of a measure, run by run", command="")
def difference(found: WhatIf, measure: str, *, ax: Axes | None = None) -> DifferencePlot:
    """The paired differences of a measure, change minus baseline, over the runs.

    `measure` is one of `found.differences`, such as ``red.killed`` or ``winner=red``. The line is
    the mean difference, the band its 95 % interval. Raises `UserError` for an unknown measure.
    """
    if measure not in found.differences:
        raise UserError(unknown("measure", measure, found.differences))
    one, ax = found.differences[measure], style.axes(ax, WIDTH, HEIGHT)
    values = one.paired.values.astype(np.float64)
    step = max(1.0, math.ceil((values[-1] - values[0] + 1) / MOST_BINS))
    bins = ((values - values[0]) // step).astype(np.int64)
    shares = 100.0 * np.bincount(bins, one.paired.counts) / one.runs
    left = values[0] - 0.5 + step * np.arange(len(shares))
    bars = ax.bar(
        left, shares, step, align="edge", color=_colour(found, measure), alpha=0.6,
        edgecolor="white", lw=0.3,
    )  # fmt: skip
    ax.axvline(0, color=style.NEUTRAL, lw=0.8)
    ax.axvspan(*one.interval, color=style.INK, alpha=0.15, lw=0, label="its 95 % interval")
    mean = ax.axvline(one.mean, color=style.INK, lw=1.2, label="mean difference")
    style.at_least(ax, "x", 3.0)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    style.title(ax, one.label(found.experiment.document.definition))
    unit = ", minutes" if one.is_time else ""
    words = style.fitted(ax, f"change minus baseline{unit};", "line: mean,", "strip: its 95 %")
    ax.set_xlabel(words, fontsize=style.SMALL, color=style.INK)
    ax.set_ylabel(f"% of {style.runs_text(one.runs)}", fontsize=style.SMALL, color=style.INK)
    return DifferencePlot(ax, bars, mean)


@picture("what-if", "Differences of a what-if, run by run", command="what-if")
def differences(
    found: WhatIf,
    measures: Sequence[str] | None = None,
    *,
    axes: Iterable[Axes] | None = None,
) -> list[DifferencePlot]:
    """Small multiples of several measures, by default of those that `found.chosen` gives."""
    names = found.chosen(measures)
    if not names:
        raise UserError("the change makes no difference; name the measures to draw")
    panels = style.panels(len(names), axes, width=WIDTH, height=HEIGHT)
    return [difference(found, name, ax=ax) for name, ax in zip(names, panels, strict=True)]


def _colour(found: WhatIf, name: str) -> str:
    definition = found.experiment.document.definition
    one = found.differences[name]
    owner = one.side if one.side in definition.sides else one.of.of_side
    return side_colours(definition)[owner] if owner else style.NEUTRAL
