"""The Pareto front: decisions that none beats in one measure without losing in another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.experiments.farming.farm import Farm
from sim.plots import style
from sim.plots.drawn import Drawn
from sim.plots.farming.parts import finding_of, mean_words
from sim.plots.registry import picture
from sim.results.errors import UserError


@dataclass(frozen=True)
class ParetoPlot(Drawn):
    """What was drawn."""

    dots: Line2D
    """The mean of two measures for each decision."""
    front: Line2D
    """Those on the front."""


@picture("farm", "Decisions that no other beats in two measures")
def pareto(
    farm: Farm, measures: Sequence[str] | None = None, *, ax: Axes | None = None
) -> ParetoPlot:
    """Two measures over all scenarios of the noise, the first two that vary unless named.

    Raises `UserError` if there are no two, or nothing can be chosen.
    """
    listed = measures or [name for name, one in farm.findings.items() if one.varies]
    names = list(listed)[:2]
    if len(names) < 2 or len(farm.decisions) < 2:
        raise UserError("a Pareto front needs decisions, and two measures that vary")
    ax = style.axes(ax, 5.2, 4.0)
    scales = [100.0 if farm.findings[name].is_share else 1.0 for name in names]
    means = [
        scale * np.nanmean(farm.outcomes_of(name), axis=1)
        for name, scale in zip(names, scales, strict=True)
    ]
    (dots,) = ax.plot(*means, "o", ms=3, color=style.NEUTRAL, alpha=0.6)
    front = farm.pareto(names[0], names[1])
    (line,) = ax.plot(means[0][front], means[1][front], "o-", ms=5, lw=1, color="#D55E00")
    line.set_label("on the front")
    words = [
        style.fitted(ax, f"{finding_of(farm, name)[1]},", mean_words(farm, name)) for name in names
    ]
    ax.set_xlabel(words[0], fontsize=style.SMALL, color=style.INK)
    ax.set_ylabel(words[1], fontsize=style.SMALL, color=style.INK)
    style.legend(ax)
    style.title(ax, f"{len(farm.decisions):,} decisions, {len(front):,} on the front")
    return ParetoPlot(ax, dots, line)
