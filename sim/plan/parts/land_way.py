"""A way over land: from where units stand to a place."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from sim.scenario.figures import Distance
from sim.scenario.kinds import Stands, Way
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.provenance import Subject

ON_FOOT = ("infantry", "militia", "artillery", "armour")
"""Kinds of unit that march and fight on land."""


class ByLand(Protocol):
    """An operation that goes to a place over land."""

    @property
    def units(self) -> list[UnitName]:
        """Who goes."""

    @property
    def to(self) -> PlaceName:
        """Where to."""

    @property
    def distance(self) -> Distance | None:
        """How far, if the routes do not say."""


def check_land_way(operation: ByLand, path: TreePath, subject: Subject) -> Iterator[Finding]:
    """There is a way to the place."""
    if operation.distance is not None:
        return
    units = subject.definition.units
    reached = any(operation.to in route.between for route in subject.definition.routes)
    at_start = any(name in units and units[name].place == operation.to for name in operation.units)
    known = subject.whole("routes") and operation.to in subject.known["places"]
    if known and not reached and not at_start:
        message = f"no route leads to {show(str(operation.to))}; add one, or give distance"
        yield Finding((*path, "to"), message)


def land_ways(units: Iterable[str], to: str, stands: Stands) -> Iterator[Way]:
    """From each place at which some units stand."""
    for stand in dict.fromkeys(stands[unit] for unit in units):
        yield Way(stand, to, "land")
