"""Outcomes as histograms, with every claim of history drawn in them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.ticker import MaxNLocator

from sim.plots import style
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.labels import label, side_colours, side_of
from sim.results.statistics import quantile
from sim.results.tally import is_time
from sim.scenario.definition import Claim, Definition
from sim.scenario.problems import unknown

MOST_BINS = 40
COLUMNS = 3


@dataclass(frozen=True)
class HistogramPlot:
    """What was drawn."""

    ax: Axes
    bars: BarContainer
    """Their heights are per cent of the runs."""
    claims: list[Artist] = field(default_factory=list)
    """A line or band for each claim, labelled by its source."""


def histogram(batch: Batch, measure: str, *, ax: Axes | None = None) -> HistogramPlot:
    """Distribution of a measure over the runs, with every claim as a line or band.

    The runs beyond the central 90 % are drawn lighter. Raises `UserError` for an unknown measure.
    """
    if measure not in batch.measures:
        raise UserError(unknown("measure", measure, batch.measures))
    definition = batch.document.definition
    ax = style.axes(ax, 5.0, 3.2)
    values = batch.columns[measure]
    side = side_of(measure, definition)
    colour = side_colours(definition)[side] if side else style.NEUTRAL
    if values.dtype.kind in "OUT":
        drawn = HistogramPlot(ax, _bars_of_sides(ax, values, batch))
    else:
        drawn = HistogramPlot(ax, _bars(ax, values, definition.turn_hours, colour))
    for claim in definition.claims.get(measure, []):
        looks = style.source_looks(definition)
        drawn.claims.append(_draw_claim(ax, claim, definition, looks))
    _label_axes(drawn, batch, measure)
    return drawn


def histograms(batch: Batch, measures: Iterable[str] | None = None) -> list[HistogramPlot]:
    """Small multiples of several measures, by default of all that have claims."""
    definition = batch.document.definition
    names = list(definition.claims if measures is None else measures)
    if not names:
        raise UserError("the scenario records no claims; name the measures to draw")
    columns = min(COLUMNS, len(names))
    rows = math.ceil(len(names) / columns)
    figure, grid = plt.subplots(
        rows, columns, figsize=(3.4 * columns, 2.3 * rows), dpi=style.DPI,
        layout="constrained", squeeze=False,
    )  # fmt: skip
    for spare in grid.flat[len(names) :]:
        figure.delaxes(spare)
    return [histogram(batch, name, ax=ax) for name, ax in zip(names, grid.flat, strict=False)]


def _bars(ax: Axes, values: np.ndarray, turn_hours: float, colour: str) -> BarContainer:
    never = np.isnat(values) if is_time(values) else np.zeros(len(values), bool)
    known = np.sort(values[~never])
    if not len(known):
        ax.text(0.5, 0.5, "in no run", ha="center", transform=ax.transAxes, fontsize=style.SMALL)
        return ax.bar([], [])
    numbers = style.number(known) if is_time(values) else known.astype(np.float64)
    unit = turn_hours / 24.0 if is_time(values) else 1.0
    width = unit * _units_a_bin(numbers, unit)
    # whole numbers and turns lie in the middle of bins, never on their edges
    left = numbers[0] - 0.5 * unit
    bins = np.floor((numbers - left) / width + 1e-6).astype(np.int64)
    shares = 100.0 * np.bincount(bins) / len(values)
    edges = left + width * np.arange(len(shares))
    ends = [quantile(numbers, share) for share in (0.05, 0.95)]
    central = (edges + width > ends[0]) & (edges <= ends[1])
    bars = ax.bar(edges, shares, width, align="edge", color=colour, edgecolor="white", lw=0.3)
    for bar, inside in zip(bars, central, strict=True):
        bar.set_alpha(0.85 if inside else 0.35)
    return bars


def _units_a_bin(numbers: np.ndarray, unit: float) -> int:
    """Width of a bin in whole units, by the rule of Freedman and Diaconis (1981)."""
    span = float(numbers[-1] - numbers[0]) / unit + 1.0
    middle = float(quantile(numbers, 0.75) - quantile(numbers, 0.25)) / unit
    wished = 2.0 * middle / len(numbers) ** (1.0 / 3.0)
    return max(1, math.ceil(span / MOST_BINS), int(wished + 0.5))


def _bars_of_sides(ax: Axes, values: np.ndarray, batch: Batch) -> BarContainer:
    sides = batch.document.definition.sides
    names = [*sides, *sorted(set(values) - set(sides))]
    shares = [100.0 * float(np.mean(values == name)) for name in names]
    colours = side_colours(batch.document.definition)
    titles = [sides[name].title if name in sides else name for name in names]
    return ax.bar(titles, shares, color=[colours.get(name, style.NEUTRAL) for name in names])


def _draw_claim(
    ax: Axes, claim: Claim, definition: Definition, looks: dict[str, tuple[str, str]]
) -> Artist:
    low, high = claim.interval
    colour, _ = looks[str(claim.source)]
    if isinstance(low, str):
        words = f"{claim.source}: {definition.sides[low].title}"
        return ax.plot([], [], " ", marker="D", color=colour, markersize=4, label=words)[0]
    words = f"{claim.source}: {_words(low, high)}"
    if low == high:
        return ax.axvline(_position(low), color=colour, linewidth=1.6, label=words)
    ends = _position(low), _position(high)
    return ax.axvspan(
        *ends, facecolor=colour, alpha=0.16, edgecolor=colour, linewidth=1.0, zorder=0, label=words
    )


def _position(value: Any) -> Any:
    return style.number(value) if style.is_hour(value) else value


def _words(low: Any, high: Any) -> str:
    if not style.is_hour(low):
        return f"{low:,g}" if low == high else f"{low:,g} to {high:,g}"
    first = f"{low.day} {low:%b %H:%M}"
    if low == high:
        return first
    last = f"{high:%H:%M}" if low.date() == high.date() else f"{high.day} {high:%b %H:%M}"
    return f"{first} to {last}"


def _label_axes(drawn: HistogramPlot, batch: Batch, measure: str) -> None:
    ax, values = drawn.ax, batch.columns[measure]
    definition = batch.document.definition
    style.title(ax, label(measure, definition))
    ax.set_ylabel(f"% of {style.runs_text(batch.runs)}", fontsize=style.SMALL, color=style.INK)
    ax.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    ax.set_ylim(0, 100 if values.dtype.kind in "OUT" else None)
    if is_time(values):
        style.hours(ax, definition, most=5)
        missing = float(np.mean(np.isnat(values)))
        if 0 < missing < 1:
            ax.set_xlabel(f"{ax.get_xlabel()}; never in {missing:.0%} of runs")
    elif values.dtype.kind in "iuf":
        ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        ax.set_xlabel(_unit(measure), fontsize=style.SMALL, color=style.INK)
    if drawn.claims:
        top = ax.get_ylim()[1]
        ax.set_ylim(0, top * (1.10 + 0.13 * len(drawn.claims)))  # room for the legend
        style.legend(ax, fontsize=style.SMALL - 1, loc="upper right", handlelength=1.2)


def _unit(measure: str) -> str:
    last = measure.rpartition(".")[2].partition("@")[0]
    if last == "sorties":
        return "Sorties"
    return "Number" if last in ("lost", "damaged", "hit") else "Men"
