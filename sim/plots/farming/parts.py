"""What pictures of farms share: sizes, titles, and factors on axes."""

import numpy as np

from sim.experiments.farming.factors import Factor
from sim.experiments.farming.farm import Farm
from sim.experiments.farming.finding import Finding
from sim.results.errors import UserError
from sim.scenario.problems import unknown

WIDTH, HEIGHT_OF_ROW = 7.0, 0.3
"""Inches."""
LONGEST = 34
"""Characters of a parameter's path on an axis."""


def finding_of(farm: Farm, measure: str) -> tuple[Finding, str]:
    """The finding of a measure, and its title.

    Raises `UserError` if the farm does not look at it, or if it is the same at all points.
    """
    if measure not in farm.findings:
        raise UserError(unknown("measure of this farm", measure, farm.findings))
    finding = farm.findings[measure]
    if not finding.varies:
        raise UserError(f"{measure} is the same at all points, so there is nothing to draw")
    response = next(one for one in farm.responses if one.name == measure)
    return finding, response.label(farm.document.definition)


def levels_of(farm: Farm, measure: str) -> tuple[float, ...]:
    """The levels at which thresholds of the measure are looked for; one half of a share."""
    return farm.look.levels_of(next(one for one in farm.responses if one.name == measure))


def first_that_varies(farm: Farm) -> str:
    """The first measure of a farm that is not the same at all points. Raises `UserError`."""
    found = (name for name, one in farm.findings.items() if one.varies)
    name = next(found, None)
    if name is None:
        raise UserError("every measure is the same at all points, so there is nothing to draw")
    return name


def mean_words(farm: Farm, measure: str) -> str:
    """What a mean of the measure counts."""
    response = next(one for one in farm.responses if one.name == measure)
    if response.is_share:
        return "share of the runs, %"
    return f"mean{f', {response.unit}' if response.unit else ''}"


def ticks(factor: Factor, farm: Farm, count: int = 5) -> tuple[np.ndarray, list[str]]:
    """Places from -1 to 1 on an axis, and the values of a number there."""
    places = np.linspace(-1, 1, count)
    return places, [factor.at(farm.document, one) for one in places]


def most_moving(finding: Finding, count: int, numbers: bool = True) -> list[int]:
    """The positions of the factors of the greatest total indices, numbers alone unless said."""
    listed = [place for place, one in enumerate(finding.factors) if not (numbers and one.levels)]
    totals = {place: finding.sobol[finding.factors[place].path].total.value for place in listed}
    return sorted(listed, key=lambda place: -totals[place])[:count]
