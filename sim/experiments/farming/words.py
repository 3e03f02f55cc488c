"""Boxes and levels of a farm in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.experiments.farming.factors import Factor
from sim.experiments.farming.finding import Finding
from sim.experiments.farming.rules import Limit
from sim.experiments.farming.thresholds import Root
from sim.experiments.response import Response, side_title
from sim.results.figures import percent, show
from sim.results.labels import path_end
from sim.results.statistics import round_number
from sim.scenario import Document
from sim.scenario.moment import Moment
from sim.scenario.titles import capitalised

LONGEST = 40
"""Characters of a parameter's path in a sentence; its end says most."""
MOST_LEAVES = 2
"""Leaves of a tree that are told, beside the boxes."""


@dataclass(frozen=True)
class Rule:
    """A box in words; coverage and density as in `sim.experiments.farming.rules`."""

    text: str
    coverage: float
    density: float
    source: str
    """``box`` or ``tree``."""

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return {"text": self.text, "coverage": self.coverage, "density": self.density}


@dataclass(frozen=True)
class Threshold:
    """Where a measure passes a level as a factor moves, and its 95 % interval."""

    measure: str
    level: float
    root: Root
    words: str
    """The value of the factor there."""
    limits: tuple[str, str]
    """The ends of its interval."""

    @classmethod
    def of(
        cls, measure: str, level: float, root: Root, factor: Factor, document: Document
    ) -> "Threshold":
        """A root in words."""
        words = [value_words(factor, document, one) for one in (root.at, root.low, root.high)]
        return cls(measure, level, root, words[0], (words[1], words[2]))

    def as_json(self) -> dict[str, Any]:
        """As JSON, in the words of a scenario file."""
        return {
            "factor": self.root.path,
            "level": self.level,
            "at": self.words,
            "low": self.limits[0],
            "high": self.limits[1],
            "rising": self.root.rising,
        }


def rules_of(finding: Finding, response: Response, document: Document) -> list[Rule]:
    """What is told of a measure: its boxes, and the leaves in which it fails more than on average.

    Leaves that a box tells already are left out.
    """
    if not finding.varies:
        return []
    base = float(finding.failing.mean())
    told = [(one, "box") for one in finding.boxes]
    for one in finding.leaves[:MOST_LEAVES]:
        alike = any(np.array_equal(one.inside, each.inside) for each, _ in told)
        if one.density > 1.2 * base and one.limits and not alike:
            told.append((one, "tree"))
    what = failure_words(finding, response, document)
    rules = []
    for one, source in told:
        coverage = round_number(one.coverage, one.errors[0])
        density = round_number(one.density, one.errors[1])
        where = limits_words(one.limits, finding, document)
        text = f"{what} in {percent(density)} of the runs when {where}"
        rules.append(Rule(text, coverage, density, source))
    return rules


def failure_words(finding: Finding, response: Response, document: Document) -> str:
    """What a run that fails is, such as ``Japan does not win``."""
    definition = document.definition
    if response.condition is not None:
        return f"{response.name} {'holds' if finding.good < 0 else 'does not hold'}"
    if response.side is not None:
        title = side_title(response.side, definition)
        verb = "wins" if finding.good < 0 else "does not win"
        return f"{capitalised(title)} {verb}"
    verb = "above" if finding.good < 0 else "below"
    every = finding.values[~np.isnan(finding.values)]
    error = float(every.std()) / np.sqrt(len(every)) * 3
    limit = show(round_number(finding.limit, error))
    unit = " h after the start" if response.unit == "h" else ""
    return f"{response.label(definition)} {verb} {limit}{unit}"


def limits_words(limits: Sequence[Limit], finding: Finding, document: Document) -> str:
    """The ends of a box, those of one factor together, its path told once."""
    by_column: dict[int, list[str]] = {}
    for one in limits:
        words = limit_words(one, finding, document)
        before = by_column.setdefault(one.column, [])
        path = path_end(finding.factors[finding.groups[one.column]].path, LONGEST)
        before.append(words.removeprefix(f"{path} ") if before else words)
    return " and ".join(words for listed in by_column.values() for words in listed)


def limit_words(limit: Limit, finding: Finding, document: Document) -> str:
    """The end of a box, such as ``militia.men exceeds 95 (90 to 101)``."""
    factor = finding.factors[finding.groups[limit.column]]
    path = path_end(factor.path, LONGEST)
    if factor.levels:
        value = _level(factor, finding, limit)
        return f"{path} is {value}"
    at = value_words(factor, document, limit.at)
    sure = ""
    if not np.isnan(limit.low):
        ends = [value_words(factor, document, one) for one in (limit.low, limit.high)]
        sure = f" ({ends[0]} to {ends[1]})"
    below, above = ("is before", "is after") if factor.kind is Moment else ("is below", "exceeds")
    return f"{path} {above if limit.above else below} {at}{sure}"


def _level(factor: Factor, finding: Finding, limit: Limit) -> str:
    column = limit.column - finding.groups.index(finding.groups[limit.column])
    if limit.above:
        return str(factor.levels[column + 1])
    others = [str(one) for place, one in enumerate(factor.levels) if place != column + 1]
    return " or ".join(others)


def value_words(factor: Factor, document: Document, code: float) -> str:
    """A number at an input from -1 to 1, beyond its ends as ``below`` or ``above`` them."""
    if code < -1.0:
        return f"below {factor.at(document, -1.0)}"
    if code > 1.0:
        return f"above {factor.at(document, 1.0)}"
    return factor.at(document, code)
