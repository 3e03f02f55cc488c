"""The effects of all factors on a measure, with their intervals."""

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer

from sim.experiments.farming.farm import Farm
from sim.plots import style
from sim.plots.drawn import Drawn
from sim.plots.farming.parts import (
    HEIGHT_OF_ROW,
    LONGEST,
    WIDTH,
    finding_of,
    first_that_varies,
    mean_words,
)
from sim.plots.registry import picture
from sim.results.labels import path_end


@dataclass(frozen=True)
class EffectsPlot(Drawn):
    """What was drawn; rows count from the top, the factor that moves most first."""

    rows: list[str]
    """The factor of each row."""
    bars: ErrorbarContainer
    """The effects and their 95 % intervals."""


@picture("farm", "What each factor does to a measure")
def effects(farm: Farm, measure: str | None = None, *, ax: Axes | None = None) -> EffectsPlot:
    """The change of the mean from the low to the high end of each factor; lines are 95 %.

    Raises `UserError` for a measure that the farm does not look at.
    """
    measure = measure or first_that_varies(farm)
    finding, title = finding_of(farm, measure)
    listed = sorted(finding.effects.main, key=lambda one: -abs(one.effect))
    ax = style.axes(ax, WIDTH, 1.1 + HEIGHT_OF_ROW * len(listed))
    scale = 100.0 if finding.is_share else 1.0
    ends = [[scale * end for end in one.interval()] for one in listed]
    middle = [scale * one.effect for one in listed]
    below = [m - low for m, (low, _) in zip(middle, ends, strict=True)]
    above = [high - m for m, (_, high) in zip(middle, ends, strict=True)]
    rows = list(range(len(listed)))
    bars = ax.errorbar(
        middle, rows, xerr=[below, above], fmt="o", ms=4, color=style.INK, ecolor=style.NEUTRAL
    )
    ax.axvline(0.0, color=style.NEUTRAL, linewidth=0.8)
    names = [one.factors[0] for one in listed]
    ax.set_yticks(rows, [path_end(name, LONGEST) for name in names])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.grid(axis="x", color=style.FAINT, linewidth=0.5)
    words = f"change of the {mean_words(farm, measure)} from low to high end; line: 95 %"
    ax.set_xlabel(words, fontsize=style.SMALL, color=style.INK)
    style.title(ax, title)
    return EffectsPlot(ax, names, bars)
