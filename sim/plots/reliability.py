"""Validation in pictures: how often what was forecast came true, and where the losses lie."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer, ErrorbarContainer
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter

from sim.history.validation.scores import ranks
from sim.history.validation.validation import Validation
from sim.plots import style
from sim.plots.drawn import Drawn


@dataclass(frozen=True)
class ReliabilityPlot(Drawn):
    """What was drawn."""

    diagonal: Line2D
    """Where a forecast that comes true as often as it says lies."""
    points: ErrorbarContainer
    """Share of battles won by the attacker against the forecast, ± one standard error."""


@dataclass(frozen=True)
class RankPlot(Drawn):
    """What was drawn."""

    bars: BarContainer
    """Battles with their record in each tenth of the runs."""
    expected: Line2D
    """As many in each tenth."""


def reliability(found: Validation, *, ax: Axes | None = None) -> ReliabilityPlot:
    """How often attackers won, against the chance that the forecast gave them."""
    ax = style.axes(ax, 3.6, 3.6)
    bins = found.scores()["winner"].get("reliability", [])
    forecast = np.array([one["forecast"] for one in bins])
    won = np.array([one["won"] for one in bins])
    battles = np.array([one["battles"] for one in bins])
    error = np.sqrt(won * (1 - won) / np.maximum(battles, 1))
    (diagonal,) = ax.plot([0, 1], [0, 1], color=style.FAINT, linewidth=1.2)
    points = ax.errorbar(forecast, won, error, fmt="o", color=style.INK, markersize=5, capsize=2)
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    for axis, text in ((ax.xaxis, "Chance of the attacker"), (ax.yaxis, "Attackers who won")):
        axis.set_major_formatter(PercentFormatter(1.0, 0, " %"))
        axis.set_label_text(text, fontsize=style.SMALL, color=style.INK)
    style.title(ax, f"{len(found.table):,} battles")
    return ReliabilityPlot(ax, diagonal, points)


def loss_ranks(found: Validation, side: str, *, ax: Axes | None = None) -> RankPlot:
    """Where the recorded losses of a side, attacker or defender, lie among the runs."""
    ax = style.axes(ax, 3.6, 3.6)
    values = getattr(found.records, side)
    known = np.isfinite(values)
    rank = ranks(values[known], getattr(found.forecasts, side)[known])
    counts = np.histogram(rank, np.linspace(0.0, 1.0, 11))[0]
    bars = ax.bar(
        np.arange(10) / 10, counts, 0.1, align="edge", color=style.NEUTRAL, alpha=0.55,
        edgecolor="white", linewidth=0.6,
    )  # fmt: skip
    expected = ax.axhline(known.sum() / 10.0, color=style.INK, linewidth=1.2)
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, 0, " %"))
    ax.set_xlabel("Runs below the record", fontsize=style.SMALL, color=style.INK)
    style.title(ax, f"Losses of the {side}")
    return RankPlot(ax, bars, expected)


def validation_pictures(found: Validation) -> list[ReliabilityPlot | RankPlot]:
    """Reliability and the losses of both sides, side by side in one figure."""
    first, *others = style.panels(3, width=3.6, height=3.6)
    sides = ("attacker", "defender")
    ranked = [loss_ranks(found, side, ax=ax) for side, ax in zip(sides, others, strict=True)]
    return [reliability(found, ax=first), *ranked]
