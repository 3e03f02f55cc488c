"""A farm as tables and sentences: effects, indices, luck, thresholds, rules and choices."""

from collections.abc import Iterator

import numpy as np
from rich.console import RenderableType
from rich.text import Text

from sim.experiments.farming.effects import Effect
from sim.experiments.farming.farm import Farm
from sim.experiments.farming.finding import Finding
from sim.experiments.farming.luck import Share
from sim.experiments.farming.sensitivity import Index
from sim.experiments.farming.words import Threshold
from sim.report.sweep_table import show_value
from sim.report.table import Table
from sim.results.errors import UserError
from sim.results.figures import DASH, between, interval, percent, show
from sim.results.labels import path_end
from sim.results.statistics import round_number

LONGEST = 30
"""Characters of a parameter's path in a table."""
MOST_RANKED = 10
"""Decisions of a ranking that are shown."""
NOTES = (
    "An effect is the change of the mean from the low to the high end of a factor, whatever the "
    "others are; of a share in per cent, of an hour in hours. First and total are Sobol' indices: "
    "the share of the variance between points that a factor causes alone, and with others."
)


def farm_parts(farm: Farm) -> Iterator[RenderableType]:
    """The design, then each measure, then the decisions."""
    yield Text(design_sentence(farm))
    for name, finding in farm.findings.items():
        yield from measure_parts(farm, name, finding)
    if farm.ranking:
        yield ranking_table(farm)
    if farm.checks:
        yield check_table(farm)
    yield Text(NOTES)


def design_sentence(farm: Farm) -> str:
    """How evenly the points fill the space."""
    found = farm.design.as_json()
    return (
        f"Design {farm.design.kind}: the greatest correlation between two factors is "
        f"{found['max_correlation']:g}, the centred discrepancy {farm.design.discrepancy:.3g}."
    )


def measure_parts(farm: Farm, name: str, finding: Finding) -> Iterator[RenderableType]:
    """What the design says of a measure."""
    title = label_of(farm, name)
    if not finding.varies:
        yield Text(f"\n{title}", style="bold")
        few = np.ptp(finding.means) > 0 if len(finding.means) else False
        points = f"{len(finding.means):,} points are too few to fit anything to."
        yield Text(points if few else "It is the same at all points.")
        return
    yield effect_table(farm, name)
    if finding.effects.interactions:
        yield interaction_table(farm, name)
    for line in sentences(farm, name):
        yield Text(line)


def label_of(farm: Farm, name: str) -> str:
    """A measure in words."""
    return next(one for one in farm.responses if one.name == name).label(farm.document.definition)


def effect_table(farm: Farm, name: str) -> Table:
    """One row a factor, the one that moves most first."""
    finding, sobol = farm.findings[name], farm.findings[name].sobol
    groups = finding.groups
    listed = sorted(zip(finding.effects.main, groups, strict=True), key=lambda p: -abs(p[0].effect))
    rows = []
    for one, group in listed:
        path = farm.factors[group].path
        indices = [_index(sobol[path].first), _index(sobol[path].total)]
        rows.append([path_end(one.factors[0], LONGEST), *_effect(one, finding), *indices])
    headings = ["", "Effect", "95 %", "First (95 %)", "Total (95 %)"]
    return Table.of(label_of(farm, name), headings, rows, 1, 2, 3, 4)


def interaction_table(farm: Farm, name: str) -> Table:
    """One row a pair of factors."""
    finding = farm.findings[name]
    rows = [
        [" x ".join(path_end(f, LONGEST) for f in one.factors), *_effect(one, finding)]
        for one in finding.effects.interactions
    ]
    return Table.of("Interaction", ["", "Effect", "95 %"], rows, 1, 2)


def other_indices_table(farm: Farm, name: str) -> Table | None:
    """PAWN indices and Shapley effects, one row a factor; None without the extra ``farm``."""
    finding = farm.findings[name]
    try:
        pawn, shapley = finding.pawn(), finding.shapley()
    except UserError:
        return None
    paths = sorted(shapley, key=lambda path: -shapley[path].value)
    rows = [[path_end(path, LONGEST), f"{pawn[path]:.2f}", _index(shapley[path])] for path in paths]
    return Table.of("Other indices", ["", "PAWN", "Shapley (95 %)"], rows, 1, 2)


