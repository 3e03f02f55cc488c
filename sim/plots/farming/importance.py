"""Sobol' indices: which factors the variance comes from."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer

from sim.experiments.farming.farm import Farm
from sim.plots import style
from sim.plots.drawn import Drawn
from sim.plots.farming.parts import HEIGHT_OF_ROW, LONGEST, WIDTH, finding_of, first_that_varies
from sim.plots.registry import picture
from sim.results.labels import path_end

FIRST, TOTAL = "#0072B2", "#56B4E9"


@dataclass(frozen=True)
class ImportancePlot(Drawn):
    """What was drawn; rows count from the top, the factor of the greatest total first."""

    rows: list[str]
    """The factor of each row."""
    first: BarContainer
    total: BarContainer


@picture("farm", "Which factors the variance of a measure comes from")
def importance(farm: Farm, measure: str | None = None, *, ax: Axes | None = None) -> ImportancePlot:
    """First and total Sobol' index of each factor; lines are 95 %.

    Raises `UserError` for a measure that the farm does not look at.
    """
    measure = measure or first_that_varies(farm)
    finding, title = finding_of(farm, measure)
    listed = sorted(finding.sobol.items(), key=lambda item: -item[1].total.value)
    ax = style.axes(ax, WIDTH, 1.1 + HEIGHT_OF_ROW * len(listed))
    rows = np.arange(len(listed))
    bars = []
    for name, colour, offset in (("first", FIRST, -0.2), ("total", TOTAL, 0.2)):
        found = [getattr(one, name) for _, one in listed]
        values = np.array([one.value for one in found])
        low = np.maximum(values - [one.low for one in found], 0.0)
        high = np.maximum([one.high for one in found] - values, 0.0)
        bars.append(
            ax.barh(
                rows + offset, values, 0.36, color=colour, label=name,
                xerr=[low, high], error_kw={"lw": 1.0, "ecolor": style.INK},
            )
        )  # fmt: skip
    ax.set_yticks(rows, [path_end(path, LONGEST) for path, _ in listed])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlim(0, 1)
    words = "share of the variance between points; line: 95 %"
    ax.set_xlabel(words, fontsize=style.SMALL, color=style.INK)
    style.legend(ax, loc="lower right")
    style.title(ax, title)
    return ImportancePlot(ax, [path for path, _ in listed], bars[0], bars[1])
