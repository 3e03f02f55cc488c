"""Build-up ashore: men on the battlefield by hour, and the landings that brought them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.plots import style
from sim.plots.claims import claim_text
from sim.plots.drawn import Drawn
from sim.plots.registry import InReport, picture
from sim.plots.strengths import StrengthsPlot, draw_side
from sim.plots.timeline import TimelinePlot, draw_recorded, draw_simulated
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.figures import show
from sim.results.labels import side_colours
from sim.scenario.definition import Definition
from sim.scenario.measures import measures
from sim.scenario.measures.sides import Ashore
from sim.scenario.titles import capitalised, operation_title

if TYPE_CHECKING:
    from sim.history.comparison import Comparison

FARTHEST = 2.0
"""Heights of the curves beyond which a recorded strength becomes an arrow."""
CURVES, ROW, MARGINS = 2.6, 0.3, 1.2
"""Inches: height of the curves, of the row of a landing, and of the room around both."""


@dataclass(frozen=True)
class BuildUpPlot(Drawn):
    """What was drawn."""

    strengths: StrengthsPlot
    """Median line and bands of each side that lands."""
    recorded: dict[str, list[Line2D]]
    """What the sources record of men ashore: by measure, one mark a claim."""
    landings: TimelinePlot
    """Below the curves a row for each landing: the simulated hours at which it was complete, and
    those that the sources record."""


def _fits(batch: Batch) -> bool:
    return batch.series is not None and bool(landings(batch.document.definition))


def _words(comparison: "Comparison", _: Sequence[str]) -> str:
    summaries = comparison.batch.summaries
    parts = [
        f"{words}: {show(summaries[f'{name}.completed_at'].median)}"
        for name, words in landings(comparison.batch.document.definition).items()
    ]
    return (
        f"Men ashore by hour, and median hours at which landings are complete. {'; '.join(parts)}."
    )


@picture(
    "batch",
    "Build-up ashore, and the landings",
    fits=_fits,
    report=InReport("typical", 3, _words),
)
def build_up(batch: Batch, *, ax: Axes | None = None) -> BuildUpPlot:
    """Men of the landing sides on the battlefield by hour: median, central 50 % and 90 %.

    Marks in the curves are recorded strengths ashore (claims on `<side>.ashore@<hour>`). Below
    stands each echelon with its men, with the hours at which its landing was complete. Raises
    `UserError` for a batch without series, and for a scenario in which nobody lands.
    """
    definition = batch.document.definition
    echelons = landings(definition)
    if not echelons:
        raise UserError(f"nobody lands in {definition.name}, so there is no build-up to draw")
    if batch.series is None:
        raise UserError("the batch was played without series, so there is no build-up to draw")
    ax = style.axes(ax, 7.5, CURVES + ROW * len(echelons) + MARGINS)
    drawn = StrengthsPlot(ax)
    sides = list(dict.fromkeys(definition.operations[name].side for name in echelons))
    for side in sides:
        ashore = batch.series["ashore"].sel(side=side)
        draw_side(drawn, ashore, side, side_colours(definition)[side])
        drawn.medians[side].set_label(style.short(definition.sides[side].title))
    recorded = _draw_claims(ax, definition, FARTHEST * max(1.0, ax.get_ylim()[1]))
    style.counts(ax, "Men on the battlefield")
    ax.tick_params(labelbottom=False)
    style.title(ax, f"Build-up ashore: {_heading(batch.runs)}")
    whole = BuildUpPlot(ax, drawn, recorded, _draw_landings(ax, batch, echelons))
    ax.set_xlim(style.number(batch.series["time"].values[[0, -1]]))
    style.hours(whole.landings.ax, definition)
    _explain(whole, definition)
    return whole


def landings(definition: Definition) -> dict[str, str]:
    """The operations of the plan that bring troops by sea or air, each in words with its men."""
    words = {}
    for name, operation in definition.operations.items():
        if operation.enabled and (troops := operation.brings()):
            men = [definition.units[unit].men.value for unit in troops]
            known = [value for value in men if isinstance(value, float)]
            count = f": {sum(known):,.0f} men" if len(known) == len(men) else ""
            words[name] = style.short(capitalised(operation_title(name, definition))) + count
    return words


def _heading(runs: int) -> str:
    return "1 run" if runs == 1 else f"median, 50 % and 90 % of {style.runs_text(runs)}"


def _draw_claims(ax: Axes, definition: Definition, top: float) -> dict[str, list[Line2D]]:
    """Draw a mark for each recorded strength; one far above the curves becomes an arrow."""
    looks = style.source_looks(definition)
    drawn: dict[str, list[Line2D]] = {}
    known = measures(definition)
    for measure, claims in definition.claims.items():
        found = known[measure]
        if not isinstance(found, Ashore):
            continue
        hour = style.number(found.moment)
        for claim in claims:
            colour, marker = looks[str(claim.source)]
            ends = list(dict.fromkeys(claim.interval))
            if min(ends) > top:
                mark = _arrow(ax, hour, colour, claim_text(*claim.interval))
                drawn.setdefault(measure, []).append(mark)
                continue
            (mark,) = ax.plot(
                [hour] * len(ends), ends, color=colour, marker=marker, markersize=4.5,
                markeredgecolor="white", markeredgewidth=0.5, linewidth=1.4, zorder=4,
            )  # fmt: skip
            drawn.setdefault(measure, []).append(mark)
    return drawn


def _arrow(ax: Axes, hour: float, colour: str, words: str) -> Line2D:
    (arrow,) = ax.plot(
        [hour], [0.97], "^", color=colour, markersize=6, transform=ax.get_xaxis_transform(),
    )  # fmt: skip
    ax.annotate(
        words, (hour, 0.97), xycoords=ax.get_xaxis_transform(), xytext=(6, 0),
        textcoords="offset points", va="center", fontsize=style.SMALL - 1, color=colour,
    )  # fmt: skip
    return arrow


def _explain(drawn: BuildUpPlot, definition: Definition) -> None:
    """A legend in the corner that a rising curve leaves free."""
    looks = style.source_looks(definition)
    shown = (*drawn.recorded, *drawn.landings.rows)
    claims = [claim for name in shown for claim in definition.claims.get(name, [])]
    handles = list(drawn.strengths.medians.values())
    for source in dict.fromkeys(str(claim.source) for claim in claims):
        colour, marker = looks[source]
        words = f"recorded: {style.short(definition.sources[source].title)}"
        handles.append(Line2D([], [], color=colour, marker=marker, markersize=4.5, label=words))
    style.legend(drawn.ax, handles=handles, loc="lower right", fontsize=style.SMALL - 1)


def _split(ax: Axes, below: float) -> Axes:
    """New axes that take a share of the room of others from below, with the same hours."""
    figure: Any = ax.get_figure()
    spec = ax.get_subplotspec()
    if spec is not None:
        rows = spec.subgridspec(2, 1, height_ratios=(1 - below, below))
        ax.set_subplotspec(rows[0])
        return cast(Axes, figure.add_subplot(rows[1], sharex=ax))
    box = ax.get_position()
    line = box.y0 + below * box.height
    ax.set_position((box.x0, line, box.width, box.y1 - line))
    return cast(
        Axes, figure.add_axes((box.x0, box.y0, box.width, 0.8 * below * box.height), sharex=ax)
    )


def _draw_landings(ax: Axes, batch: Batch, echelons: dict[str, str]) -> TimelinePlot:
    definition = batch.document.definition
    height = ROW * len(echelons)
    below = style.axes(_split(ax, height / (CURVES + height)), 0, 0)
    below.use_sticky_edges = False
    rows = [f"{name}.completed_at" for name in echelons]
    drawn = TimelinePlot(below, rows)
    looks = style.source_looks(definition)
    tallies = batch.tallies(rows)
    for row, measure in enumerate(rows):
        draw_simulated(drawn, measure, row, tallies[measure])
        draw_recorded(drawn, measure, row, definition.claims.get(measure, []), looks)
    below.set_yticks(range(len(echelons)), list(echelons.values()), fontsize=style.SMALL - 1)
    below.set_ylim(len(echelons) - 0.4, -0.6)
    below.grid(axis="x", color=style.FAINT, linewidth=0.5)
    words = "Landings complete" + ("" if batch.runs == 1 else ": median, 50 % and 90 %")
    below.set_title(words, fontsize=style.SMALL, color=style.INK, loc="left")
    return drawn
