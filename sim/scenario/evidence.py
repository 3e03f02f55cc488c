"""Evidence: claims that the scenario's own inputs answer, and values that only one battle has.

A battle may play well and prove little: its claims are read back from what was put in, they are so
wide that nothing can miss them, no run can reach them, or a value without a source was chosen with
the record in view.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sim.scenario.claim_checks import as_written
from sim.scenario.definition import Claim, Definition
from sim.scenario.document import Document
from sim.scenario.figures import Count, Figure
from sim.scenario.kinds import OperationSpec
from sim.scenario.measures import Measure, measures
from sim.scenario.moment import Moment
from sim.scenario.problems import Finding, Problem, TreePath, dotted
from sim.scenario.provenance import Subject
from sim.scenario.record import Record, Sourced
from sim.scenario.shape import below

NO_INPUTS = {"claims", "variants", "background", "left_out"}
OF_ONE_BATTLE = {"units": ("quality", "resolve"), "operations": ("stop_at",)}
"""Fields, by section, whose values are to be the same in all battles unless a source says more."""
SAYS_NOTHING = 0.5
"""Share of what is possible above which an interval is too wide to be missed (assumed)."""


class Input(NamedTuple):
    """A figure that the file gives, and where it is from."""

    path: TreePath
    figure: Figure | Moment
    source: str | None
    where: str | None


def doubts(document: Document) -> list[Problem]:
    """Warnings of claims and values that are weak evidence."""
    definition, tree = document.definition, document.tree
    inputs = [one for one in _inputs(definition, (), (None, None)) if _given(tree, one.path)]
    found = [*_of_one_battle(inputs, tree)]
    known = measures(definition)
    for name, claims in definition.claims.items():
        for position, claim in enumerate(claims):
            path: TreePath = ("claims", name, position)
            found += _read_back(claim, known[name], path, inputs, definition)
            found += _too_wide(claim, known[name], path, definition)
            found += _beyond(claim, known[name], path, definition)
    subject = Subject(definition, tree, {})
    located = [as_written(one, subject) for one in found]
    return [document.problem(one.path, one.message, "warning") for one in located]


def _inputs(value: Any, path: TreePath, origin: tuple[str | None, str | None]) -> Iterator[Input]:
    """The figures of a part of a scenario; what does not say its source has that of the whole."""
    if isinstance(value, Sourced) and (value.source or value.assumed):
        origin = (value.source, value.where)
    if isinstance(value, Figure | Moment):
        yield Input(path, value, *origin)
    elif isinstance(value, Record):
        for name in type(value).model_fields:
            if path or name not in NO_INPUTS:
                yield from _inputs(getattr(value, name), (*path, name), origin)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _inputs(inner, (*path, key), origin)
    elif isinstance(value, list | tuple):
        for position, inner in enumerate(value):
            yield from _inputs(inner, (*path, position), origin)


def _given(tree: Any, path: TreePath) -> Any:
    """What the file says at a path; None if nothing."""
    for key in path:
        tree = below(tree, key)
    return tree


def _of_one_battle(inputs: list[Input], tree: Any) -> Iterator[Finding]:
    for path, _, source, _ in inputs:
        if len(path) == 3 and path[2] in OF_ONE_BATTLE.get(str(path[0]), ()) and source is None:
            raw = _given(tree, path)
            value = raw.get("value") if isinstance(raw, dict) else raw
            if not isinstance(value, str):  # a name stands for what all battles share
                message = "is of this battle alone and has no source; it may fit the record"
                yield Finding(path, message)


def _read_back(
    claim: Claim, measure: Measure, path: TreePath, inputs: list[Input], definition: Definition
) -> Iterator[Finding]:
    """A claim whose source sets, in the same passage, what it depends on."""
    for one in inputs:
        same = (one.source, one.where) == (claim.source, claim.where)
        if same and _answers(one, claim, measure, definition):
            message = f"is read back from {dotted(one.path)}, which the same passage sets"
            yield Finding(path, message)


def _answers(one: Input, claim: Claim, measure: Measure, definition: Definition) -> bool:
    """Whether an input decides what a measure comes to."""
    section, name, *_ = (*one.path, "")
    if isinstance(one.figure, Count):
        return one.figure.value in claim.interval
    if measure.kind == "time":
        operation = definition.operations.get(str(name)) if section == "operations" else None
        aimed = name == measure.owner or measure.owner in _aims(operation, definition)
        return operation is not None and aimed
    return (
        measure.kind == "number"
        and section in ("operations", "places", "weapons")
        and not (isinstance(one.figure, Moment))
    )


def _aims(operation: OperationSpec | None, definition: Definition) -> set[str]:
    """Where an operation leads."""
    if operation is None:
        return set()
    ends = (way.end for way in operation.ways(dict.fromkeys(definition.units)))
    return {*map(str, operation.goal()), *map(str, ends)}


def _too_wide(
    claim: Claim, measure: Measure, path: TreePath, definition: Definition
) -> Iterator[Finding]:
    low, high = claim.interval
    if low == high:
        return
    if measure.kind == "time":
        share = (high - low) / (definition.end - definition.start)
    elif measure.kind == "number":
        share = (high - low) / max(measure.most(definition), 1)
    else:
        return
    if share > SAYS_NOTHING:
        message = f"spans {share:.0%} of what is possible, so that it says next to nothing"
        yield Finding(path, message)


def _beyond(
    claim: Claim, measure: Measure, path: TreePath, definition: Definition
) -> Iterator[Finding]:
    """A count of more than there is, which no run can come to."""
    most = measure.most(definition)
    if measure.kind == "number" and claim.interval[0] > most:
        unit = "" if measure.unit == "number" else f" {measure.unit}"
        message = f"counts more than the scenario has ({most:,.0f}{unit})"
        yield Finding(path, message)
