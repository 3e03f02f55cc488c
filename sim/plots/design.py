"""A design as pairs of factors: how evenly the points fill each plane."""

from dataclasses import dataclass
from itertools import combinations

from matplotlib.collections import PathCollection

from sim.experiments.farming.designs import PointDesign
from sim.experiments.farming.factors import column_names
from sim.plots import style
from sim.plots.drawn import Drawn
from sim.results.labels import path_end

MOST = 8
"""Columns that are drawn; more would be too small to see."""
SIZE = 1.1
"""Inches of a panel."""
LONGEST = 18
"""Characters of a parameter's path."""


@dataclass(frozen=True)
class PairsPlot(Drawn):
    """What was drawn."""

    dots: list[PathCollection]
    """A dot a point, for each pair of columns."""


def design_pairs(design: PointDesign) -> PairsPlot:
    """Each pair of factors, from -1 to 1, a dot a point."""
    import matplotlib.pyplot as plt

    names = column_names(design.factors)[:MOST]
    count = max(len(names) - 1, 1)
    figure, grid = plt.subplots(
        count,
        count,
        figsize=(SIZE * count + 1.2, SIZE * count + 0.8),
        dpi=style.DPI,
        layout="constrained",
        squeeze=False,
        sharex=True,
        sharey=True,
    )
    dots = []
    for first, second in combinations(range(len(names)), 2):
        ax = style.axes(grid[second - 1, first], SIZE, SIZE)
        dots.append(
            ax.scatter(design.coded[:, first], design.coded[:, second], s=2, color=style.INK)
        )
        ax.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), xticks=[], yticks=[])
        if second == len(names) - 1:
            ax.set_xlabel(path_end(names[first], LONGEST), fontsize=style.TINY)
        if first == 0:
            ax.set_ylabel(path_end(names[second], LONGEST), fontsize=style.TINY)
    for row in range(count):
        for column in range(row + 1, count):
            figure.delaxes(grid[row, column])
    found = design.as_json()
    words = f"{found['points']:,} points; greatest correlation {found['max_correlation']:g}"
    figure.suptitle(words, fontsize=style.NORMAL, color=style.INK)
    return PairsPlot(grid[0, 0], dots)
