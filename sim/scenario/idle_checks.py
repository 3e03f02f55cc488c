"""What a plan says and can never come about."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.provenance import Subject
from sim.scenario.trigger import Condition, Trigger


def check_idle(subject: Subject) -> Iterator[Finding]:
    """Warnings of operations that can never start, and of victories that nobody can win."""
    for name, operation in subject.definition.operations.items():
        if operation.enabled:
            yield from _never_starts(operation.start, ("operations", name, "start"), subject)
            yield from _overruled(name, operation, subject)
    for position, victory in enumerate(subject.definition.victory):
        if _impossible(victory.when, subject):
            message = "can never be true"
            yield Finding(("victory", position, "when"), message, at_key=True, severity="warning")


def _never_starts(start: Trigger, path: TreePath, subject: Subject) -> Iterator[Finding]:
    operations = subject.definition.operations
    for position, before in enumerate(start.after):
        if before in operations and not operations[before].enabled:
            message = f"{show(str(before))} is disabled, so that this never starts"
            yield Finding((*path, "after", position), message, severity="warning")
    if start.when is not None and _impossible(start.when, subject):
        message = "can never be true, so that the operation never starts"
        yield Finding((*path, "when"), message, at_key=True, severity="warning")
    if subject.whole("start", "end") and _too_late(start, subject.definition.end):
        message = "the battle is over by then, so that the operation never starts"
        yield Finding((*path, "at"), message, severity="warning")


def _too_late(start: Trigger, end: datetime) -> bool:
    wait = 0.0 if start.delay is None else start.delay.value
    if start.at is None or not isinstance(wait, float) or start.at.value > end:
        return False
    return start.at.value + timedelta(hours=wait) >= end


def _overruled(name: str, operation: Any, subject: Subject) -> Iterator[Finding]:
    """A warning of marches whose units are all sent elsewhere in the very moment."""
    goes = operation.leaves() if operation.by_land and _at_an_hour(operation.start) else {}
    if not goes:
        return
    others = [*subject.definition.operations.items()]
    for other, later in others[[one for one, _ in others].index(name) + 1 :]:
        same = later.enabled and later.by_land and later.start.at == operation.start.at
        if same and _at_an_hour(later.start):
            sent = later.leaves()
            if all(sent.get(unit, place) != place for unit, place in goes.items()):
                message = f"{show(str(other))} sends its units elsewhere at the same hour"
                yield Finding(("operations", name, "units"), message, severity="warning")
                return


def _at_an_hour(start: Trigger) -> bool:
    """Whether it is an hour and nothing else that starts an operation."""
    return start.at is not None and not (start.after or start.when or start.delay)


def _impossible(condition: Condition, subject: Subject) -> bool:
    """Whether a condition asks for a side where it can never be."""
    places, known = subject.definition.places, subject.whereabouts
    control = any(
        places[place].held_by != side and place not in known.of_side(side)
        for place, side in condition.control.items()
        if place in places
    )
    both = [known.of_side(side) for side in subject.definition.sides]
    contact = any(place not in stands for place in condition.contact for stands in both)
    ways = [_impossible(one, subject) for one in condition.any]
    return control or contact or (bool(ways) and all(ways))
