"""The comparison with history as a table."""

from datetime import datetime

from rich import box
from rich.console import JustifyMethod, RenderableType
from rich.table import Table
from rich.text import Text

from sim.history.comparison import ComparedClaim, Comparison
from sim.report.figures import interval, show
from sim.results.labels import label
from sim.scenario.definition import Definition


def comparison_parts(comparison: Comparison, definition: Definition) -> list[RenderableType]:
    """A table with a row for each claim, and how many measures lie inside."""
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("\nMeasure", min_width=16)
    justify: JustifyMethod
    for heading in ("\nRecorded", "\nSource", "Simulated\nmedian", "Central\n90 %"):
        justify = "left" if heading == "\nSource" else "right"
        table.add_column(heading, justify=justify, no_wrap=heading != "\nRecorded")
    table.add_column("Per-\ncentile", justify="right")
    table.add_column("In-\nside", justify="center")
    previous = None
    for claim in comparison.claims:
        table.add_row(*_cells(claim, definition, claim.measure == previous))
        previous = claim.measure
    hours = Text(f"Hours: {definition.clock.name}.")
    return [table, hours, Text(f"{comparison.sentence}.", style="bold")]


def _cells(claim: ComparedClaim, definition: Definition, again: bool) -> list[str | Text]:
    mark = Text("✓", style="green") if claim.inside else Text("✗", style="red")
    name = "" if again else label(claim.measure, definition)
    percentile = f"{claim.percentile:g}"
    if isinstance(claim.low, str):
        return [name, definition.sides[claim.low].title, claim.source, "", "", percentile, mark]
    one = claim.low == claim.high
    recorded = show(claim.low) if one else interval(claim.low, claim.high)
    day = claim.median.date() if isinstance(claim.median, datetime) else None
    simulated = show(claim.median), interval(claim.p5, claim.p95, day)
    return [name, recorded, claim.source, *simulated, percentile, mark]
