"""Response curves: what is expected of a measure as one factor moves."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import FillBetweenPolyCollection
from matplotlib.lines import Line2D

from sim.experiments.farming.farm import Farm
from sim.experiments.farming.thresholds import curve
from sim.experiments.metamodels.metamodel import JACKKNIFE_95
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
from sim.results.labels import path_end

MOST = 6
"""Factors that are drawn, those that move most."""
STEPS = 21


@dataclass(frozen=True)
class CurvePlot(Drawn):
    """What was drawn."""

    path: str
    line: Line2D
    """The mean over the values of all other factors."""
    band: FillBetweenPolyCollection
    """Its 95 % interval."""


@picture("farm", "A measure as each factor moves")
def curves(
    farm: Farm, measure: str | None = None, *, axes: Iterable[Axes] | None = None
) -> list[CurvePlot]:
    """One panel for each of the numbers that move a measure most; dots are the points played.

    Raises `UserError` for a measure that the farm does not look at.
    """
    measure = measure or first_that_varies(farm)
    finding, title = finding_of(farm, measure)
    places = most_moving(finding, MOST)
    panels = style.panels(max(len(places), 1), axes, width=3.4, height=2.5)
    scale, steps = (100.0 if finding.is_share else 1.0), np.linspace(-1, 1, STEPS)
    drawn = []
    for place, panel in zip(places, panels, strict=False):
        ax = style.axes(panel, 3.4, 2.5)
        factor = farm.factors[place]
        heights = scale * curve(finding.chosen.model, farm.factors, place, steps)
        parts = np.array(
            [scale * curve(one, farm.factors, place, steps) for one in finding.chosen.parts]
        )
        groups = len(parts)
        spread = (groups - 1) / groups * ((parts - parts.mean(axis=0)) ** 2).sum(axis=0)
        half = JACKKNIFE_95 * np.sqrt(spread + (scale * finding.offset) ** 2)
        column = finding.groups.index(place)
        across = finding.x[finding.known, column]
        ax.plot(across, scale * finding.means, ".", ms=2, color=style.NEUTRAL, alpha=0.6)
        band = ax.fill_between(steps, heights - half, heights + half, color="#56B4E9", alpha=0.4)
        (line,) = ax.plot(steps, heights, color="#0072B2", lw=1.5)
        for level in levels_of(farm, measure):
            ax.axhline(scale * level, color=style.FAINT, lw=0.8)
        if finding.is_share:
            ax.set_ylim(-3, 103)
        ax.set_xticks(*ticks(factor, farm, 3))
        ax.set_xlabel(path_end(factor.path, LONGEST), fontsize=style.SMALL, color=style.INK)
        drawn.append(CurvePlot(ax, factor.path, line, band))
    if drawn:
        drawn[0].ax.set_ylabel(mean_words(farm, measure), fontsize=style.SMALL, color=style.INK)
        style.title(drawn[0].ax, title)
    return drawn
