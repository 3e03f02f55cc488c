"""Checks that several kinds of operation make."""

from collections.abc import Iterator

from sim.scenario.moment import Moment
from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.subject import Subject
from sim.scenario.vocabulary import TERRAINS


def check_moment(moment: Moment | None, path: TreePath, subject: Subject) -> Iterator[Finding]:
    """A moment lies within the battle."""
    first, last = subject.definition.start, subject.definition.end
    if moment is None or not subject.whole("start", "end") or first > last:
        return
    if not first <= moment.value <= last:
        span = f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}"
        yield Finding(path, f"must be from {span}, not {subject.written(path, moment.value)}")


def check_at_sea(place: str | None, path: TreePath, subject: Subject) -> Iterator[Finding]:
    """A place is one at sea."""
    found = None if place is None else subject.definition.places.get(place)
    if found is not None and not TERRAINS[found.terrain].water:
        waters = " or ".join(f"'{name}'" for name, terrain in TERRAINS.items() if terrain.water)
        message = f"place {show(str(place))} must be of terrain {waters}, not {show(found.terrain)}"
        yield Finding(path, message)


def check_civilians(port: str, path: TreePath, subject: Subject) -> Iterator[Finding]:
    """Civilians live in a port."""
    found = subject.definition.places.get(port)
    if found is not None and isinstance(found.civilians.value, float) and not found.civilians.value:
        yield Finding(path, f"place {show(str(port))} has no civilians")
