"""Interactions: what pairs of factors do beyond what each does alone."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.image import AxesImage

from sim.experiments.farming.farm import Farm
from sim.plots import style
from sim.plots.drawn import Drawn
from sim.plots.farming.parts import HEIGHT_OF_ROW, finding_of, first_that_varies, mean_words
from sim.plots.registry import picture
from sim.results.labels import path_end

LONGEST = 24
"""Characters of a parameter's path."""


@dataclass(frozen=True)
class InteractionsPlot(Drawn):
    """What was drawn."""

    squares: AxesImage
    """The interaction of each pair; empty where the quadratic has none."""


@picture("farm", "What pairs of factors do to a measure together")
def interactions(
    farm: Farm, measure: str | None = None, *, ax: Axes | None = None
) -> InteractionsPlot:
    """Half of what the effect of one factor grows by from the low to the high end of another.

    Raises `UserError` for a measure that the farm does not look at.
    """
    measure = measure or first_that_varies(farm)
    finding, title = finding_of(farm, measure)
    found = finding.effects.interactions
    names = list(dict.fromkeys(name for one in found for name in one.factors))
    scale = 100.0 if finding.is_share else 1.0
    table = np.full((len(names), len(names)), np.nan)
    for one in found:
        first, second = sorted(names.index(name) for name in one.factors)
        table[second, first] = scale * one.effect
    size = 2.2 + HEIGHT_OF_ROW * 1.6 * max(len(names), 2)
    ax = style.axes(ax, size + 1.5, size)
    most = float(np.nanmax(np.abs(table))) if found else 1.0
    squares = ax.imshow(
        table if found else np.full((1, 1), np.nan), cmap="PuOr", vmin=-most, vmax=most
    )
    ax.set_xticks(range(len(names)), [path_end(n, LONGEST) for n in names], rotation=40, ha="right")
    ax.set_yticks(range(len(names)), [path_end(n, LONGEST) for n in names])
    for row, column in zip(*np.nonzero(~np.isnan(table)), strict=True):
        dark = abs(table[row, column]) > 0.6 * most
        ax.text(
            column, row, f"{table[row, column]:+.3g}", ha="center", va="center",
            fontsize=style.TINY, color="white" if dark else style.INK,
        )  # fmt: skip
    if not found:
        style.note(ax, "no interactions are certain")
    ax.set_title(title, fontsize=style.NORMAL, color=style.INK, loc="left")
    words = style.fitted(ax, "interaction:", mean_words(farm, measure))
    ax.set_xlabel(words, fontsize=style.SMALL, color=style.INK)
    return InteractionsPlot(ax, squares)
