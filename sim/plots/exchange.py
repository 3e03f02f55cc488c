"""Exchange of losses: the losses of both sides together, with the rival counts drawn in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from sim.plots import style
from sim.plots.claims import claim_text, reach
from sim.plots.drawn import Drawn
from sim.plots.histograms import tally_of
from sim.plots.registry import InReport, picture
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.figures import show
from sim.results.labels import label
from sim.results.tally import Tally
from sim.scenario.definition import Claim, Definition
from sim.scenario.measures import measures
from sim.scenario.problems import unknown

if TYPE_CHECKING:
    from sim.history.comparison import Comparison

FATES = ("casualties", "killed_and_wounded", "killed", "wounded", "missing", "captured")
MOST_CELLS = 40
"""Cells of the density along each axis; fewer for few runs."""
MOST_ROWS = 7
"""Rows of the legend, of which there are two columns beyond."""
RATIOS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Losses of one side for one of the other that get a line."""
SHADES = LinearSegmentedColormap.from_list("shades", ["white", "#9A9A9A", "#3A3A3A"])


@dataclass(frozen=True)
class ExchangePlot(Drawn):
    """What was drawn; the first side is along the horizontal axis."""

    density: QuadMesh | None
    """Share of the runs in each cell, in per cent; none where all runs are one point."""
    shares: np.ndarray
    """The same as numbers, shape (cells across, cells up)."""
    medians: Line2D
    """A cross at both medians."""
    claims: dict[str, list[Artist]] = field(default_factory=dict)
    """Lines and bands of the claims on each measure."""
    points: list[Line2D] = field(default_factory=list)
    """A mark where one source counts both sides."""
    ratios: list[Line2D] = field(default_factory=list)


def _words_for_readers(comparison: "Comparison", _: Sequence[str]) -> str:
    batch = comparison.batch
    parts = [
        f"{side.title} {show(batch.summaries[f'{name}.casualties'].median)}"
        for name, side in batch.document.definition.sides.items()
    ]
    return (
        f"How often both sides have which losses together. Median casualties: {', '.join(parts)}."
    )


