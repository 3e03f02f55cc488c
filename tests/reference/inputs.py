"""Inputs: every figure of a scenario as the number that one battle plays."""

import math
from itertools import accumulate

from sim.scenario.distribution import Distribution
from tests.reference.luck import factor, quantile
from tests.reference.unknown import UnknownToReferee


class Inputs:
    """Draws uncertain figures, each at the address of its path in the scenario."""

    def __init__(self, luck):
        self._luck = luck

    def number(self, figure, path):
        """The figure's value in this battle."""
        if isinstance(figure.value, float):
            return figure.value
        if not isinstance(figure.value, Distribution):
            raise UnknownToReferee(f"{path} is an array over runs")
        item = "draws" if figure.value.kind == "draws" else path
        drawn = _sample(figure.value, self._luck.uniform("input", item, 0), path)
        drawn = min(max(drawn, figure.low), figure.high)
        return float(round(drawn)) if figure.whole else drawn

    def parameters(self, kind, given, path):
        """Named numbers: the scenario's own, else the documented defaults."""
        return {
            name: self.number(given[name], f"{path}.{name}") if name in given else field.default
            for name, field in kind.model_fields.items()
        }


def _sample(distribution, uniform, path):
    parameters = distribution.parameters
    match distribution.kind:
        case "uniform":
            low, high = parameters
            return low + (high - low) * uniform
        case "triangular":
            return _triangular(uniform, *parameters)
        case "normal":
            mean, deviation = parameters
            return mean + deviation * quantile(uniform)
        case "lognormal":
            median, spread = parameters[0], math.log(parameters[1])
            return median * math.exp(spread * spread / 2) * factor(uniform, spread)
        case "choice":
            reached = [total for total in accumulate(distribution.weights) if total <= uniform]
            return parameters[min(len(reached), len(parameters) - 1)]
        case "draws":
            return parameters[int(uniform * len(parameters))]
    raise UnknownToReferee(f"{path} has the distribution {distribution.kind!r}")


def _triangular(uniform, low, mode, high):
    width = high - low
    if uniform * width < mode - low:
        return low + math.sqrt(uniform * width * (mode - low))
    return high - math.sqrt((1 - uniform) * width * (high - mode))
