"""What must hold for operations: who takes part, when they start, how they get there."""

from collections.abc import Iterator
from typing import Any

from sim.scenario.figures import Figure, Moment
from sim.scenario.operations import (
    Airborne,
    AntiShipping,
    AssaultBase,
    Breakdown,
    Expedition,
    Ferry,
    LandingBase,
    March,
    Offensive,
    OperationBase,
    Parley,
    Passage,
    RaidsBase,
    Reaction,
    Withdrawal,
)
from sim.scenario.problems import Finding, TreePath, show, unknown
from sim.scenario.provenance import Subject
from sim.scenario.shipping_checks import check_shipping
from sim.scenario.trigger import Condition, Trigger
from sim.scenario.walk import walk

ON_FOOT = ("infantry", "militia", "artillery", "armour")
PARTICIPANTS: dict[tuple[str, str], tuple[str, ...]] = {
    ("landing", "units"): ON_FOOT,
    ("landing", "craft"): ("ships",),
    ("shuttle", "units"): ON_FOOT,
    ("shuttle", "craft"): ("ships",),
    ("passage", "units"): ("ships",),
    ("ferry", "craft"): ("ships",),
    ("convoy", "units"): ("ships",),
    ("submarine", "units"): ("ships",),
    ("passage", "aboard"): ON_FOOT,
    ("reaction", "units"): ON_FOOT,
    ("march", "units"): ON_FOOT,
    ("assault", "units"): ON_FOOT,
    ("counter_attack", "units"): ON_FOOT,
    ("seizure", "units"): ON_FOOT,
    ("offensive", "units"): ON_FOOT,
    ("siege", "units"): ON_FOOT,
    ("siege", "garrison"): ON_FOOT,
    ("expedition", "units"): ON_FOOT,
    ("expedition", "craft"): ("ships", "aircraft"),
    ("airborne", "units"): ON_FOOT,
    ("airborne", "transports"): ("aircraft",),
    ("airborne", "escort"): ("aircraft",),
    ("airborne", "interceptors"): ("aircraft",),
    ("parley", "garrison"): ON_FOOT,
    ("strike", "units"): ("aircraft",),
    ("anti_shipping", "units"): ("aircraft",),
    ("anti_shipping", "targets"): ("ships",),
    ("gunfire", "units"): ("ships", "artillery"),
}
"""Kinds of unit that can take part, by kind of operation and key; others take any."""

OWN = ("units", "craft", "aboard", "transports", "escort")
ENEMY = ("garrison", "interceptors")
"""Keys under which an operation names units of its own side and of the other."""

POSITIVE = (
    "every",
    "lift",
    "capacity",
    "boarding",
    "length",
    "breadth",
)
"""Figures of operations without which nothing would ever happen."""


def check_plan(subject: Subject) -> Iterator[Finding]:
    """Everything that is wrong with the operations."""
    for name, operation in subject.definition.operations.items():
        path: TreePath = ("operations", name)
        for key in (*OWN, *ENEMY):
            yield from _participants(operation, key, path, subject)
        yield from _trigger(operation.start, (*path, "start"), subject)
        yield from _movement(operation, path, subject)
        if isinstance(operation, LandingBase | Passage | Expedition | Ferry):
            yield from _sea_way(operation, path, subject)
        yield from check_shipping(operation, path, subject)
        if isinstance(operation, LandingBase):
            yield from _landing(operation, path, subject)
        if isinstance(operation, Reaction):
            yield from _reaction(operation, path, subject)
        if isinstance(operation, RaidsBase):
            yield from _raids(operation, path, subject)
        if isinstance(operation, AntiShipping):
            yield from _participants(operation, "targets", path, subject)
            yield from _hits_ships(operation, path, subject)
        if isinstance(operation, Airborne):
            yield from _flight(operation, path, subject)
        if isinstance(operation, Breakdown):
            yield from _orders(operation, path, subject)
        if isinstance(operation, Parley):
            yield from _talks(operation, path, subject)
        if isinstance(operation, Offensive) and operation.until and subject.whole("start", "end"):
            yield from _within(operation.until, (*path, "until"), subject)
    yield from _conditions(subject)
    yield from _cycles(subject)


def _participants(
    operation: OperationBase, key: str, path: TreePath, subject: Subject
) -> Iterator[Finding]:
    names: list[str] = getattr(operation, key, [])
    kind: str = getattr(operation, "kind", "")
    allowed = PARTICIPANTS.get((kind, key), ())
    for position, name in enumerate(names):
        here = (*path, key, position)
        if name in names[:position]:
            yield Finding(here, f"unit {show(str(name))} is listed twice")
        unit = subject.definition.units.get(name)
        if unit is None:
            continue
        if key in OWN and unit.side != operation.side:
            message = f"unit {show(str(name))} is of {unit.side}, not of {operation.side}"
            yield Finding(here, message)
        if key in (*ENEMY, "targets") and unit.side == operation.side:
            message = f"unit {show(str(name))} must be of the other side, not of {unit.side} too"
            yield Finding(here, message)
        if allowed and unit.kind not in allowed:
            kinds = " or ".join(filter(None, (", ".join(allowed[:-1]), allowed[-1])))
            yield Finding(here, f"unit {show(str(name))} must be {kinds}, but is {unit.kind}")


def _trigger(start: Trigger, path: TreePath, subject: Subject) -> Iterator[Finding]:
    if start.at is None and not start.after and start.when is None:
        yield Finding(path, "must give at least one of at, after, when", at_key=True)
    for key, moment in (("at", start.at), ("not_after", start.not_after)):
        if moment is not None and subject.whole("start", "end"):
            yield from _within(moment, (*path, key), subject)
    if start.at and start.not_after and start.not_after.value < start.at.value:
        written = f"{start.not_after.value:%Y-%m-%d %H:%M}"
        message = f"must not be before at ({start.at.value:%Y-%m-%d %H:%M}), not {written}"
        yield Finding((*path, "not_after"), message)


