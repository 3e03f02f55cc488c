"""What must hold for ships that are hunted, and for those who hunt them."""

from collections.abc import Iterator
from itertools import pairwise

from sim.scenario.figures import Moment
from sim.scenario.operations import (
    Convoy,
    Ferry,
    LandingBase,
    OperationBase,
    Passage,
    Submarine,
)
from sim.scenario.problems import Finding, TreePath, show, unknown
from sim.scenario.provenance import Subject


def check_shipping(operation: OperationBase, path: TreePath, subject: Subject) -> Iterator[Finding]:
    """Everything that is wrong with an operation, if it is one of these kinds."""
    if isinstance(operation, Ferry | LandingBase | Passage) and operation.through is not None:
        yield from _at_sea(operation.through, (*path, "through"), subject)
    if isinstance(operation, Ferry):
        yield from _civilians(operation, path, subject)
        yield from _end(operation.until, path, subject)
    elif isinstance(operation, Convoy):
        if operation.people:
            yield from _civilians(operation, path, subject)
        yield from _way(operation, path, subject)
        yield from _entries(operation, path, subject)
    elif isinstance(operation, Submarine):
        yield from _at_sea(operation.to, (*path, "to"), subject)
        yield from _single(operation, path, subject)
        yield from _end(operation.until, path, subject)


def _civilians(operation: Ferry | Convoy, path: TreePath, subject: Subject) -> Iterator[Finding]:
    port = subject.definition.places.get(operation.origin)
    if port is not None and isinstance(port.civilians.value, float) and not port.civilians.value:
        message = f"place {show(str(operation.origin))} has no civilians"
        yield Finding((*path, "origin"), message)


def _at_sea(place: str, path: TreePath, subject: Subject) -> Iterator[Finding]:
    found = subject.definition.places.get(place)
    if found is not None and found.terrain != "sea":
        message = f"place {show(str(place))} must be of terrain 'sea', not {show(found.terrain)}"
        yield Finding(path, message)


def _end(until: Moment | None, path: TreePath, subject: Subject) -> Iterator[Finding]:
    first, last = subject.definition.start, subject.definition.end
    if until is None or not subject.whole("start", "end") or first <= until.value <= last:
        return
    span = f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}"
    yield Finding((*path, "until"), f"must be from {span}, not {until.value:%Y-%m-%d %H:%M}")


def _way(operation: Convoy, path: TreePath, subject: Subject) -> Iterator[Finding]:
    sea = [set(r.between) for r in subject.definition.routes if r.kind == "sea"]
    known = subject.known["places"]
    for position, (start, end) in enumerate(pairwise((operation.origin, *operation.way))):
        here = (*path, "way", position)
        if start == end:
            yield Finding(here, f"must differ from the place before, not be {show(str(end))} too")
        elif {start, end} not in sea and {start, end} <= set(known) and subject.whole("routes"):
            names = f"{show(str(start))} to {show(str(end))}"
            yield Finding(here, f"no sea route from {names}; add one")


def _entries(operation: Convoy, path: TreePath, subject: Subject) -> Iterator[Finding]:
    """Names of calls and people that are none of this convoy's."""
    for name in operation.calls:
        if name not in operation.way[:-1] and name in subject.known["places"]:
            message = unknown("place of call", str(name), operation.way[:-1])
            yield Finding((*path, "calls", name), message, at_key=True)
    for unit in operation.people:
        if unit not in operation.units and unit in subject.known["units"]:
            message = unknown("unit of this convoy", str(unit), operation.units)
            yield Finding((*path, "people", unit), message, at_key=True)


def _single(operation: Submarine, path: TreePath, subject: Subject) -> Iterator[Finding]:
    for position, name in enumerate(operation.units):
        unit = subject.definition.units.get(name)
        counts = [] if unit is None else [count.value for count in unit.weapons.values()]
        known = [count for count in counts if isinstance(count, float)]
        if known and len(known) == len(counts) and sum(known) != 1:
            message = f"unit {show(str(name))} must be one submarine, not {sum(known):g}"
            yield Finding((*path, "units", position), message)
