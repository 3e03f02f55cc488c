"""What must hold for operations: who takes part, when they start, how they get there."""

from collections.abc import Iterator

from sim.scenario.idle_checks import check_idle
from sim.scenario.kinds import OperationSpec, Part
from sim.scenario.moment import Moment
from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.provenance import Subject
from sim.scenario.trigger import Condition, Trigger
from sim.scenario.walk import walk


def check_plan(subject: Subject) -> Iterator[Finding]:
    """Everything that is wrong with the operations."""
    for name, operation in subject.definition.operations.items():
        path: TreePath = ("operations", name)
        yield from check_order(operation, path, subject)
        yield from _trigger(operation.start, (*path, "start"), subject)
    yield from _conditions(subject)
    yield from _cycles(subject)
    if subject.whole("operations", "units", "places", "sides"):
        yield from check_idle(subject)


def check_order(operation: OperationSpec, path: TreePath, subject: Subject) -> Iterator[Finding]:
    """Everything that is wrong with an operation but for its start."""
    for field, part in operation.parts().items():
        yield from _participants(operation, field, part, path, subject)
    for field in operation.more_than_zero():
        yield from _more_than_zero(operation, field, path, subject)
    yield from operation.check(path, subject)


def _participants(
    operation: OperationSpec, field: str, part: Part, path: TreePath, subject: Subject
) -> Iterator[Finding]:
    names: list[str] = getattr(operation, field)
    for position, name in enumerate(names):
        here = (*path, field, position)
        if name in names[:position]:
            yield Finding(here, f"unit {show(str(name))} is listed twice")
        unit = subject.definition.units.get(name)
        if unit is None:
            continue
        if part.own and unit.side != operation.side:
            message = f"unit {show(str(name))} is of {unit.side}, not of {operation.side}"
            yield Finding(here, message)
        if not part.own and unit.side == operation.side:
            message = f"unit {show(str(name))} must be of the other side, not of {unit.side} too"
            yield Finding(here, message)
        if part.kinds and unit.kind not in part.kinds:
            kinds = " or ".join(filter(None, (", ".join(part.kinds[:-1]), part.kinds[-1])))
            yield Finding(here, f"unit {show(str(name))} must be {kinds}, but is {unit.kind}")


def _trigger(start: Trigger, path: TreePath, subject: Subject) -> Iterator[Finding]:
    if start.at is None and not start.after and start.when is None:
        yield Finding(path, "must give at least one of at, after, when", at_key=True)
    for key, moment in (("at", start.at), ("not_after", start.not_after)):
        if moment is not None and subject.whole("start", "end"):
            yield from _within(moment, (*path, key), subject)
    if start.at and start.not_after and start.not_after.value < start.at.value:
        written = subject.written((*path, "not_after"), start.not_after.value)
        message = f"must not be before at ({start.at.value:%Y-%m-%d %H:%M}), not {written}"
        yield Finding((*path, "not_after"), message)


def _within(moment: Moment, path: TreePath, subject: Subject) -> Iterator[Finding]:
    first, last = subject.definition.start, subject.definition.end
    if first <= last and not first <= moment.value <= last:
        span = f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}"
        yield Finding(path, f"must be from {span}, not {subject.written(path, moment.value)}")


def _more_than_zero(
    operation: OperationSpec, field: str, path: TreePath, subject: Subject
) -> Iterator[Finding]:
    figure = getattr(operation, field)
    if figure is not None and isinstance(figure.value, float) and figure.value <= 0:
        raw = subject.raw((*path, field))
        written = show(raw.get("value", raw) if isinstance(raw, dict) else raw)
        yield Finding((*path, field), f"must be more than 0, not {written}")


def _conditions(subject: Subject) -> Iterator[Finding]:
    for visit in walk((subject.definition.operations, subject.definition.victory)):
        if isinstance(visit.value, Condition) and not any(
            getattr(visit.value, name) for name in Condition.model_fields
        ):
            section = ("operations", "victory")[int(visit.path[0])]
            names = ", ".join(Condition.model_fields)
            yield Finding((section, *visit.path[1:]), f"must give at least one of {names}", True)


def _cycles(subject: Subject) -> Iterator[Finding]:
    """One finding for each cycle of operations that wait for one another."""
    operations = subject.definition.operations
    done: set[str] = set()
    for first in operations:
        trail: list[tuple[str, Iterator[str]]] = [(first, iter(operations[first].start.after))]
        while trail and first not in done:
            name, rest = trail[-1]
            following = next(rest, None)
            names = [one for one, _ in trail]
            if following is None:
                done.add(name)
                trail.pop()
            elif following in names:
                cycle = [*names[names.index(following) :], following]
                message = f"operations wait for one another: {' -> '.join(map(str, cycle))}"
                yield Finding(("operations", str(following), "start", "after"), message)
            elif following in operations and following not in done:
                trail.append((following, iter(operations[following].start.after)))
