"""The measures of a batch as tables."""

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.text import Text

from sim.report.table import Table
from sim.results.figures import hour_with_error, interval, percent, show, with_error
from sim.results.labels import label
from sim.results.summary import Summary
from sim.scenario.definition import Definition

HEADINGS = ("Median", "Central 50 %", "Central 90 %", "Mean")


def summary_parts(summaries: Mapping[str, Summary], definition: Definition) -> list[RenderableType]:
    """Tables of all measures that are not zero in every run, and what has to be said of them.

    What the plan meant to do and never was done is shown.
    """
    missed = set(_missed(summaries, definition))
    shown = [one for one in summaries.values() if one.measure in missed or not _idle(one)]
    parts: list[RenderableType] = []
    for kind in ("side", "number", "time"):
        rows = [_cells(one, definition) for one in shown if one.kind == kind]
        if kind == "side":
            parts += [Text(f"{row[0]}: {row[-1]}") for row in rows]
        elif rows:
            title = f"Hours ({definition.clock.name})" if kind == "time" else "Numbers"
            parts.append(Table.of(title, ["", *HEADINGS], rows, 1, 2, 3, 4))
    hidden = len(summaries) - len(shown)
    words = ["± is one standard error of the mean."] if any(map(_has_error, shown)) else []
    if hidden:
        noun = "measure is" if hidden == 1 else "measures are"
        words.append(f"{hidden:,} {noun} left out: zero, or never, in every run.")
    return [*parts, *([Text(" ".join(words))] if words else [])]


def summary_cells(summaries: Mapping[str, Summary], definition: Definition) -> list[list[str]]:
    """For each measure its name, median, central 50 % and 90 % interval, and mean."""
    return [_cells(one, definition) for one in summaries.values()]


def _missed(summaries: Mapping[str, Summary], definition: Definition) -> Iterator[str]:
    """Hours of the plan that never came: that nothing began, or that what began is not complete."""
    for name, operation in definition.operations.items():
        hours = [summaries.get(f"{name}.{what}") for what in ("started_at", "completed_at")]
        first = next((one for one in hours if one is not None and not one.happened), None)
        if operation.enabled and first is not None:
            yield first.measure


def _has_error(summary: Summary) -> bool:
    return summary.kind != "side" and bool(summary.se)


def _idle(summary: Summary) -> bool:
    if summary.kind == "time":
        return summary.happened == 0
    return summary.kind == "number" and summary.p5 == summary.p95 == summary.mean == 0


def _cells(summary: Summary, definition: Definition) -> list[str]:
    name = label(summary.measure, definition)
    if summary.kind == "side":
        return [name, "", "", "", _shares(summary, definition)]
    if summary.kind == "number":
        mean = with_error(summary.mean, summary.se)
        return [name, show(summary.median), *_intervals(summary), mean]
    if not summary.happened:
        return [name, "never", "", "", ""]
    if summary.happened < summary.runs:
        name = f"{name} (in {percent(summary.share)} of runs)"
    day = summary.median.date()
    mean = hour_with_error(summary.mean, summary.se, day)
    return [name, show(summary.median), *_intervals(summary), mean]


def _intervals(summary: Summary) -> tuple[str, str]:
    day = summary.median.date() if summary.kind == "time" else None
    return interval(summary.p25, summary.p75, day), interval(summary.p5, summary.p95, day)


def _shares(summary: Summary, definition: Definition) -> str:
    titles = {name: side.title for name, side in definition.sides.items()} | {"none": "neither"}
    return ", ".join(
        f"{titles.get(name, name)} {percent(share)}" for name, share in summary.mean.items()
    )
