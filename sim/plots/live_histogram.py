"""A histogram whose bars can be moved from one batch to another."""

import math

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle, StepPatch

from sim.plots import style
from sim.plots.claims import make_room
from sim.plots.histograms import PALE, histogram, on_axis, tally_of, units_a_bin
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.labels import side_colours, side_of
from sim.results.tally import Tally

SPARE = 0.3
"""Room on either side and above, as a share of what is drawn."""
SHRUNK = 0.4
"""Highest bar, as a share of the one that the axes were made for, below which they are too big."""


class LiveHistogram:
    """The distribution of a measure, with its claims and the outline of the first batch.

    Raises `UserError` for the winner, who has no numbers.
    """

    def __init__(self, ax: Axes, batch: Batch, measure: str) -> None:
        definition = batch.document.definition
        first = tally_of(batch, measure)
        if first.kind == "side":
            raise UserError(f"{measure} has no numbers to draw; choose a count or an hour")
        drawn = histogram(batch, measure, ax=ax)
        drawn.bars.remove()
        ax.set_ylabel(ax.get_ylabel().removesuffix(f"\n{PALE}"))  # no bar that is left is pale
        side = side_of(measure, definition)
        colour = side_colours(definition)[side] if side else style.NEUTRAL
        nothing = np.zeros(1)
        self.ax = ax
        self.claims = drawn.claims
        self.outline: StepPatch = ax.stairs(nothing, color=style.INK, lw=0.8)
        self.bars: StepPatch = ax.stairs(nothing, color=colour, fill=True, alpha=0.6)
        self.never = ax.text(0.01, 0.98, "", transform=ax.transAxes, va="top", fontsize=style.SMALL)
        self._measure = measure
        self._definition = definition
        self._time = first.kind == "time"
        self._unit = definition.turn_hours / 24.0 if self._time else 1.0
        self._recorded = _ends(drawn.claims)
        self._first = on_axis(first)
        self._fit(batch, first)

    @property
    def moving(self) -> list[Artist]:
        """What another batch changes as long as it fits."""
        return [self.bars, self.never]

    def update(self, batch: Batch) -> bool:
        """Show another batch; False if it did not fit, so that the axes were changed as well."""
        tally = tally_of(batch, self._measure)
        fits = self._fits(on_axis(tally), batch.runs)
        if fits:
            self._show(tally)
        else:
            self._fit(batch, tally)
        return fits

    def _show(self, tally: Tally) -> None:
        known = on_axis(tally)
        self.bars.set_data(self._shares(known, tally.runs))
        missing = 1.0 - known.runs / tally.runs
        self.never.set_text(f"never in {style.per_cent(missing)} of runs" if missing else "")

    def _fits(self, known: Tally, runs: int) -> bool:
        if not known.runs:
            return True
        highest = self._shares(known, runs).max()
        high_enough = SHRUNK * self._highest <= highest <= (1.0 + SPARE) * self._highest
        wide_enough = self._edges[0] <= known.values[0] and known.values[-1] < self._edges[-1]
        return bool(high_enough and wide_enough)

    def _fit(self, batch: Batch, tally: Tally) -> None:
        """Give the axes room for this batch, the first one and the claims."""
        ax, known = self.ax, on_axis(tally)
        self._edges = self._lattice(known)
        first = self._shares(self._first, batch.runs)
        self._highest = max(1.0, first.max(), self._shares(known, batch.runs).max())
        self.outline.set_data(first, self._edges)
        self.bars.set_data(np.zeros(len(first)), self._edges)
        ends = [*self._recorded, self._edges[0], self._edges[-1]]
        ax.set_xlim(min(ends) - self._unit, max(ends) + self._unit)
        ax.set_ylim(0, (1.0 + SPARE) * self._highest)
        make_room(ax, self.claims)
        if self._time:
            style.hours(ax, self._definition, most=5)
            ax.set_xlabel(ax.get_xlabel().replace(" (", "\n("))  # some clocks have long names
        self._show(tally)

    def _lattice(self, known: Tally) -> np.ndarray:
        """Edges of bins for these runs and the first; numbers and turns lie in their middle."""
        values = np.concatenate([self._first.values, known.values])
        if not len(values):
            return np.array([0.0, 1.0]) + min(self._recorded, default=0.0)
        width = self._unit * (units_a_bin(known, self._unit) if known.runs else 1)
        spare = SPARE * float(np.ptp(values))
        start = float(values.min()) - 0.5 * self._unit
        below = math.ceil(spare / width)
        if not self._time:
            below = min(below, math.ceil((start + 0.5) / width))  # counts are never negative
        bins = math.ceil((float(values.max()) + spare - start) / width) + 1
        return start + width * np.arange(-below, bins + 1)

    def _shares(self, known: Tally, runs: int) -> np.ndarray:
        """Per cent of the runs in each bin."""
        counts, _ = np.histogram(known.values, self._edges, weights=known.counts)
        return np.asarray(100.0 * counts / runs)


def _ends(claims: list[Artist]) -> list[float]:
    """Where the lines, bands and arrows of the claims begin and end on the axis."""
    ends: list[float] = []
    for claim in claims:
        if isinstance(claim, Line2D):
            ends += np.asarray(claim.get_xdata(), np.float64).tolist()
        elif isinstance(claim, Rectangle):
            ends += [claim.get_x(), claim.get_x() + claim.get_width()]
    return ends
