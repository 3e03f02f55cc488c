"""A what-if as a picture: how each measure differs from run to run."""

import math
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from sim.experiments.what_if import Difference, WhatIf
from sim.plots import style
from sim.results.labels import label, side_colours, side_of

COLUMNS = 3
MOST_BINS = 40


def what_if_plot(found: WhatIf, measures: Sequence[str]) -> list[Axes]:
    """A histogram of the paired difference for each measure, with its mean and 95 % interval."""
    names = list(measures)
    columns = min(COLUMNS, len(names))
    rows = math.ceil(len(names) / columns)
    figure, grid = plt.subplots(
        rows, columns, figsize=(3.4 * columns, 2.3 * rows), dpi=style.DPI,
        layout="constrained", squeeze=False,
    )  # fmt: skip
    for spare in grid.flat[len(names) :]:
        figure.delaxes(spare)
    for name, ax in zip(names, grid.flat, strict=False):
        _histogram(style.axes(ax, 3.4, 2.3), found.differences[name], found)
    return list(grid.flat[: len(names)])


def _histogram(ax: Axes, one: Difference, found: WhatIf) -> None:
    definition = found.experiment.document.definition
    measure, _, side = one.measure.partition("=")
    owner = side if side in definition.sides else side_of(measure, definition)
    colour = side_colours(definition)[owner] if owner else style.NEUTRAL
    values = one.paired.values.astype(np.float64)
    step = max(1.0, math.ceil((values[-1] - values[0] + 1) / MOST_BINS))
    edges = np.arange(values[0] - 0.5, values[-1] + step + 0.5, step)
    shares = 100.0 * one.paired.counts / one.runs
    ax.hist(values, list(edges), weights=shares, color=colour, alpha=0.6, edgecolor="white", lw=0.3)
    ax.axvline(0, color=style.NEUTRAL, lw=0.8)
    low, high = one.interval
    ax.axvspan(low, high, color=style.INK, alpha=0.15, lw=0)
    ax.axvline(one.mean, color=style.INK, lw=1.2)
    title = label(measure, definition)
    if side:
        title += f": {definition.sides[side].title if side in definition.sides else 'neither'}"
    style.title(ax, title)
    unit = " (minutes)" if one.is_time else ""
    ax.set_xlabel(f"change minus baseline{unit}", fontsize=style.SMALL, color=style.INK)
    ax.set_ylabel("% of runs", fontsize=style.SMALL, color=style.INK)
