"""Sliders over parameters of a scenario, for notebooks."""

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as widgets  # type: ignore[import-untyped]
import numpy as np

from sim.experiments.points import as_written, figure_kind, in_own_unit
from sim.experiments.validation import parameter_sets
from sim.results.errors import UserError
from sim.scenario import Document
from sim.scenario.assign import find_path
from sim.scenario.distribution import Distribution
from sim.scenario.figures import Figure
from sim.scenario.shape import below

STEPS = 100
"""Positions of a slider over a continuous figure."""
AS_IT_IS = "as the scenario has it"
WIDE = {"layout": widgets.Layout(width="46em"), "style": {"description_width": "24em"}}

Range = tuple[Any, Any] | list[Any]
"""Low and high of a figure, or the values to choose from."""


class Slider:
    """One parameter: its path, its widget, and where the widget started."""

    def __init__(self, document: Document, path: str, over: Range) -> None:
        self.path = path
        if isinstance(over, tuple):
            self._kind: type[Figure] | None = figure_kind(document, path, *over)
            self.widget = _range(document, path, *over)
        else:
            for value in over:
                document.set({path: value})  # says what is wrong with it
            self._kind = None
            self.widget = _choice(path, over)
        self._start = self.widget.value

    @property
    def change(self) -> dict[str, Any]:
        """What it sets, by path; nothing where it started, so that uncertain figures stay so."""
        value = self.widget.value
        if value == self._start:
            return {}
        if self._kind is None:
            return {self.path: value}
        return {self.path: as_written(self._kind, np.array([value]))[0]}


def sliders(document: Document, over: Mapping[str, Range]) -> dict[str, Slider]:
    """A slider for each path. Raises `ScenarioError` and `UserError`."""
    if not over:
        raise UserError('name parameters to tune, such as {"units.marines.men": (50, 150)}')
    return {path: Slider(document, path, one) for path, one in over.items()}


def _range(document: Document, path: str, *ends: Any) -> Any:
    low, high = (in_own_unit(document, path, end) for end in ends)
    if low >= high:
        raise UserError(f"{path}: low must be less than high, not {low:g} and {high:g}")
    start = _present(document, path, default=low)
    kind = figure_kind(document, path, *ends)
    unit = next((f" ({name})" for name, factor in kind.units.items() if factor == 1.0), "")
    # a slider that told every step of a drag would ask for more battles than can be played
    looks = {"description": f"{path}{unit}", "continuous_update": False, **WIDE}
    low, high = min(low, start), max(high, start)
    if kind.whole:
        return widgets.IntSlider(round(start), round(low), round(high), **looks)
    step = (high - low) / STEPS
    return widgets.FloatSlider(start, min=low, max=high, step=step, readout_format=".3g", **looks)


def _choice(path: str, values: Sequence[Any]) -> Any:
    options = [(AS_IT_IS, None), *((str(value), value) for value in values)]
    return widgets.Dropdown(options=options, description=path, **WIDE)


def _present(document: Document, path: str, default: float) -> float:
    """The figure that the scenario has, or the middle of an uncertain one."""
    steps, _ = find_path(path, document.tree)
    raw: Any = document.tree
    for step in steps:
        raw = below(raw, step)
    if raw is None and steps[0] == "combat":
        fields = parameter_sets(document)[str(steps[1])].model_fields
        return float(fields[str(steps[2])].default)
    if raw is None:
        return default
    value = figure_kind(document, path, raw).model_validate(raw).value
    if isinstance(value, Distribution):
        return _middle(value)
    return float(np.median(value))


def _middle(uncertain: Distribution) -> float:
    if uncertain.kind == "choice":
        return float(np.average(uncertain.parameters, weights=uncertain.weights))
    if uncertain.kind in ("uniform", "draws"):
        return float(np.mean(uncertain.parameters))
    return uncertain.parameters[1 if uncertain.kind == "triangular" else 0]
