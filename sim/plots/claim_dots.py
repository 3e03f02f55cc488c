"""The claims of a scenario as dots at their percentiles, which can be moved."""

from collections import Counter

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from sim.history.comparison import ComparedClaim, Comparison
from sim.plots import style
from sim.plots.claims import claim_text
from sim.results.labels import label
from sim.scenario.definition import Definition

INSIDE, OUTSIDE = "#009E73", "#CC79A7"
"""Colours of claims inside and outside the central 90 % interval."""
SIZE = 22
"""Area of a dot in square points."""


class ClaimDots:
    """A row for each claim but those of the winner: the share of the runs below it.

    Rings stay where the first comparison had the dots.
    """

    def __init__(self, ax: Axes, comparison: Comparison, definition: Definition) -> None:
        self.ax = style.axes(ax, 4.2, 4.0)
        claims = _ranked(comparison)
        rows = np.arange(len(claims))
        places = [claim.percentile for claim in claims]
        ax.axvspan(5, 95, color=style.FAINT, alpha=0.5, lw=0, zorder=0)
        ax.axvline(50, color="white", lw=1.5, zorder=1)
        ax.scatter(places, rows, SIZE, facecolors="none", edgecolors=style.NEUTRAL, linewidths=0.8)
        self.dots = ax.scatter(places, rows, SIZE, zorder=3, clip_on=False)
        ax.set_xlim(0, 100)
        ax.set_ylim(len(claims) - 0.4, -0.6)
        ax.set_yticks(rows, _words(claims, definition))
        ax.tick_params(axis="y", labelsize=style.SMALL - 1, length=0)
        ax.set_xlabel("% of runs below the record", fontsize=style.SMALL, color=style.INK)
        self.sentence = ax.text(
            1.0, 1.01, "", transform=ax.transAxes, ha="right", fontsize=style.NORMAL,
            color=style.INK,
        )  # fmt: skip
        self.update(comparison)

    @property
    def moving(self) -> list[Artist]:
        """What `update` changes."""
        return [self.dots, self.sentence]

    def update(self, comparison: Comparison) -> None:
        """Move the dots, and say how many measures lie inside."""
        claims = _ranked(comparison)
        places = [(claim.percentile, row) for row, claim in enumerate(claims)]
        self.dots.set_offsets(np.array(places, np.float64).reshape(-1, 2))
        self.dots.set_facecolor([INSIDE if claim.inside else OUTSIDE for claim in claims])
        self.sentence.set_text(comparison.inside_sentence)


def _ranked(comparison: Comparison) -> list[ComparedClaim]:
    return [claim for claim in comparison.claims if not isinstance(claim.low, str)]


def _words(claims: list[ComparedClaim], definition: Definition) -> list[str]:
    """The measure of each claim, with its source where there are rivals.

    A source that makes several claims on a measure is told by their values: there is no room for
    the places in which it makes them.
    """
    measures = Counter(claim.measure for claim in claims)
    sources = Counter((claim.measure, claim.source) for claim in claims)
    words = []
    for claim in claims:
        name = claim.source
        if sources[claim.measure, name] > 1:
            name += f": {claim_text(claim.low, claim.high, definition.years)}"
        rival = f" ({name})" if measures[claim.measure] > 1 else ""
        words.append(label(claim.measure, definition) + rival)
    return words
