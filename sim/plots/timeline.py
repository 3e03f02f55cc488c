"""Simulated hours of events against those that history recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.plots import style
from sim.plots.drawn import Drawn
from sim.plots.registry import InReport, picture
from sim.results.batch import Batch
from sim.results.figures import show
from sim.results.labels import label
from sim.results.statistics import rank
from sim.results.tally import Tally
from sim.scenario.definition import Claim
from sim.scenario.measures import measures

if TYPE_CHECKING:
    from sim.history.comparison import Comparison

THICKNESS = {"90": 0.28, "50": 0.5}
"""Height of the bars as a share of a row."""


@dataclass(frozen=True)
class TimelinePlot(Drawn):
    """What was drawn; rows count from the top."""

    rows: list[str] = field(default_factory=list)
    """The measure of each row."""
    intervals: dict[str, dict[str, tuple[float, float]]] = field(default_factory=dict)
    """Ends of the bars by measure, under the names 90 and 50, as matplotlib dates."""
    medians: dict[str, Line2D] = field(default_factory=dict)
    marks: dict[str, list[Line2D]] = field(default_factory=dict)
    """The recorded hours by measure, one mark a claim; an interval is a line."""


def _fits(batch: Batch) -> bool:
    definition = batch.document.definition
    return any(measures(definition)[name].kind == "time" for name in definition.claims)


def _words(comparison: "Comparison", _: Sequence[str]) -> str:
    definition = comparison.batch.document.definition
    parts = [
        f"{label(one.measure, definition)}: simulated {show(one.median)}, recorded {show(one.low)}"
        for one in comparison.claims
        if measures(definition)[one.measure].kind == "time"
    ]
    return f"Simulated and recorded hours of {len(parts)} claims. {'; '.join(parts)}."


@picture(
    "batch",
    "Hours of events, simulated and recorded",
    fits=_fits,
    overview="always",
    report=InReport("history", 2, _words),
)
def timeline(batch: Batch, *, ax: Axes | None = None) -> TimelinePlot:
    """One row for each event of which history records the hour, in the order of the records.

    The thick bar holds the central 50 % of the runs, the thin one 90 %, the black tick is the
    median; what did not happen in all runs says in how many it did.
    """
    definition = batch.document.definition
    known = measures(definition)
    claims = {m: c for m, c in definition.claims.items() if known[m].kind == "time"}
    order = sorted(claims, key=lambda measure: claims[measure][0].interval[0])
    drawn = TimelinePlot(style.axes(ax, 7.5, 1.4 + 0.38 * max(len(order), 1)), order)
    drawn.ax.use_sticky_edges = False  # a mark at the first hour needs room to its left
    tallies = batch.tallies(order)
    for row, measure in enumerate(order):
        draw_simulated(drawn, measure, row, tallies[measure])
        draw_recorded(drawn, measure, row, claims[measure], style.source_looks(definition))
    ax = drawn.ax
    ax.set_yticks(range(len(order)), [style.short(label(measure, definition)) for measure in order])
    ax.set_ylim(len(order) - 0.4, -0.6)
    ax.grid(axis="x", color=style.FAINT, linewidth=0.5)
    if not order:
        ax.set_xlim(*style.number([definition.start, definition.end]))
        style.note(ax, "no recorded hours")
    style.hours(ax, definition)
    _explain(ax, batch, [claim for measure in order for claim in claims[measure]])
    return drawn


def draw_simulated(drawn: TimelinePlot, measure: str, row: int, tally: Tally) -> None:
    """Draw a row's bars and median from the hours of an event."""
    ax, happened = drawn.ax, tally.known
    if happened.runs:
        drawn.intervals[measure] = {}
        for name, tail in (("90", 0.05), ("50", 0.25)):
            low, high = (_quantile(happened, p) for p in (tail, 1.0 - tail))
            height = THICKNESS[name]
            colour = style.FAINT if name == "90" else style.NEUTRAL
            ax.barh(row, high - low, left=low, height=height, color=colour, zorder=2)
            drawn.intervals[measure][name] = (low, high)
        middle = _quantile(happened, 0.5)
        (drawn.medians[measure],) = ax.plot(
            [middle, middle], [row - 0.3, row + 0.3], color=style.INK, linewidth=1.6, zorder=3
        )
    if happened.runs < tally.runs:
        share = happened.runs / tally.runs
        words = f"in {style.per_cent(share)} of runs" if happened.runs else "in no run"
        ax.annotate(
            words, (1.0, row), xycoords=ax.get_yaxis_transform(), xytext=(4, 0),
            textcoords="offset points", va="center", fontsize=style.SMALL - 1, color=style.INK,
        )  # fmt: skip


def _quantile(happened: Tally, share: float) -> float:
    return float(style.number(happened.at(rank(share, happened.runs))))


def draw_recorded(
    drawn: TimelinePlot,
    measure: str,
    row: int,
    claims: list[Claim],
    looks: dict[str, tuple[str, str]],
) -> None:
    """Draw a row's recorded hours."""
    drawn.marks[measure] = []
    for position, claim in enumerate(claims):
        colour, marker = looks[str(claim.source)]
        level = row - 0.30 + 0.14 * position if len(claims) > 1 else row - 0.30
        ends: list[Any] = list(dict.fromkeys(claim.interval))
        (mark,) = drawn.ax.plot(
            style.number(ends), [level] * len(ends), color=colour, marker=marker, markersize=4.5,
            markeredgecolor="white", markeredgewidth=0.5, linewidth=1.4, zorder=4,
        )  # fmt: skip
        drawn.marks[measure].append(mark)


def _explain(ax: Axes, batch: Batch, claims: list[Claim]) -> None:
    definition = batch.document.definition
    looks = style.source_looks(definition)
    median = "the run" if batch.runs == 1 else "median"
    handles: list[Any] = [Line2D([], [], color=style.INK, linewidth=1.6, label=median)]
    if batch.runs > 1:
        central = f"central 90 % of {style.runs_text(batch.runs)}"
        handles.append(Patch(color=style.NEUTRAL, label="central 50 %"))
        handles.append(Patch(color=style.FAINT, label=central))
    for source in dict.fromkeys(str(claim.source) for claim in claims):
        colour, marker = looks[source]
        name = f"recorded: {style.short(definition.sources[source].title)}"
        handles.append(Line2D([], [], color=colour, marker=marker, markersize=4.5, label=name))
    style.legend(
        ax, handles=handles, fontsize=style.SMALL - 1, ncols=2, loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
    )  # fmt: skip
