"""Outcomes as histograms, with every claim of history drawn in them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.ticker import MaxNLocator

from sim.history.comparison import Comparison
from sim.plots import style
from sim.plots.claims import draw_claims, inside_words, label_values, make_room
from sim.plots.drawn import Drawn
from sim.plots.registry import InReport, picture
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.labels import label, side_colours, side_of
from sim.results.statistics import rank
from sim.results.tally import Tally
from sim.scenario.definition import Definition
from sim.scenario.problems import unknown

MOST_BINS = 40
INNER, OUTER = 0.85, 0.35
"""How opaque bars are within the central 90 % of the runs, and beyond."""
PALE = "(pale: outer 10 %)"


@dataclass(frozen=True)
class HistogramPlot(Drawn):
    """What was drawn."""

    bars: BarContainer
    """Their heights are per cent of the runs."""
    claims: list[Artist] = field(default_factory=list)
    """A line or band for each claim, labelled by its source."""


def _claimed(batch: Batch) -> list[str]:
    return list(batch.document.definition.claims)


def _words(comparison: Comparison, measures: Sequence[str]) -> str:
    return inside_words("Distributions", comparison, measures)


@picture("batch", "Distribution of a measure, with every claim")
def histogram(batch: Batch, measure: str, *, ax: Axes | None = None) -> HistogramPlot:
    """Distribution of a measure over the runs, with every claim as a line or band.

    The runs beyond the central 90 % are drawn lighter. Raises `UserError` for an unknown measure.
    """
    return _histogram(batch, measure, tally_of(batch, measure), ax)


@picture(
    "batch",
    "Outcomes and recorded figures",
    name="outcomes",
    command="histogram",
    fits=lambda batch: bool(batch.document.definition.claims),
    overview="of batches",
    report=InReport("history", 3, _words, measures=_claimed),
)
def histograms(
    batch: Batch, measures: Iterable[str] | None = None, *, axes: Iterable[Axes] | None = None
) -> list[HistogramPlot]:
    """Small multiples of several measures, by default of all that have claims."""
    names = _claimed(batch) if measures is None else list(measures)
    if not names:
        raise UserError("the scenario records no claims; name the measures to draw")
    tallies = batch.tallies(names)
    panels = style.panels(len(names), axes)
    return [
        _histogram(batch, name, tallies[name], ax) for name, ax in zip(names, panels, strict=True)
    ]


def tally_of(batch: Batch, measure: str) -> Tally:
    """How often each value of a measure came up. Raises `UserError` if it is unknown."""
    known = batch.source.measures()
    if measure not in known:
        raise UserError(unknown("measure", measure, known))
    return batch.tallies([measure])[measure]


def _histogram(batch: Batch, measure: str, tally: Tally, ax: Axes | None) -> HistogramPlot:
    definition = batch.document.definition
    ax = style.axes(ax, 5.0, 3.2)
    if tally.kind == "side":
        drawn = HistogramPlot(ax, _bars_of_sides(ax, tally, definition))
        ax.set_ylim(0, 100)
    else:
        side = side_of(measure, definition)
        colour = side_colours(definition)[side] if side else style.NEUTRAL
        drawn = HistogramPlot(ax, _bars(ax, tally, definition.turn_hours, colour))
    drawn.claims.extend(draw_claims(ax, measure, definition, on_axis(tally)))
    style.title(ax, label(measure, definition))
    words = [f"% of {style.runs_text(tally.runs)}"]
    words += [PALE] if any(bar.get_alpha() == OUTER for bar in drawn.bars) else []
    ax.set_ylabel("\n".join(words), fontsize=style.SMALL, color=style.INK)
    ax.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.set_major_formatter(lambda share, _: f"{share:g}" if share <= 100 else "")
    label_values(ax, measure, definition, 1.0 - tally.known.runs / tally.runs)
    make_room(ax, drawn.claims)
    return drawn


def _bars(ax: Axes, tally: Tally, turn_hours: float, colour: str) -> BarContainer:
    if not tally.known.runs:
        style.note(ax, "in no run")
        return ax.bar([], [])
    known = on_axis(tally)
    unit = turn_hours / 24.0 if tally.kind == "time" else 1.0
    width = unit * units_a_bin(known, unit)
    # whole numbers and turns lie in the middle of bins, never on their edges
    left = known.values[0] - 0.5 * unit
    bins = np.floor((known.values - left) / width + 1e-6).astype(np.int64)
    shares = 100.0 * np.bincount(bins, known.counts) / tally.runs
    edges = left + width * np.arange(len(shares))
    ends = [known.at(rank(share, known.runs)) for share in (0.05, 0.95)]
    central = (edges + width > ends[0]) & (edges <= ends[1])
    bars = ax.bar(edges, shares, width, align="edge", color=colour, edgecolor="white", lw=0.3)
    for bar, inside in zip(bars, central, strict=True):
        bar.set_alpha(INNER if inside else OUTER)
    return bars


def on_axis(tally: Tally) -> Tally:
    """What happened, as numbers on the axis of a picture; nothing of the winner."""
    if tally.kind == "side":
        return Tally(np.empty(0), np.empty(0, np.int64))
    known = tally.known
    values = style.number(known.values) if tally.kind == "time" else known.values.astype(np.float64)
    return Tally(values, known.counts)


def units_a_bin(tally: Tally, unit: float) -> int:
    """Width of a bin in whole units, by the rule of Freedman and Diaconis (1981)."""
    span = float(tally.values[-1] - tally.values[0]) / unit + 1.0
    low, high = (float(tally.at(rank(share, tally.runs))) for share in (0.25, 0.75))
    wished = 2.0 * (high - low) / unit / tally.runs ** (1.0 / 3.0)
    return max(1, math.ceil(span / MOST_BINS), int(wished + 0.5))


def _bars_of_sides(ax: Axes, tally: Tally, definition: Definition) -> BarContainer:
    sides = definition.sides
    found = dict(zip(tally.values.tolist(), tally.counts.tolist(), strict=True))
    names = [*sides, *sorted(set(found) - set(sides))]
    shares = [100.0 * found.get(name, 0) / tally.runs for name in names]
    colours = side_colours(definition)
    titles = [style.short(sides[name].title, 20) if name in sides else name for name in names]
    return ax.bar(titles, shares, color=[colours.get(name, style.NEUTRAL) for name in names])
