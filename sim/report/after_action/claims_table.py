"""The comparison with history as a table with reasons and places in the sources."""

from datetime import datetime

from sim.history.comparison import ComparedClaim, Comparison
from sim.report.comparison_table import recorded_text
from sim.report.table import Table
from sim.results.figures import interval, show
from sim.results.labels import label
from sim.scenario.definition import Claim, Definition

HEADINGS = (
    "Measure", "Recorded", "Source", "Simulated median", "Central 90 %", "Percentile", "Inside",
)  # fmt: skip


def claims_table(comparison: Comparison, definition: Definition) -> Table:
    """A row for each claim."""
    claims = (claim for name in comparison.measures for claim in definition.claims[name])
    rows = [
        _cells(compared, claim, definition)
        for compared, claim in zip(comparison.claims, claims, strict=True)
    ]
    return Table.of("Claims", HEADINGS, rows, 1, 3, 4, 5)


def misses(comparison: Comparison, definition: Definition) -> list[tuple[str, str]]:
    """Each measure of which every claim lies outside, and why, as far as the scenario says."""
    found = []
    for name, inside in comparison.measures.items():
        if not inside:
            claims = (claim for claim in comparison.claims if claim.measure == name)
            reasons = dict.fromkeys(claim.explanation for claim in claims if claim.explanation)
            words = " ".join(reasons) or "The scenario gives no reason."
            found.append((label(name, definition), words))
    return found


def _cells(compared: ComparedClaim, claim: Claim, definition: Definition) -> list[str]:
    name = label(compared.measure, definition)
    source = f"{definition.sources[str(claim.source)].title}: {claim.where}"
    inside = "yes" if compared.inside else "no"
    percentile = f"{compared.percentile:g}"
    recorded = recorded_text(compared.low, compared.high, definition)
    if isinstance(compared.low, str):
        return [name, recorded, source, "", f"in {percentile} % of runs", "", inside]
    day = compared.median.date() if isinstance(compared.median, datetime) else None
    central = interval(compared.p5, compared.p95, day)
    return [name, recorded, source, show(compared.median), central, percentile, inside]
