"""A sweep as a table: parameters, and what came of them."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from sim.experiments.response import side_title
from sim.experiments.sweep import Sweep
from sim.report.table import Table
from sim.results.figures import hour_with_error, interval, share_with_error, with_error
from sim.results.labels import label, path_end
from sim.results.summary import Summary
from sim.scenario.titles import capitalised

LONGEST = 24
"""Characters of a parameter's path above its column; its end says most."""
MOST_PARAMETERS = 4
"""Parameters that have a column each; of more, points are known by their numbers."""
MOST_POINTS = 40
"""Points of many parameters that are all listed; of more, those with the lowest and highest."""
NOTE = "± is one standard error. Every point was played with the same luck."


def sweep_parts(sweep: Sweep) -> Iterator[RenderableType]:
    """One table with a row a point for each kind of measure."""
    many = len(sweep.paths) > MOST_PARAMETERS
    if many:
        yield _parameters(sweep)
    for measure in sweep.measures:
        listed = list(range(len(sweep.points)))
        if many and len(listed) > MOST_POINTS:
            listed = _extremes(sweep, measure)
        yield _table(sweep, measure, listed, many)
        if left := len(sweep.points) - len(listed):
            yield Text(f"{left:,} points lie between these; --csv FILE writes all rows.")
    yield Text(f"{NOTE} --csv FILE writes the values of each point." if many else NOTE)


def _table(sweep: Sweep, measure: str, listed: Sequence[int], many: bool) -> Table:
    known = [found[measure] for found in sweep.summaries if measure in found]
    headings = _headings(known[0], sweep) if known else ["Mean"]
    rows = []
    for number in listed:
        point, found = sweep.points[number], sweep.summaries[number]
        cells = _cells(found[measure], sweep) if measure in found else ["all runs failed"]
        values = [show_value(point.get(path, "")) for path in sweep.paths]
        rows.append(
            [*([str(number)] if many else values), *cells, *[""] * (len(headings) - len(cells))]
        )
    paths = ["Point"] if many else [path_end(path, LONGEST) for path in sweep.paths]
    columns = [*paths, *headings]
    return Table.of(label(measure, sweep.document.definition), columns, rows, *range(len(columns)))


def _parameters(sweep: Sweep) -> Table:
    """What was varied, one a row."""
    rows = []
    for path in sweep.paths:
        values = [point[path] for point in sweep.points if path in point]
        distinct = list(dict.fromkeys(values))
        ends = min(distinct, key=_order), max(distinct, key=_order)
        rows.append([path, *map(show_value, ends), f"{len(distinct):,}"])
    return Table.of("Parameters", ["", "Lowest", "Highest", "Values"], rows, 1, 2, 3)


def _order(value: Any) -> tuple[float, str]:
    """Where a value stands among others of its parameter."""
    try:
        return float(str(value).split(" ")[0]), ""
    except ValueError:
        return 0.0, str(value)


def _extremes(sweep: Sweep, measure: str) -> list[int]:
    """The points with the lowest and the highest of a measure, as many as are listed."""

    def height(point: int) -> float:
        one = sweep.summaries[point].get(measure)
        if one is None or not one.happened:
            return float("inf")
        if one.kind == "side":
            return float(one.mean.get(sweep.outcomes_of_winner[0], 0))
        return float(one.mean.timestamp() if one.kind == "time" else one.mean)

    order = sorted(range(len(sweep.points)), key=height)
    half = MOST_POINTS // 4
    return [*order[:half], *order[-half:]]


def show_value(value: Any) -> str:
    """A parameter's value."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _headings(summary: Summary, sweep: Sweep) -> list[str]:
    if summary.kind == "side":
        definition = sweep.document.definition
        return [capitalised(side_title(one, definition)) for one in sweep.outcomes_of_winner]
    return ["Mean", "Central 90 %"]


def _cells(summary: Summary, sweep: Sweep) -> list[str]:
    if summary.kind == "side":
        return [
            share_with_error(summary.mean.get(side, 0), summary.runs)
            for side in sweep.outcomes_of_winner
        ]
    if summary.kind == "time":
        if not summary.happened:
            return ["never", ""]
        mean = hour_with_error(summary.mean, summary.se, None)
        return [mean, interval(summary.p5, summary.p95)]
    return [with_error(summary.mean, summary.se), interval(summary.p5, summary.p95)]