def _effect(one: Effect, finding: Finding) -> list[str]:
    scale = 100.0 if finding.is_share else 1.0
    error = scale * one.error
    value, low, high = (round_number(scale * end, error) for end in (one.effect, *one.interval()))
    unit = " %" if finding.is_share else ""
    return [f"{value:+,}{unit}", interval(low, high)]


def _index(one: Index) -> str:
    return f"{one.value:.2f} ({between(f'{one.low:.2f}', f'{one.high:.2f}')})"


def sentences(farm: Farm, name: str) -> list[str]:
    """Luck, thresholds, rules and the metamodel in words."""
    finding = farm.findings[name]
    found = []
    if finding.luck is not None:
        parts = {
            "dice": finding.luck.dice,
            "assumptions": finding.luck.assumptions,
            "both together": finding.luck.both,
        }
        listed = ", ".join(f"{words} {_share(one)}" for words, one in parts.items())
        found.append(f"Of the variance over all runs are {listed}.")
    thresholds = farm.thresholds(name)
    found += [threshold_sentence(farm, one) for one in thresholds]
    passed = {one.level for one in thresholds}
    found += [
        f"No factor alone takes {label_of(farm, name)} past {level_words(farm, name, level)}."
        for level in farm.look.levels.get(name, ())
        if level not in passed
    ]
    found += [f"{rule.text} (coverage {percent(rule.coverage)})." for rule in farm.rules(name)]
    chosen = finding.chosen
    found.append(
        f"Metamodel: {chosen.kind}; it explains {100 * max(chosen.r2_cv, 0):.0f} % of the variance "
        "between points that it has not seen."
    )
    return found


def _share(one: Share) -> str:
    return f"{100 * one.value:.0f} % ({100 * one.low:.0f}{DASH}{100 * one.high:.0f} %)"


def level_words(farm: Farm, name: str, level: float) -> str:
    """A level of a measure with its unit."""
    response = next(each for each in farm.responses if each.name == name)
    return f"{100 * level:g} %" if response.is_share else f"{level:g} {response.unit}".strip()


def threshold_sentence(farm: Farm, one: Threshold) -> str:
    """Where a measure passes a level."""
    level = level_words(farm, one.measure, one.level)
    verb = "rises above" if one.root.rising else "falls below"
    points = f", by {one.root.points:,} points about it" if one.root.points else ""
    return (
        f"{label_of(farm, one.measure)} {verb} {level} where "
        f"{path_end(one.root.path, LONGEST)} passes {one.words} "
        f"(95 %: {one.limits[0]} to {one.limits[1]}{points})."
    )


def ranking_table(farm: Farm) -> Table:
    """The best decisions, one a row."""
    name = farm.responses[0].name
    finding = farm.findings[name]
    scale = 100.0 if finding.is_share else 1.0
    paths = list(farm.decisions[0])
    rows = []
    for one in farm.ranking[:MOST_RANKED]:
        decision = farm.decisions[one.decision]
        error = scale * max(one.mean_error, 1e-9)
        numbers = [
            show(round_number(scale * value, error))
            for value in (one.mean, one.spread, one.regret, one.worst_tenth)
        ]
        values = [show_value(decision.get(path, "")) for path in paths]
        rank = f"{one.rank} ({one.p5:.0f}{DASH}{one.p95:.0f})"
        rows.append([rank, *values, *numbers])
    short = [path_end(path, LONGEST) for path in paths]
    headings = ["Rank (90 %)", *short, "Mean", "Spread", "Regret", "Worst tenth"]
    title = f"Decisions by {label_of(farm, name)}{', %' if finding.is_share else ''}"
    return Table.of(title, headings, rows, *range(1, len(headings)))


def check_table(farm: Farm) -> Table:
    """How forecasts of fresh points have turned out, one row a measure."""
    rows = []
    for name, one in farm.checks.items():
        scale = 100.0 if farm.findings[name].is_share else 1.0
        rows.append(
            [
                label_of(farm, name),
                f"{len(one.played):,}",
                percent(round(one.inside, 3)),
                f"{scale * one.rmse:,.3g}",
                f"{scale * float(one.played.std()):,.3g}",
            ]
        )
    headings = ["", "Points", "Inside their 95 %", "Error", "Spread"]
    return Table.of("Forecasts of fresh points", headings, rows, 1, 2, 3, 4)
