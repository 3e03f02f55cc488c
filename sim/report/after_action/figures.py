"""Figures of a scenario in words, with their units and where they come from."""

from typing import Any

import numpy as np

from sim.results.figures import DASH, show
from sim.scenario.definition import Definition
from sim.scenario.distribution import Distribution
from sim.scenario.figures import Distance, Duration, Figure, Speed
from sim.scenario.record import Sourced

UNITS: dict[type[Figure], str] = {Distance: "km", Speed: "km/h", Duration: "h"}


def figure_words(figure: Figure | None) -> str:
    """A figure's value, such as ``140``, ``16.5 to 19.1 km/h`` or ``one number a run``."""
    if figure is None:
        return ""
    unit = UNITS.get(type(figure), "")
    value = figure.value
    if isinstance(value, np.ndarray):
        words = f"{_number(float(value.min()))}{DASH}{_number(float(value.max()))}, one value a run"
        return f"{words} ({unit})" if unit else words
    words = _distribution(value) if isinstance(value, Distribution) else _number(value)
    return f"{words} {unit}" if unit else words


def _distribution(value: Distribution) -> str:
    numbers = [_number(one) for one in value.parameters]
    match value.kind:
        case "uniform":
            return f"{numbers[0]}{DASH}{numbers[1]}"
        case "triangular":
            return f"{numbers[0]}{DASH}{numbers[2]}, most likely {numbers[1]}"
        case "normal":
            return f"{numbers[0]} ± {numbers[1]}"
        case "lognormal":
            return f"about {numbers[0]}, by a factor of {numbers[1]}"
        case "draws":
            low, high = np.quantile(value.parameters, (0.05, 0.95)).tolist()
            return f"{_number(low)}{DASH}{_number(high)} in nine of ten of {len(numbers):,} draws"
    weights = zip(numbers, value.weights, strict=True)
    return ", ".join(f"{number} ({100 * weight:.0f} %)" for number, weight in weights)


def _number(value: float) -> str:
    return show(round(value, 3) if abs(value) < 100 else round(value, 1))


def origin_words(sourced: Any, definition: Definition) -> str:
    """Where something comes from: a source and the place in it, or what it assumes."""
    if not isinstance(sourced, Sourced):
        return ""
    if sourced.source is not None:
        known = definition.sources.get(str(sourced.source))
        title = known.title if known else str(sourced.source)
        return f"{title}: {sourced.where}" if sourced.where else title
    return f"assumed: {sourced.assumed}" if sourced.assumed else ""
