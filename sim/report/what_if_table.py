"""A what-if as tables: what changes, by how much, and the runs that it decides."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from sim.experiments.what_if import Difference, WhatIf
from sim.report.table import Table
from sim.results.failure import replay_command
from sim.results.figures import interval, percent, show
from sim.results.statistics import round_number, round_share

HEADINGS = (
    "Measure", "Baseline", "Change", "Difference", "95 %", "Runs changed", "Variance /",
)  # fmt: skip
NOTE = (
    "Differences are means over the runs, each with the same luck both ways; of hours, in minutes. "
    "Variance / is what the shared luck divides the variance of a difference by: so many times "
    "more runs would be needed without it."
)
MOST_COMMANDS = 3


def what_if_parts(
    found: WhatIf, measures: Sequence[str], folder: str | None
) -> list[RenderableType]:
    """A table of some measures, and the runs in which the change decides who wins."""
    return [difference_table(found, measures), Text(NOTE), Text(), *_decided(found, folder)]


def difference_table(found: WhatIf, measures: Sequence[str]) -> Table:
    """Some measures with and without the change."""
    rows = [_cells(found.differences[measure], found) for measure in measures]
    return Table.of("Measure", HEADINGS, rows, *range(1, len(HEADINGS)))


def _cells(one: Difference, found: WhatIf) -> list[str]:
    low, high = (round_number(end, one.error) for end in one.interval)
    difference = round_number(one.mean, one.error)
    reduction = "" if one.reduction is None else f"{one.reduction:.3g}"
    return [
        one.label(found.experiment.document.definition),
        show(one.typical(one.before)),
        show(one.typical(one.after)),
        f"{difference:+,}",
        interval(low, high),
        percent(round_share(one.changed, one.runs)),
        reduction,
    ]


def _decided(found: WhatIf, folder: str | None) -> list[Text]:
    if not found.decisions:
        return [Text("The change decides no battle: every run has the same winner.")]
    sides = found.experiment.document.definition.sides
    share = percent(round_share(found.decisions / found.runs, found.runs))
    runs = "run" if found.decisions == 1 else "runs"
    lines = [Text(f"The change decides {found.decisions:,} {runs} ({share}):", style="bold")]
    for one in found.decided[:MOST_COMMANDS]:
        names = (one.before, one.after)
        before, after = (sides[name].title if name in sides else "neither" for name in names)
        lines.append(Text(f"  run {one.run:,}: {before} without, {after} with the change"))
        # a command that is broken into lines is none
        listed = commands(found, one.run, folder)
        lines += [Text(f"    {command}", no_wrap=True) for command in listed]
    others = [f"{one.run:,}" for one in found.decided[MOST_COMMANDS:]]
    if others:
        more = ", ..." if found.decisions > len(found.decided) else ""
        lines.append(Text(f"  and runs {', '.join(others)}{more}"))
    return lines


def commands(found: WhatIf, run: int, folder: str | None) -> list[str]:
    """The commands that play a run without and with the change."""
    if folder is not None:
        return [replay_command(folder, run, point) for point in (0, 1)]
    return [found.experiment.command(run, point) for point in (0, 1)]
