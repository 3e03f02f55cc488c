"""A sweep as a table: parameters, and what came of them."""

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from sim.experiments.sweep import Sweep
from sim.report.table import Table
from sim.results.figures import hour_with_error, interval, percent, with_error
from sim.results.labels import label, path_end
from sim.results.summary import Summary

LONGEST = 24
"""Characters of a parameter's path above its column; its end says most."""


def sweep_parts(sweep: Sweep) -> Iterator[RenderableType]:
    """One table with a row a point for each kind of measure."""
    definition = sweep.document.definition
    for measure in sweep.measures:
        known = [found[measure] for found in sweep.summaries if measure in found]
        headings = _headings(known[0], sweep) if known else ["Mean"]
        rows = []
        for point, found in zip(sweep.points, sweep.summaries, strict=True):
            cells = _cells(found[measure], sweep) if measure in found else ["all runs failed"]
            values = [show_value(value) for value in point.values()]
            rows.append([*values, *cells, *[""] * (len(headings) - len(cells))])
        paths = [path_end(path, LONGEST) for path in sweep.paths]
        columns = [*paths, *headings]
        yield Table.of(label(measure, definition), columns, rows, *range(len(columns)))
    yield Text("± is one standard error. Every point was played with the same luck.")


def show_value(value: Any) -> str:
    """A parameter's value."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _headings(summary: Summary, sweep: Sweep) -> list[str]:
    if summary.kind == "side":
        return [side.title for side in sweep.document.definition.sides.values()]
    return ["Mean", "Central 90 %"]


def _cells(summary: Summary, sweep: Sweep) -> list[str]:
    if summary.kind == "side":
        return [percent(summary.mean.get(side, 0)) for side in sweep.document.definition.sides]
    if summary.kind == "time":
        if not summary.happened:
            return ["never", ""]
        mean = hour_with_error(summary.mean, summary.se, None)
        return [mean, interval(summary.p5, summary.p95)]
    return [with_error(summary.mean, summary.se), interval(summary.p5, summary.p95)]