def _within(moment: Moment, path: TreePath, subject: Subject) -> Iterator[Finding]:
    first, last = subject.definition.start, subject.definition.end
    if first <= last and not first <= moment.value <= last:
        span = f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}"
        yield Finding(path, f"must be from {span}, not {moment.value:%Y-%m-%d %H:%M}")


def _movement(operation: OperationBase, path: TreePath, subject: Subject) -> Iterator[Finding]:
    for key in POSITIVE:
        figure: Figure | None = getattr(operation, key, None)
        if figure is not None and isinstance(figure.value, float) and figure.value <= 0:
            written = subject.raw((*path, key))
            yield Finding((*path, key), f"must be more than 0, not {_shown(written)}")
    if not isinstance(operation, March | AssaultBase | Withdrawal):
        return
    if operation.distance is not None:
        return
    reached = any(operation.to in route.between for route in subject.definition.routes)
    at_start = any(_stands_at(name, operation.to, subject) for name in operation.units)
    known = subject.whole("routes") and operation.to in subject.known["places"]
    if known and not reached and not at_start:
        message = f"no route leads to {show(str(operation.to))}; add one, or give distance"
        yield Finding((*path, "to"), message)


def _shown(raw: Any) -> str:
    return show(raw.get("value", raw) if isinstance(raw, dict) else raw)


def _stands_at(unit: str, place: str, subject: Subject) -> bool:
    found = subject.definition.units.get(unit)
    return found is not None and found.place == place


def _sea_way(
    operation: LandingBase | Passage | Expedition | Ferry, path: TreePath, subject: Subject
) -> Iterator[Finding]:
    ends = {operation.origin, operation.to}
    sea = [set(r.between) for r in subject.definition.routes if r.kind == "sea"]
    known = ends <= set(subject.known["places"])
    if operation.origin == operation.to:
        message = f"must differ from origin, not be {show(str(operation.to))} too"
        yield Finding((*path, "to"), message)
    elif operation.distance is None and ends not in sea and known and subject.whole("routes"):
        names = f"{show(str(operation.origin))} to {show(str(operation.to))}"
        yield Finding(path, f"no sea route from {names}; add one, or give distance", at_key=True)


def _landing(operation: LandingBase, path: TreePath, subject: Subject) -> Iterator[Finding]:
    place = subject.definition.places.get(operation.to)
    if place is None:
        return
    if not place.landing_sites:
        yield Finding((*path, "to"), f"place {show(str(operation.to))} has no landing sites")
        return
    for position, site in enumerate(operation.sites):
        if site not in place.landing_sites:
            message = unknown("landing site", site, place.landing_sites)
            yield Finding((*path, "sites", position), message)


def _reaction(operation: Reaction, path: TreePath, subject: Subject) -> Iterator[Finding]:
    by_land = [r.between for r in subject.definition.routes if r.kind != "sea"]
    for position, place in enumerate(operation.to):
        here = (*path, "to", position)
        if place in operation.to[:position]:
            yield Finding(here, f"place {show(str(place))} is listed twice")
        reached = any(place in ends for ends in by_land)
        if not reached and subject.whole("routes") and place in subject.known["places"]:
            yield Finding(here, f"no route by land leads to {show(str(place))}; add one")


def _flight(operation: Airborne, path: TreePath, subject: Subject) -> Iterator[Finding]:
    ends = [subject.definition.places.get(name) for name in (operation.origin, operation.to)]
    if operation.origin == operation.to:
        message = f"must differ from origin, not be {show(str(operation.to))} too"
        yield Finding((*path, "to"), message)
    elif operation.distance is None and None not in ends and any(p.at is None for p in ends if p):
        names = f"{show(str(operation.origin))} and {show(str(operation.to))}"
        yield Finding(path, f"must give distance, or {names} must give `at`", at_key=True)


def _talks(operation: Parley, path: TreePath, subject: Subject) -> Iterator[Finding]:
    for key in ("until", "disarmed_from"):
        moment: Moment | None = getattr(operation, key)
        if moment is not None and subject.whole("start", "end"):
            yield from _within(moment, (*path, key), subject)


def _raids(operation: RaidsBase, path: TreePath, subject: Subject) -> Iterator[Finding]:
    for name in operation.intensity:
        if name not in operation.units and name in subject.known["units"]:
            message = unknown("unit of these raids", str(name), operation.units)
            yield Finding((*path, "intensity", name), message, at_key=True)


def _hits_ships(operation: AntiShipping, path: TreePath, subject: Subject) -> Iterator[Finding]:
    for position, name in enumerate(operation.units):
        unit = subject.definition.units.get(name)
        carried = {} if unit is None else unit.weapons
        known = [subject.definition.weapons.get(weapon) for weapon in carried]
        if unit is None or unit.kind != "aircraft" or None in known:
            continue
        if not any("craft" in weapon.strike for weapon in known if weapon):
            message = f"unit {show(str(name))} has no aircraft whose strike hits craft"
            yield Finding((*path, "units", position), message)


def _orders(operation: Breakdown, path: TreePath, subject: Subject) -> Iterator[Finding]:
    for position, name in enumerate(operation.orders):
        late = subject.definition.operations.get(name)
        if late is not None and late.side != operation.side:
            message = f"operation {show(str(name))} is of {late.side}, not of {operation.side}"
            yield Finding((*path, "orders", position), message)


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
