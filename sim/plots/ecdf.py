"""Outcomes as cumulative distributions, with every claim of history drawn in them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.history.comparison import Comparison
from sim.plots import style
from sim.plots.claims import draw_claims, inside_words, label_values, make_room, position, reach
from sim.plots.drawn import Drawn
from sim.plots.histograms import on_axis, tally_of
from sim.plots.registry import InReport, picture
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.labels import label, side_colours, side_of
from sim.results.statistics import rank_share
from sim.results.tally import Tally
from sim.scenario.definition import Definition

WINNER = "the winner has no order, so there is no cumulative distribution of it"

ONE_VALUE = {"number": 1.0, "time": 1.0 / 24.0}
"""What is shown at either side of a single value, in men and days."""


@dataclass(frozen=True)
class EcdfPlot(Drawn):
    """What was drawn."""

    steps: Line2D
    """Per cent of the runs at or below each value; what never happened is above all of them."""
    claims: list[Artist] = field(default_factory=list)
    """A line or band for each claim, labelled by its source."""
    shares: list[Line2D] = field(default_factory=list)
    """A dot on the steps at each claim that can be seen, at the middle of an interval."""


def _claimed(batch: Batch) -> list[str]:
    return [name for name in batch.document.definition.claims if name != "winner"]


def _words(comparison: Comparison, measures: Sequence[str]) -> str:
    return inside_words("Cumulative distributions", comparison, measures)


@picture("batch", "Cumulative distribution of a measure, with every claim")
def ecdf(batch: Batch, measure: str, *, ax: Axes | None = None) -> EcdfPlot:
    """Cumulative distribution of a count or an hour over the runs, with every claim.

    The band holds the central 90 % of the runs. Raises `UserError` for an unknown measure, and for
    the winner.
    """
    if measure == "winner":
        raise UserError(WINNER)
    return _ecdf(batch, measure, tally_of(batch, measure), ax)


@picture(
    "batch",
    "Outcomes as cumulative shares",
    command="ecdf",
    fits=lambda batch: bool(_claimed(batch)),
    report=InReport("history", 4, _words, measures=_claimed, form="png"),  # of very many steps
)
def ecdfs(
    batch: Batch, measures: Iterable[str] | None = None, *, axes: Iterable[Axes] | None = None
) -> list[EcdfPlot]:
    """Small multiples of several measures, by default of all that have claims but the winner."""
    names = _claimed(batch) if measures is None else list(measures)
    if not names:
        raise UserError("the scenario records no claims; name the measures to draw")
    if "winner" in names:
        raise UserError(WINNER)
    tallies = batch.tallies(names)
    panels = style.panels(len(names), axes)
    return [_ecdf(batch, name, tallies[name], ax) for name, ax in zip(names, panels, strict=True)]


def _ecdf(batch: Batch, measure: str, tally: Tally, ax: Axes | None) -> EcdfPlot:
    definition = batch.document.definition
    ax = style.axes(ax, 5.0, 3.2)
    side = side_of(measure, definition)
    colour = side_colours(definition)[side] if side else style.NEUTRAL
    ax.axhspan(5, 95, color=style.FAINT, alpha=0.35, linewidth=0, zorder=0)
    drawn = EcdfPlot(ax, _steps(ax, tally, colour))
    drawn.claims.extend(draw_claims(ax, measure, definition, on_axis(tally)))
    drawn.shares.extend(_draw_shares(ax, measure, tally, definition))
    style.title(ax, label(measure, definition))
    words = f"% of {style.runs_text(tally.runs)}\n(band: central 90 %)"
    ax.set_ylabel(words, fontsize=style.SMALL, color=style.INK)
    ax.set_ylim(0, 100)
    label_values(ax, measure, definition, 1.0 - tally.known.runs / tally.runs)
    make_room(ax, drawn.claims, "upper left")  # where no cumulative distribution goes
    ax.set_yticks([5, 25, 50, 75, 95])
    return drawn


def _draw_shares(ax: Axes, measure: str, tally: Tally, definition: Definition) -> Iterator[Line2D]:
    looks, bounds = style.source_looks(definition), reach(on_axis(tally))
    for claim in definition.claims.get(measure, []):
        low, high = claim.interval
        middle = low + (high - low) / 2
        exact = np.datetime64(middle, "m") if style.is_hour(middle) else middle
        colour, marker = looks[str(claim.source)]
        if not bounds[0] <= position(middle) <= bounds[1]:
            continue  # an arrow, or a band of which the middle is not to be seen
        yield from ax.plot(
            position(middle), 100.0 * rank_share(tally, exact), marker, color=colour, markersize=5,
            markeredgecolor="white", markeredgewidth=0.5, zorder=4, clip_on=False,
        )  # fmt: skip


def _steps(ax: Axes, tally: Tally, colour: str) -> Line2D:
    known = on_axis(tally)
    x, y = np.empty(0), np.empty(0)
    if known.runs:
        shares = 100.0 * np.cumsum(known.counts) / tally.runs
        margin = 0.04 * (known.values[-1] - known.values[0]) or ONE_VALUE[tally.kind]
        x = np.concatenate([known.values[:1] - margin, known.values, known.values[-1:] + margin])
        y = np.concatenate([[0.0], shares, shares[-1:]])
    else:
        style.note(ax, "in no run")
    (line,) = ax.plot(x, y, drawstyle="steps-post", color=colour, linewidth=1.6, zorder=3)
    return line
