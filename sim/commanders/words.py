"""Words: an operation as a scenario file would say it, to be ordered anew with other words."""

from datetime import datetime
from typing import Any

import numpy as np
from pydantic import BaseModel

from sim.scenario.distribution import Distribution
from sim.scenario.figures import Figure
from sim.scenario.kinds import OperationSpec
from sim.scenario.moment import Moment
from sim.scenario.record import PROVENANCE

_LEFT_OUT = {*PROVENANCE, "side", "start", "title", "enabled", "luck"}


def words(spec: OperationSpec) -> dict[str, Any]:
    """What is said of an operation, less what an order leaves out and what goes without saying."""
    return _told(spec)


def _told(part: BaseModel) -> dict[str, Any]:
    told = {}
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        usual = field.get_default(call_default_factory=True)
        if name not in _LEFT_OUT and (name == "kind" or value != usual):
            told[name] = _plain(value)
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, Figure):
        return figure_words(value)
    if isinstance(value, Moment):
        return f"{value.value:%Y-%m-%d %H:%M}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, BaseModel):
        return _told(value)
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, str) else value


def figure_words(figure: Figure) -> Any:
    """A figure as a file would say it; an array over runs becomes its mean."""
    value = figure.value
    if isinstance(value, np.ndarray):
        return _number(figure, float(value.mean()))
    if not isinstance(value, Distribution):
        return _number(figure, value)
    if value.kind == "choice":
        pairs = zip(value.parameters, value.weights, strict=True)
        return {"choice": {_number(figure, one): weight for one, weight in pairs}}
    numbers = [_number(figure, one) for one in value.parameters]
    if value.kind == "lognormal":
        numbers[1] = value.parameters[1]
    return {value.kind: numbers}


def _number(figure: Figure, value: float) -> Any:
    own = next((unit for unit, size in figure.units.items() if size == 1), None)
    if own is None:
        return int(value) if figure.whole else value
    return f"{value:.12g} {own}"