@picture(
    "batch",
    "Losses of both sides together",
    overview="of batches",
    report=InReport("typical", 5, _words_for_readers),
)
def exchange(batch: Batch, measure: str | None = None, *, ax: Axes | None = None) -> ExchangePlot:
    """Joint density of both sides' losses over the runs, with every claim on them.

    `measure` is `casualties`, `killed`, `wounded`, `missing`, `captured` or `killed_and_wounded`,
    or a measure of such a loss, such as `red.killed`; by default the first of which history gives
    figures for both sides, or for one. A source that counts both gets a mark where its two figures
    meet. Raises `UserError` for an unknown fate.
    """
    definition = batch.document.definition
    names = _measures(measure, definition)
    tallies = [tally_of(batch, name) for name in names]
    ax = style.axes(ax, 5.6, 4.8)
    shares, edges = _joint(batch, names, tallies)
    density = None
    if shares.max() < 100.0:
        density = ax.pcolormesh(*edges, shares.T, cmap=SHADES, vmin=0.0, zorder=0)
    middle = [[float(tally.at((tally.runs - 1) // 2))] for tally in tallies]
    (cross,) = ax.plot(
        *middle, "+", color=style.INK, markersize=11, markeredgewidth=1.6, zorder=5, linewidth=0,
        clip_on=False,
        label=_words_of_cross(batch.runs, middle, same=density is None),
    )  # fmt: skip
    drawn = ExchangePlot(ax, density, shares, cross)
    for measure, tally, across in zip(names, tallies, (True, False), strict=True):
        claims = definition.claims.get(measure, [])
        drawn.claims[measure] = list(_draw_claims(ax, claims, definition, tally, across=across))
    drawn.points.extend(_draw_points(ax, names, definition, tallies))
    _frame(drawn, names, tallies, definition)
    return drawn


def _measures(fate: str | None, definition: Definition) -> tuple[str, str]:
    known = measures(definition)
    if fate is not None and fate in known:
        fate = known[fate].what
    if fate is not None and fate not in FATES:
        raise UserError(unknown("loss", fate, list(FATES)))
    one, other = list(definition.sides)[:2]
    if fate is None:
        counted = {n: sum(f"{s}.{n}" in definition.claims for s in (one, other)) for n in FATES}
        fate = max(FATES, key=lambda name: counted[name])
    return f"{one}.{fate}", f"{other}.{fate}"


def _joint(
    batch: Batch, measures: tuple[str, str], tallies: list[Tally]
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Per cent of the runs in each cell, (across, up), and the edges of the cells.

    The rows are read so many at a time. Raises `UserError` if they were not kept.
    """
    cells = min(MOST_CELLS, round(2.0 * batch.runs ** (1.0 / 3.0)))
    edges = [_edges(tally, cells) for tally in tallies]
    counts = np.zeros([len(one) - 1 for one in edges])
    for table in batch.source.tables(measures):
        across, up = (table[measure] for measure in measures)
        counts += np.histogram2d(across, up, bins=edges)[0]
    return 100.0 * counts / batch.runs, edges


def _edges(tally: Tally, cells: int) -> np.ndarray:
    """Edges of so many cells of whole men, or of one man each."""
    low, high = int(tally.values[0]), int(tally.values[-1])
    step = -(-(high - low + 1) // cells)
    return np.arange(low, high + step + 1, step) - 0.5


def _draw_claims(
    ax: Axes, claims: list[Claim], definition: Definition, runs: Tally, *, across: bool
) -> Iterator[Artist]:
    looks, bounds = style.source_looks(definition), reach(runs)
    line, band = (ax.axvline, ax.axvspan) if across else (ax.axhline, ax.axhspan)
    for claim in claims:
        low, high = claim.interval
        colour, _ = looks[str(claim.source)]
        if low > bounds[1]:
            yield _arrow(ax, colour, across=across)
        elif low == high:
            yield line(low, color=colour, linewidth=1.2, zorder=2)
        else:
            high = min(high, bounds[1])
            yield band(low, high, facecolor=colour, alpha=0.12, edgecolor=colour, zorder=1)


def _arrow(ax: Axes, colour: str, *, across: bool) -> Line2D:
    """What stands at the far end of an axis for a count beyond it; the legend has the count."""
    place, marker = ((1.0, 0.04), ">") if across else ((0.04, 1.0), "^")
    (arrow,) = ax.plot(
        *[[end] for end in place], marker, color=colour, markersize=7, clip_on=False,
        transform=ax.transAxes, zorder=6,
    )  # fmt: skip
    return arrow


def _draw_points(
    ax: Axes, measures: tuple[str, str], definition: Definition, tallies: list[Tally]
) -> Iterator[Line2D]:
    right, top = (reach(tally)[1] for tally in tallies)
    looks = style.source_looks(definition)
    of_one, of_other = (definition.claims.get(measure, []) for measure in measures)
    for claim in dict.fromkeys(str(claim.source) for claim in (*of_one, *of_other)):
        colour, marker = looks[claim]
        across, up = (map(_middle, _of(claims, claim)) for claims in (of_one, of_other))
        pairs = [(x, y) for x, y in product(across, up) if x <= right and y <= top]
        yield from ax.plot(
            [x for x, _ in pairs], [y for _, y in pairs], marker, color=colour,
            markersize=6, markeredgecolor="white", markeredgewidth=0.7, linewidth=0, zorder=6,
            label=_words(claim, _of(of_one, claim), _of(of_other, claim)),
        )  # fmt: skip


def _of(claims: list[Claim], source: str) -> list[Claim]:
    return [claim for claim in claims if str(claim.source) == source]


def _middle(claim: Claim) -> float:
    low, high = claim.interval
    return 0.5 * float(low + high)


def _words_of_cross(runs: int, middle: list[list[float]], *, same: bool) -> str:
    if not same:
        return f"medians of {style.runs_text(runs)}"
    losses = " against ".join(f"{count:,.0f}" for (count,) in middle)
    return f"the run: {losses}" if runs == 1 else f"all {style.runs_text(runs)} are alike: {losses}"


def _words(source: str, of_one: list[Claim], of_other: list[Claim]) -> str:
    counts = (
        " or ".join(claim_text(*claim.interval) for claim in claims) or "no count"
        for claims in (of_one, of_other)
    )
    return f"{source}: {' against '.join(counts)}"


def _frame(
    drawn: ExchangePlot, measures: tuple[str, str], tallies: list[Tally], definition: Definition
) -> None:
    ax = drawn.ax
    ends = []
    for measure, tally in zip(measures, tallies, strict=True):
        recorded = [end for c in definition.claims.get(measure, []) for end in c.interval]
        seen = [min(end, reach(tally)[1]) for end in recorded]
        ends.append(1.06 * max(float(tally.values[-1]), *seen, 1.0))
    ax.set_xlim(0, ends[0])
    ax.set_ylim(0, ends[1])
    drawn.ratios.extend(_draw_ratios(ax, *ends))
    for axis, name, measure in ((ax.xaxis, "x", measures[0]), (ax.yaxis, "y", measures[1])):
        axis.set_major_locator(MaxNLocator(6, integer=True))
        axis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        ax.set(**{f"{name}label": f"{style.short(label(measure, definition))} (men)"})
        axis.label.set(fontsize=style.SMALL, color=style.INK)
    handles: list[Artist] = [drawn.medians, *drawn.points]
    if drawn.density is not None:
        handles.insert(1, Patch(color="#9A9A9A", label="darker where more of the runs fall"))
    style.legend(
        ax, handles=handles, fontsize=style.SMALL - 1, loc="lower left",
        bbox_to_anchor=(0.0, 1.0), borderaxespad=0.2, ncols=1 if len(handles) <= MOST_ROWS else 2,
    )  # fmt: skip


def _draw_ratios(ax: Axes, right: float, top: float) -> Iterator[Line2D]:
    """Lines of equal exchange, named where they leave the picture."""
    for ratio in RATIOS:
        x, y = min(right, top / ratio), min(top, right * ratio)
        if min(x / right, y / top) < 0.15:
            continue
        words = f"1 : {ratio:g}" if ratio >= 1 else f"{1 / ratio:g} : 1"
        yield from ax.plot([0, x], [0, y], ":", color=style.NEUTRAL, linewidth=0.7, zorder=1)
        ax.annotate(
            words, (x, y), xytext=(-2, -2), textcoords="offset points", ha="right", va="top",
            fontsize=style.SMALL - 2, color=style.NEUTRAL,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.8},
        )  # fmt: skip
