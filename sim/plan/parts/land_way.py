"""A way over land: from where units stand to a place."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from sim.scenario.figures import Distance
from sim.scenario.kinds import Stands, Way
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.subject import Subject
from sim.scenario.vocabulary import TERRAINS


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
    """The place is on land, and a way over land leads there from where each unit can be."""
    here, to = (*path, "to"), str(operation.to)
    place = subject.definition.places.get(to)
    if place is None:
        return
    if TERRAINS[place.terrain].water:
        yield Finding(here, f"place {show(to)} is at sea; only ships go there")
    elif operation.distance is None and subject.whole("routes", "units", "operations"):
        cut_off = [unit for unit in operation.units if _cut_off(unit, to, path, subject)]
        if cut_off:
            stands = ", ".join(sorted(subject.whereabouts.of(cut_off[0], str(path[-1]))))
            message = f"no way by land leads {show(str(cut_off[0]))} from {stands} to {show(to)}"
            yield Finding(here, f"{message}; add a route, or give distance")


def _cut_off(unit: str, to: str, path: TreePath, subject: Subject) -> bool:
    """Whether a unit can be nowhere from where it could go to a place."""
    known = subject.whereabouts
    if known.waits(unit) or not known.routes_lead:
        return False
    return not known.joined(to, known.of(unit, str(path[-1])))


def land_ways(units: Iterable[str], to: str, stands: Stands) -> Iterator[Way]:
    """From each place at which some units stand."""
    for stand in dict.fromkeys(stands[unit] for unit in units):
        yield Way(stand, to, "land")
