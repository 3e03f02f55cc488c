"""Odds as a picture: how many of each side are left."""

import math
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.duels.table import percent

if TYPE_CHECKING:
    from sim.duels.odds import Odds

# Okabe and Ito (2008), Color Universal Design
ATTACKER, DEFENDER = "#D55E00", "#0072B2"
INK, LINES = "#222222", "#6B6B6B"
SMALL, NORMAL = 8, 9
"""Font sizes in points."""
TITLE_WIDTH = 85
"""Letters in a line of the title."""
MOST_BARS = 60
BAR = 0.42
"""Width of a bar; two of them and a gap share the place of a number of survivors."""
VISIBLE = 0.002
"""Bars below this share of the highest are too low to see; the axis ends where only they remain."""


def draw(odds: "Odds", ax: Axes | None) -> Axes:
    """Bars of the probability of each number of survivors of both sides, from one upwards.

    That nobody is left stands in the legend, not among the bars: it would dwarf them.
    """
    if ax is None:
        _, ax = plt.subplots(figsize=(6.4, 3.4), dpi=150, layout="constrained")
    sides = (
        ("Attacker", odds.attacker_wins, odds.attacker_survivors, ATTACKER, -0.5),
        ("Defender", odds.defender_wins, odds.defender_survivors, DEFENDER, 0.5),
    )
    first, last = _extent([survivors for _, _, survivors, _, _ in sides])
    step = math.ceil((last - first + 1) / MOST_BARS)
    for name, wins, survivors, colour, shift in sides:
        heights = _heights(survivors, first, last, step)
        middles = first + (step - 1) / 2 + step * (np.arange(len(heights)) + shift * BAR)
        none_left = percent(survivors.get(0, 0.0), odds.runs)
        label = f"{name}: wins {percent(wins, odds.runs)}, nobody left {none_left}"
        ax.bar(middles, 100.0 * heights, BAR * step, color=colour, label=label)
    _dress(ax, odds.title, step)
    return ax


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
    for edge in ("top", "right"):
        ax.spines[edge].set_visible(False)
    for edge in ("left", "bottom"):
        ax.spines[edge].set_color(LINES)
    ax.tick_params(labelsize=SMALL, color=LINES, labelcolor=INK)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    each = f" of each {step} numbers" if step > 1 else ""
    ax.set_xlabel("Units left", fontsize=SMALL, color=INK)
    ax.set_ylabel(f"Probability{each}, %", fontsize=SMALL, color=INK)
    ax.set_title(textwrap.fill(title, TITLE_WIDTH), fontsize=NORMAL, color=INK, loc="left", pad=34)
    ax.legend(
        fontsize=SMALL, frameon=False, loc="lower left", bbox_to_anchor=(0.0, 1.0),
        borderaxespad=0.2, borderpad=0.0, handlelength=1.2,
    )  # fmt: skip
