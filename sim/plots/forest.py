"""All claims of one battle, or of all, beside what was simulated: a forest plot.

Measures have unlike units, so each is shown in robust standard deviations from its simulated
median, and in figures at the right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from sim.history.comparison import ComparedClaim, Comparison, compare
from sim.history.predictive import Predictive
from sim.plots import style
from sim.plots.claims import claim_text, inside_words
from sim.plots.drawn import Drawn
from sim.plots.registry import InReport, picture
from sim.results.batch import Batch
from sim.results.labels import label, side_colours, side_of
from sim.results.statistics import rank
from sim.scenario.measures import measures

REACH = 5.0
"""Robust standard deviations that are drawn; what lies farther becomes an arrow at the edge."""
ROWS = 60
"""Rows of a column, where there are several."""
ROW = 0.19
"""Height of a row in inches."""
WIDTH = 6.6
"""Width of a column in inches, without the figures at its right."""
LETTER = 3.4
"""Width of a letter of these figures in points."""
LONGEST = 52
"""Letters of a label; longer ones are cut."""
THICKNESS = {"90": 0.30, "50": 0.55}


@dataclass(frozen=True)
class ForestRow:
    """A measure of a battle and the claims on it, or the title of a battle above its rows."""

    title: str
    comparison: Comparison
    claims: tuple[ComparedClaim, ...] = ()

    @property
    def measure(self) -> str:
        """The measure; empty for a title."""
        return self.claims[0].measure if self.claims else ""

    @property
    def predictive(self) -> Predictive:
        """What was simulated of it."""
        return self.comparison.predictives[self.measure]


@dataclass(frozen=True)
class ForestPlot(Drawn):
    """What was drawn; rows count from the top."""

    rows: list[ForestRow]
    bars: dict[int, dict[str, Rectangle]] = field(default_factory=dict)
    """The central 90 % and 50 % by row, in robust standard deviations from the median."""
    marks: dict[int, list[Line2D]] = field(default_factory=dict)
    """The claims by row, filled inside the central 90 % and hollow outside it."""


def _fits(batch: Batch) -> bool:
    definition = batch.document.definition
    return any(measures(definition)[name].kind != "side" for name in definition.claims)


def _words(comparison: Comparison, _: Sequence[str]) -> str:
    return inside_words("All claims", comparison, list(comparison.measures))


@picture(
    "batch",
    "All claims and the runs",
    fits=_fits,
    overview="of batches",
    report=InReport("history", 1, _words),
)
def forest(batch: Batch, *, ax: Axes | None = None) -> ForestPlot:
    """All claims of a battle but those on the winner, a row for each measure.

    At the right stand what is recorded, and the simulated median and central 90 %.
    """
    comparison = compare(batch)
    rows = _rows(comparison)
    figures = [_figures(row) for row in rows]
    headings = [("recorded", "median (central 90 %)")] if rows else []
    figures = headings + figures
    letters = [max((len(words[i]) for words in figures), default=0) + 2 for i in (0, 1)]
    width = WIDTH + LETTER * sum(letters) / 72.0
    drawn = _draw(style.axes(ax, width, 1.3 + ROW * max(len(rows), 4)), rows)
    for position, words in enumerate(figures, start=-len(headings)):
        _write(drawn.ax, position, words, LETTER * letters[0])
    drawn.ax.set_title(comparison.title, fontsize=style.NORMAL, color=style.INK, loc="left", pad=28)
    _explain(drawn.ax)
    return drawn


@picture("batches", "All claims and the runs of several battles", name="forest", overview="always")
def forests(
    comparisons: Sequence[Comparison], *, axes: Iterable[Axes] | None = None
) -> list[ForestPlot]:
    """All claims of several battles in columns of one figure, as many as there are axes."""
    rows: list[ForestRow] = []
    for comparison in comparisons:
        found = _rows(comparison)
        rows += [ForestRow(comparison.title, comparison), *found] if found else []
    given = None if axes is None else list(axes)
    columns = _columns(rows, max(1, -(-len(rows) // ROWS) if given is None else len(given)))
    tallest = max(len(column) for column in columns)
    panels = style.panels(
        len(columns), given, width=WIDTH, height=1.2 + ROW * tallest, columns=len(columns)
    )
    drawn = [
        _draw(style.axes(ax, WIDTH, 1.0), column, tallest)
        for ax, column in zip(panels, columns, strict=True)
    ]
    _explain(drawn[0].ax, right=True)
    return drawn


def _rows(comparison: Comparison) -> list[ForestRow]:
    ordered = [claim for claim in comparison.claims if claim.distance is not None]
    definition = comparison.batch.document.definition
    return [
        ForestRow(style.short(label(measure, definition), LONGEST), comparison, tuple(claims))
        for measure, claims in groupby(ordered, lambda claim: claim.measure)
    ]


def _columns(rows: list[ForestRow], count: int) -> list[list[ForestRow]]:
    """Rows in so many columns of equal height; no column ends with a title."""
    height = -(-len(rows) // count)
    columns: list[list[ForestRow]] = [[]]
    for row in rows:
        full = len(columns[-1]) >= height or (len(columns[-1]) == height - 1 and not row.claims)
        if full and len(columns) < count:
            again = ForestRow(f"{row.comparison.title} (continued)", row.comparison)
            columns.append([again] if row.claims else [])
        columns[-1].append(row)
    return columns


def _draw(ax: Axes, rows: list[ForestRow], height: int = 0) -> ForestPlot:
    drawn = ForestPlot(ax, rows)
    ax.axvline(0.0, color=style.FAINT, linewidth=0.8, zorder=0)
    for position, row in enumerate(rows):
        if row.claims:
            _draw_simulated(drawn, position, row)
            _draw_recorded(drawn, position, row)
    ax.set_yticks(range(len(rows)), [row.title for row in rows], fontsize=style.SMALL - 1)
    for tick, row in zip(ax.get_yticklabels(), rows, strict=True):
        tick.set_fontweight("normal" if row.claims else "bold")
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(-REACH - 0.3, REACH + 0.3)
    ax.set_ylim(max(len(rows), height, 1) - 0.4, -0.6)
    ax.set_xlabel("Robust standard deviations", fontsize=style.SMALL, color=style.INK)
    if not rows:
        style.note(ax, "no claims")
    return drawn


def _draw_simulated(drawn: ForestPlot, position: int, row: ForestRow) -> None:
    found = row.predictive
    side = side_of(row.measure, row.comparison.batch.document.definition)
    colours = side_colours(row.comparison.batch.document.definition)
    colour = colours[side] if side else style.NEUTRAL
    drawn.bars[position] = {}
    for name, tail in (("90", 0.05), ("50", 0.25)):
        ends = (found.numbers.at(rank(share, found.runs)) for share in (tail, 1.0 - tail))
        low, high = ((float(end) - found.median) / found.scale for end in ends)
        if name == "90":
            _mark_clipped(drawn.ax, position, (low, high), colour)
        low, high = max(low, -REACH), min(high, REACH)
        (bar,) = drawn.ax.barh(
            position, high - low, left=low, height=THICKNESS[name], color=colour,
            alpha=0.30 if name == "90" else 0.55, linewidth=0,
        )  # fmt: skip
        drawn.bars[position][name] = bar
    drawn.ax.plot(
        [0.0, 0.0], [position - 0.3, position + 0.3], color=style.INK, linewidth=1.2, zorder=3
    )


def _mark_clipped(ax: Axes, position: int, ends: tuple[float, float], colour: str) -> None:
    """An arrow where an interval goes on beyond the edge."""
    for marker, edge, beyond in (("<", -REACH, ends[0] < -REACH), (">", REACH, ends[1] > REACH)):
        if beyond:
            ax.plot(edge, position, marker, color=colour, markersize=5, clip_on=False, zorder=3)


def _draw_recorded(drawn: ForestPlot, position: int, row: ForestRow) -> None:
    found = row.predictive
    drawn.marks[position] = []
    for claim in row.claims:
        ends = [found.number(end) for end in dict.fromkeys((claim.low, claim.high))]
        x = [(end - found.median) / found.scale for end in ends]
        drawn.marks[position].append(_mark(drawn.ax, position, x, inside=claim.inside))
        if len(x) > 1 and min(x) <= REACH and max(x) >= -REACH:
            _mark_clipped(drawn.ax, position, (min(x), max(x)), style.INK)


def _mark(ax: Axes, position: int, x: list[float], *, inside: bool) -> Line2D:
    """A diamond, a line from end to end of an interval, or an arrow where it lies far outside."""
    marker = "D"
    if max(x) < -REACH or min(x) > REACH:
        marker = "<" if max(x) < 0 else ">"
    clipped = [min(max(value, -REACH), REACH) for value in x]
    # an end beyond the edge gets an arrow of its own, but for what lies beyond as a whole
    inside_edges = [i for i, value in enumerate(x) if abs(value) <= REACH]
    (mark,) = ax.plot(
        clipped, [position] * len(x), color=style.INK, marker=marker, markersize=4.2,
        markevery=inside_edges if marker == "D" else None,
        markerfacecolor=style.INK if inside else "white", markeredgecolor=style.INK,
        markeredgewidth=0.9, linewidth=1.1, zorder=4, clip_on=False,
    )  # fmt: skip
    return mark


def _figures(row: ForestRow) -> tuple[str, str]:
    """What is recorded, and the simulated median and central 90 %."""
    years = row.comparison.batch.document.definition.years
    recorded = dict.fromkeys(claim_text(one.low, one.high, years) for one in row.claims)
    one = row.claims[0]
    middle = "never" if one.median is None else claim_text(one.median, one.median)
    return style.short("; ".join(recorded), LONGEST), f"{middle} ({_ends(one.p5, one.p95)})"


def _write(ax: Axes, position: int, words: tuple[str, str], indent: float) -> None:
    for text, points in zip(words, (4.0, 4.0 + indent), strict=True):
        ax.annotate(
            text, (1.0, position), xycoords=ax.get_yaxis_transform(), xytext=(points, 0),
            textcoords="offset points", va="center", fontsize=style.SMALL - 2, color=style.INK,
            annotation_clip=False, zorder=6,
        )  # fmt: skip


def _ends(low: Any, high: Any) -> str:
    if low is None or high is None:
        return "never" if low is None else f"{claim_text(low, low)} to never"
    return claim_text(low, high)


def _explain(ax: Axes, *, right: bool = False) -> None:
    """A legend above the rows; at the right it may be wider than they are."""
    handles: list[Any] = [
        Patch(color=style.NEUTRAL, alpha=0.55, label="simulated: central 50 %"),
        Patch(color=style.NEUTRAL, alpha=0.30, label="simulated: central 90 %"),
        _key("D", style.INK, "recorded, inside the 90 %"),
        _key("D", "white", "recorded, outside"),
        _key(">", "white", f"farther than {REACH:g}"),
    ]
    style.legend(
        ax, handles=handles, fontsize=style.SMALL - 1, ncols=3,
        loc="lower right" if right else "lower left", bbox_to_anchor=(float(right), 1.0),
        borderaxespad=0.0, columnspacing=1.2, handlelength=1.4,
    )  # fmt: skip


def _key(marker: str, face: str, words: str) -> Line2D:
    return Line2D(
        [], [], color=style.INK, marker=marker, markerfacecolor=face, markersize=4.2, linewidth=0,
        label=words,
    )  # fmt: skip
