"""Contours: what is expected of a measure over two factors."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.contour import QuadContourSet
from matplotlib.ticker import MaxNLocator

from sim.experiments.farming.farm import Farm
from sim.experiments.farming.thresholds import surface
from sim.plots import style
from sim.plots.drawn import Drawn
from sim.plots.farming.parts import (
    LONGEST,
    finding_of,
    first_that_varies,
    levels_of,
    mean_words,
    most_moving,
    ticks,
)
from sim.plots.registry import picture
from sim.results.errors import UserError
from sim.results.labels import path_end

STEPS, BANDS = 25, 12


@dataclass(frozen=True)
class ContourPlot(Drawn):
    """What was drawn."""

    paths: tuple[str, str]
    """The factors across and up."""
    heights: np.ndarray
    """What is expected, (up, across)."""
    levels: QuadContourSet


@picture("farm", "A measure over two factors")
def contour(farm: Farm, measure: str | None = None, *, ax: Axes | None = None) -> ContourPlot:
    """The two numbers that move a measure most; a thick line marks a level asked for.

    The others are averaged over their values. Raises `UserError` for a measure that the farm does
    not look at, and for a farm of fewer than two numbers.
    """
    measure = measure or first_that_varies(farm)
    finding, title = finding_of(farm, measure)
    places = most_moving(finding, 2)
    if len(places) < 2:
        raise UserError("a contour needs two factors that are numbers")
    first, second = places
    steps, scale = np.linspace(-1, 1, STEPS), (100.0 if finding.is_share else 1.0)
    heights = scale * surface(finding.chosen.model, farm.factors, (first, second), steps)
    ax = style.axes(ax, 5.2, 4.2)
    bands: int | np.ndarray = BANDS
    if finding.is_share:  # a metamodel knows no limits, and a scale would end beyond them
        heights = np.clip(heights, 0.0, 100.0)
        ends = MaxNLocator(BANDS).tick_values(heights.min(), heights.max())
        bands = np.unique(np.clip(ends, 0.0, 100.0))
    filled = ax.contourf(steps, steps, heights, bands, cmap="viridis")
    bar = ax.figure.colorbar(filled, ax=ax)
    bar.set_label(mean_words(farm, measure), fontsize=style.SMALL, color=style.INK)
    bar.ax.tick_params(labelsize=style.SMALL)
    passed = [at for at in levels_of(farm, measure) if heights.min() < scale * at < heights.max()]
    if passed:
        at = sorted(scale * one for one in passed)
        ax.contour(steps, steps, heights, at, colors="white", linewidths=2.5)
    columns = [finding.groups.index(place) for place in (first, second)]
    ax.plot(*finding.x[:, columns].T, ".", ms=2, color="white", alpha=0.7)
    ax.set_xticks(*ticks(farm.factors[first], farm, 3))
    ax.set_yticks(*ticks(farm.factors[second], farm, 3))
    paths = farm.factors[first].path, farm.factors[second].path
    ax.set_xlabel(path_end(paths[0], LONGEST), fontsize=style.SMALL, color=style.INK)
    ax.set_ylabel(path_end(paths[1], LONGEST), fontsize=style.SMALL, color=style.INK)
    style.title(ax, title)
    return ContourPlot(ax, paths, heights, filled)
