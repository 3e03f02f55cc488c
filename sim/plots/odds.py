"""Odds as a picture: how many of each side are left."""

import math
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.ticker import MaxNLocator

from sim.duels.shares import percent
from sim.plots import style
from sim.plots.drawn import Drawn
from sim.plots.registry import picture
from sim.results.labels import COLOURS

if TYPE_CHECKING:
    from sim.duels.odds import Odds

TITLE_WIDTH = 85
"""Letters in a line of the title."""
MOST_BARS = 60
BAR = 0.42
"""Width of a bar; two of them and a gap share the place of a number of survivors."""
VISIBLE = 0.002
"""Bars below this share of the highest are too low to see; the axis ends where only they remain."""


@dataclass(frozen=True)
class OddsPlot(Drawn):
    """What was drawn."""

    attacker: BarContainer
    """Per cent of the fights that end with so many units left, or with a few numbers together."""
    defender: BarContainer


@picture("odds", "Survivors of two forces", name="odds")
def odds_plot(odds: "Odds", *, ax: Axes | None = None) -> OddsPlot:
    """Bars of the probability of each number of survivors of both sides, from one upwards.

    That nobody is left stands in the legend, not among the bars: it would dwarf them.
    """
    ax = style.axes(ax, 6.4, 3.4)
    attacker, defender = COLOURS
    sides = (
        ("Attacker", odds.attacker_wins, odds.attacker_survivors, attacker, -0.5),
        ("Defender", odds.defender_wins, odds.defender_survivors, defender, 0.5),
    )
    first, last = _extent([survivors for _, _, survivors, _, _ in sides])
    step = math.ceil((last - first + 1) / MOST_BARS)
    bars = []
    for name, wins, survivors, colour, shift in sides:
        heights = _heights(survivors, first, last, step)
        middles = first + (step - 1) / 2 + step * (np.arange(len(heights)) + shift * BAR)
        none_left = percent(survivors.get(0, 0.0), odds.runs)
        label = f"{name}: wins {percent(wins, odds.runs)}, nobody left {none_left}"
        bars.append(ax.bar(middles, 100.0 * heights, BAR * step, color=colour, label=label))
    _dress(ax, odds.title, step)
    return OddsPlot(ax, *bars)


def _extent(distributions: list[Mapping[int, float]]) -> tuple[int, int]:
    """First and last number of survivors worth drawing."""
    highest = max((p for one in distributions for k, p in one.items() if k > 0), default=0.0)
    visible = [
        k for one in distributions for k, p in one.items() if k > 0 and p >= VISIBLE * highest
    ]
    return (min(visible), max(visible)) if visible else (1, 1)


def _heights(survivors: Mapping[int, float], first: int, last: int, step: int) -> np.ndarray:
    """Probability of each `step` numbers from `first` to `last`."""
    heights = np.zeros((last - first) // step + 1)
    for count, probability in survivors.items():
        if first <= count <= last:
            heights[(count - first) // step] += probability
    return heights


def _dress(ax: Axes, title: str, step: int) -> None:
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    each = f" of each {step} numbers" if step > 1 else ""
    ax.set_xlabel("Units left", fontsize=style.SMALL, color=style.INK)
    ax.set_ylabel(f"Probability{each}, %", fontsize=style.SMALL, color=style.INK)
    words = textwrap.fill(title, TITLE_WIDTH)
    ax.set_title(words, fontsize=style.NORMAL, color=style.INK, loc="left", pad=34)
    style.legend(
        ax, loc="lower left", bbox_to_anchor=(0.0, 1.0), borderaxespad=0.2, borderpad=0.0,
        handlelength=1.2,
    )  # fmt: skip
