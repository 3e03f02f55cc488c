"""The comparison with history as tables and sentences."""

from collections.abc import Iterator
from datetime import date, datetime

from rich.console import RenderableType
from rich.text import Text

from sim.history import luck, rivals
from sim.history.comparison import ComparedClaim, Comparison
from sim.history.null_model import FACTOR, MEDIAN
from sim.history.rivals import Rival, Rivalry
from sim.report.table import Table
from sim.results.figures import claimed, interval, show
from sim.results.labels import label, source_names
from sim.scenario.definition import Definition

HEADINGS = (
    "Measure", "Recorded", "Source", "Simulated median", "Central 90 %", "Percentile", "Distance",
    "In",
)  # fmt: skip


def comparison_parts(comparison: Comparison, definition: Definition) -> list[RenderableType]:
    """A row for each claim, why the model misses what it misses, and how many lie inside."""
    measures = [claim.measure for claim in comparison.claims]
    repeated = [one == before for one, before in zip(measures, ["", *measures], strict=False)]
    names = [n for one in dict.fromkeys(measures) for n in source_names(definition.claims[one])]
    rows = [
        _cells(claim, name, definition, again)
        for claim, name, again in zip(comparison.claims, names, repeated, strict=True)
    ]
    table = Table.of("Measure", HEADINGS, rows, 1, 3, 4, 5, 6)
    clock = definition.clock.words
    words = Text(
        f"Hours: {clock}. Distance: robust standard deviations from the median to the claim."
    )
    return [
        table,
        words,
        *_explanations(comparison, definition),
        *_counted(comparison, definition),
        Text(f"{comparison.sentence}.", style="bold"),
    ]


def skill_cells(comparison: Comparison) -> tuple[str, str, str]:
    """Log score, that of the null model, and the part of its CRPS that is saved."""
    if not comparison.tallies:
        return "", "", ""
    found = comparison.skill
    saved = "" if found.crps_skill is None else f"{100 * found.crps_skill:.0f} %"
    return f"{found.log:.2f}", f"{found.null_log:.2f}", saved


def _counted(comparison: Comparison, definition: Definition) -> Iterator[Text]:
    """What does not count in the skill, and what the null model is."""
    if not comparison.tallies:
        return
    if comparison.skill.sums:
        listed = ", ".join(label(name, definition) for name in comparison.skill.sums)
        yield Text(f"Sums of other claims, which do not count twice: {listed}.")
    yield Text(
        f"Rival claims count once. Null model: losses lognormal about {100 * MEDIAN:g} % of the "
        f"strength with a factor of {FACTOR:g}, hours anywhere in the battle."
    )


def judgement_parts(comparison: Comparison, definition: Definition) -> list[RenderableType]:
    """The rival claims side by side, and how lucky each side was."""
    parts: list[RenderableType] = []
    if comparison.rivals:
        parts += [_rivals(comparison.rivals, definition), Text(rivals.CAUTION)]
    if comparison.luck is not None:
        heading = Text("\nLuck of the recorded course", style="bold")
        lines = (Text(line) for line in comparison.luck.sentences(definition))
        parts += [heading, *lines, Text(luck.CAUTION)]
    return parts


def _cells(claim: ComparedClaim, source: str, definition: Definition, again: bool) -> list[str]:
    mark = "✓" if claim.inside else "✗"
    name = "" if again else label(claim.measure, definition)
    percentile = f"{claim.percentile:g}"
    recorded = recorded_text(claim.low, claim.high, definition)
    if claim.distance is None:
        return [name, recorded, source, "", "", percentile, "", mark]
    day = claim.median.date() if isinstance(claim.median, datetime) else None
    simulated = show(claim.median), interval(claim.p5, claim.p95, day)
    return [name, recorded, source, *simulated, percentile, _distance(claim.distance), mark]


def recorded_text(
    low: object, high: object, definition: Definition, day: date | None = None
) -> str:
    """A recorded value, interval or winner."""
    if isinstance(low, str):
        return definition.sides[low].title
    return claimed(low, high, definition.years, day)


def _distance(distance: float) -> str:
    """A distance with its sign; tenths of what is far away tell nothing."""
    if not distance:
        return "0"
    return f"{distance:+.1f}" if abs(distance) < 9.95 else f"{distance:+,.0f}"


def _explanations(comparison: Comparison, definition: Definition) -> Iterator[Text]:
    lines = dict.fromkeys(
        f"✗ {label(claim.measure, definition)}: {claim.explanation}"
        for claim in comparison.claims
        if claim.explanation
    )
    yield from (Text(line) for line in lines)


def _rivals(found: tuple[Rivalry, ...], definition: Definition) -> Table:
    rows = [
        [
            label(one.measure, definition),
            "; ".join(_rival(rival, definition) for rival in one.rivals),
            one.verdict,
        ]
        for one in found
    ]
    likeliest = "Likeliest first, and how many times likelier it is"
    return Table.of("Rival claims on", ["Rival claims on", likeliest, "Likelier?"], rows)


def _rival(rival: Rival, definition: Definition) -> str:
    recorded = recorded_text(rival.low, rival.high, definition)
    least = "at least " if rival.at_least else ""
    ratio = f", {least}{rival.ratio:,g} times" if rival.ratio > 1 else ""
    return f"{recorded} ({', '.join(rival.sources)}{ratio})"
