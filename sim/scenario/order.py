"""Orders in the words of a scenario file: one operation that begins at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from pydantic import ValidationError

from sim.scenario.definition import Definition
from sim.scenario.kinds import Operation, OperationSpec
from sim.scenario.messages import findings
from sim.scenario.plan_checks import check_order
from sim.scenario.problems import Finding, TreePath, dotted, one_line, show, unknown
from sim.scenario.provenance import Subject, check_values
from sim.scenario.record import Record
from sim.scenario.signature import signature

SECTIONS = ("sources", "sides", "weapons", "places", "units", "operations")
_NAME = "order"
_PATH: TreePath = ("operations", _NAME)


class OrderError(ValueError):
    """An order that cannot be given; its text says why."""


class _OrderSubject(Subject):
    """What an order is checked in: who gives it is told no name of the enemy's forces."""

    def unknown(self, path: TreePath, sections: Sequence[str], name: str) -> str:
        """The message for a name that there is not; own units and operations alone are listed."""
        order = self.definition.operations[_NAME]
        part = order.parts().get(str(path[len(_PATH)]))
        if part is not None and not part.own:
            return f"no unit {show(name)} of the other side is known"
        if sections[0] in ("units", "operations"):
            listed = getattr(self.definition, sections[0]).items()
            own = [key for key, one in listed if one.side == order.side]
            return unknown(f"{sections[0].removesuffix('s')} of {order.side}", name, own)
        return super().unknown(path, sections, name)


class _Orders(Record):
    """Operations by name, as in a scenario."""

    operations: dict[str, Operation]


@dataclass(frozen=True, eq=False)
class Described:
    """An order that has been read once, to be given many times in the same scenario."""

    raw: Mapping[str, Any]
    """Its words."""
    side: str
    definition: Definition
    operation: OperationSpec
    doubts: list[str]

    @cached_property
    def signature(self) -> str:
        """That of what is ordered."""
        return signature(self.operation)

    @classmethod
    def of(cls, raw: Mapping[str, Any], side: str, definition: Definition) -> Self:
        """Read an order. Raises `OrderError` as `read_order` does."""
        return cls(raw, side, definition, *read_order(raw, side, definition, {}))


def read_order(
    raw: Mapping[str, Any] | OperationSpec | Described,
    side: str,
    definition: Definition,
    given: Mapping[str, OperationSpec],
) -> tuple[OperationSpec, list[str]]:
    """As `describe`, of an operation on which commanders decide."""
    if isinstance(raw, Described):
        if raw.side == side and raw.definition is definition:
            return raw.operation, raw.doubts
        raw = raw.raw
    operation, doubts = describe(raw, side, definition, given)
    if not operation.ordered:
        raise OrderError(f"kind: nobody can order a {operation.kind_name().replace('_', ' ')}")
    return operation, doubts


def describe(
    raw: Mapping[str, Any] | OperationSpec,
    side: str,
    definition: Definition,
    given: Mapping[str, OperationSpec],
) -> tuple[OperationSpec, list[str]]:
    """The operation that an order of a side describes, and doubts whether it has any effect.

    `start` is left out: an order begins at once; so may be `side`, and where figures come from.
    `given` are the orders before it. Raises `OrderError` in the words of problems with a file.
    """
    tree: dict[str, Any] = {}
    if isinstance(raw, OperationSpec):
        operation = raw
    else:
        tree = {"operations": {_NAME: _completed(raw, side)}}
        operation = _operation(tree)
    if operation.side != side:
        raise OrderError(f"side: must be '{side}', not '{operation.side}'")
    found = [*_check(operation, tree, definition, given)]
    _refuse([one for one in found if one.severity == "error"])
    return operation, [_text(one) for one in found if not one.tells_plan]


def _completed(raw: Mapping[str, Any], side: str) -> dict[str, Any]:
    if "start" in raw:
        raise OrderError("start: an order begins at once; leave it out")
    origin = {} if raw.get("source") else {"assumed": "ordered"}
    return {"side": side, "start": {}, **origin, **raw}


def _operation(tree: dict[str, Any]) -> OperationSpec:
    try:
        return _Orders.model_validate(tree).operations[_NAME]
    except ValidationError as error:
        found = findings(error, tree)
    _refuse(found)
    raise AssertionError(found)


def _check(
    operation: OperationSpec,
    tree: dict[str, Any],
    definition: Definition,
    given: Mapping[str, OperationSpec],
) -> Iterator[Finding]:
    operations = {**definition.operations, **given, _NAME: operation}
    whole = definition.model_copy(update={"operations": operations})
    known = {name: list(getattr(definition, name)) for name in SECTIONS}
    subject = _OrderSubject(whole, tree, known)
    yield from check_values(subject, operation, _PATH)
    yield from check_order(operation, _PATH, subject)


def _refuse(found: list[Finding]) -> None:
    if found:
        raise OrderError("; ".join(dict.fromkeys(map(_text, found))))


def _text(finding: Finding) -> str:
    return one_line(": ".join(filter(None, (dotted(finding.path[2:]), finding.message))))
