"""Checks what only the combat models know: their names, their parameters and the bounds."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from pydantic.fields import FieldInfo

from sim.combat.parameters import Parameters
from sim.combat.registry import is_model, model_named, model_names
from sim.rules import parameter_sets as of_rules
from sim.rules.rule import rules
from sim.scenario import Document, Problem, ScenarioError
from sim.scenario.distribution import Distribution
from sim.scenario.figures import Factor
from sim.scenario.problems import unknown

BOUNDED = ("uniform", "triangular", "choice", "draws")
"""Distributions that lie between their parameters."""


def checked(document: Document) -> Document:
    """The document itself, if its combat model and parameters exist and are within bounds.

    Raises `ScenarioError` with everything that is wrong with them.
    """
    found = [problem for problem in problems(document) if problem.severity == "error"]
    if found:
        raise ScenarioError(found)
    return document


def problems(document: Document) -> Iterator[Problem]:
    """What is wrong with the combat section of a scenario."""
    combat = document.definition.combat
    if is_model(combat.model):
        for reason in model_named(combat.model)().unfit(document.definition):
            yield document.problem("combat.model", reason)
    else:
        message = unknown("combat model", combat.model, model_names())
        yield document.problem("combat.model", message)
    sections: dict[str, Mapping[str, Factor] | None] = {**(combat.model_extra or {})}
    kinds = parameter_sets(document)
    for part, given in {"parameters": combat.parameters, **sections}.items():
        kind = kinds.get(part)
        if kind is None:
            if part != "parameters":
                allowed = ["model", "parameters", *of_rules()]
                yield document.problem(("combat", part), unknown("key", part, allowed))
            continue
        for name, figure in (given or {}).items():
            complaint = _complaint(name, figure, kind)
            if complaint:
                yield document.problem(("combat", part, name), complaint)
    yield from _idle(document)


def _idle(document: Document) -> Iterator[Problem]:
    """Warnings of what the scenario says of rules in vain; a shared file may serve others."""
    shared = [*document.text][1:]
    for rule in rules():
        given = document.definition.combat.changes(rule.section) if rule.section else None
        idle = {} if given is None else rule.idle(document.definition)
        told = {name: idle.get(name, idle.get("")) for name in given or {}}
        for name, why in (told if given else idle).items():
            path = ("combat", rule.section, *([name] if name else []))
            warning = document.problem(path, why or "", "warning")
            if why and warning.file not in shared:
                yield warning


def parameter_sets(document: Document) -> dict[str, type[Parameters]]:
    """The sets of parameters in the combat section, those of the model among them, by their key."""
    model = document.definition.combat.model
    known = {"parameters": model_named(model).Parameters} if is_model(model) else {}
    return of_rules() | known


def _complaint(name: str, figure: Factor, kind: type[Parameters]) -> str | None:
    field = kind.model_fields.get(name)
    if field is None:
        return unknown("parameter", name, kind.names())
    low, high, open_below = bounds(field)
    values, endless = _extent(figure.value)
    outside = values[(values < low) | (values > high) | ((values == low) & open_below)]
    if outside.size:
        return f"must be {allowed(low, high, open_below)}, not {outside[0]:g}"
    if endless and (np.isfinite(high) or (open_below and endless == "normal")):
        words = allowed(low, high, open_below)
        return f"must be {words}; a {endless} distribution reaches beyond"
    return None


def bounds(field: FieldInfo) -> tuple[float, float, bool]:
    """The least and greatest value, and whether the least itself is excluded."""
    limits: dict[str, Any] = {}
    for one in field.metadata:
        limits |= {key: getattr(one, key) for key in ("ge", "gt", "le") if hasattr(one, key)}
    low = limits.get("ge", limits.get("gt", -np.inf))
    return float(low), float(limits.get("le", np.inf)), "gt" in limits


def _extent(value: float | Distribution | np.ndarray) -> tuple[np.ndarray, str]:
    """The values that bound what a figure can be, and the kind of a distribution without ends."""
    if not isinstance(value, Distribution):
        return np.atleast_1d(np.asarray(value, np.float64)), ""
    if value.kind in BOUNDED:
        return np.array(value.parameters), ""
    return np.array(value.parameters[:1]), value.kind


def allowed(low: float, high: float, open_below: bool) -> str:
    """Bounds in words."""
    if np.isfinite(high):
        return f"from {low:g} to {high:g}"
    return f"more than {low:g}" if open_below else f"at least {low:g}"
