"""The comparison with history as a notebook shows it."""

from collections.abc import Iterator
from html import escape
from typing import Any

from sim.history import luck, rivals, scores
from sim.history.comparison import Comparison
from sim.report.table import Table
from sim.results.labels import label, source_names
from sim.results.summary import json_value
from sim.scenario.definition import Definition

CLAIMS = (
    "Measure", "Recorded", "Source", "Median", "Central 90 %", "Percentile", "Distance", "CRPS",
    "Log score", "Inside",
)  # fmt: skip
RIVALS = ("Rival claims on", "Recorded", "Sources", "The first is likelier by", "Likelier?")


def page(comparison: Comparison) -> str:
    """Claims, rivals and luck as HTML."""
    definition = comparison.batch.document.definition
    words = f"{comparison.sentence}. {scores.EXPLANATION}"
    parts = [Table.of("Claims", CLAIMS, _claims(comparison, definition)).html(), _paragraph(words)]
    if comparison.rivals:
        table = Table.of("Rivals", RIVALS, _rivals(comparison, definition))
        parts += [table.html(), _paragraph(rivals.CAUTION)]
    if comparison.luck is not None:
        parts += map(_paragraph, [*comparison.luck.sentences(definition), luck.CAUTION])
    return "".join(parts)


def _claims(comparison: Comparison, definition: Definition) -> Iterator[list[str]]:
    names = [n for one in comparison.measures for n in source_names(definition.claims[one])]
    for one, source, score in zip(comparison.claims, names, comparison.scores, strict=True):
        name = label(one.measure, definition)
        simulated, distance, crps = ["", ""], "", ""
        if one.distance is not None:
            simulated = [_word(one.median), _span(one.p5, one.p95)]
            distance, crps = f"{one.distance:+g}", f"{score.crps:,}"
        inside = "yes" if one.inside else f"no. {one.explanation or ''}"
        recorded = _recorded(one.low, one.high, definition)
        scored = [f"{one.percentile:g}", distance, crps, f"{score.log_score:g}"]
        yield [name, recorded, source, *simulated, *scored, inside]


def _rivals(comparison: Comparison, definition: Definition) -> Iterator[list[str]]:
    for one in comparison.rivals:
        for position, rival in enumerate(one.rivals):
            ratio = f"{'at least ' if rival.at_least else ''}{rival.ratio:,g} times"
            yield [
                "" if position else label(one.measure, definition),
                _recorded(rival.low, rival.high, definition),
                ", ".join(rival.sources),
                ratio if position else "",
                "" if position else one.verdict,
            ]


def _paragraph(words: str) -> str:
    return f"<p>{escape(words)}</p>"


def _recorded(low: Any, high: Any, definition: Definition) -> str:
    return definition.sides[low].title if isinstance(low, str) else _span(low, high)


def _span(low: Any, high: Any) -> str:
    return _word(low) if low == high else f"{_word(low)} to {_word(high)}"


def _word(value: Any) -> str:
    plain = json_value(value)
    if plain is None:
        return "never"
    return f"{plain:,}" if isinstance(plain, int | float) else str(plain).replace("T", " ")
