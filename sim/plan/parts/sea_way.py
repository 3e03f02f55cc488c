"""A way over sea: from one place to another."""

from collections.abc import Iterator
from typing import Protocol

from sim.scenario.figures import Distance
from sim.scenario.names import PlaceName
from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.subject import Subject


class BySea(Protocol):
    """An operation that crosses the sea."""

    @property
    def origin(self) -> PlaceName:
        """Where from."""

    @property
    def to(self) -> PlaceName:
        """Where to."""

    @property
    def distance(self) -> Distance | None:
        """How far, if the routes do not say."""


def check_sea_way(operation: BySea, path: TreePath, subject: Subject) -> Iterator[Finding]:
    """The ends differ, and the length of the way between them is known."""
    if operation.origin == operation.to:
        message = f"must differ from origin, not be {show(str(operation.to))} too"
        yield Finding((*path, "to"), message)
    elif operation.distance is None and not joined(operation.origin, operation.to, subject):
        names = f"{show(str(operation.origin))} to {show(str(operation.to))}"
        yield Finding(path, f"no sea route from {names}; add one, or give distance", at_key=True)


def joined(origin: str, to: str, subject: Subject) -> bool:
    """Whether a sea route joins two places, as far as one can tell."""
    known = {origin, to} <= set(subject.known["places"]) and subject.whole("routes")
    sea = [set(route.between) for route in subject.definition.routes if route.kind == "sea"]
    return not known or {origin, to} in sea
