"""What must hold between the parts of a scenario."""

from collections.abc import Iterator
from datetime import timedelta

from sim.scenario.claim_checks import as_written, check_claims
from sim.scenario.figures import Count, Figure
from sim.scenario.name_checks import check_names
from sim.scenario.plan_checks import check_plan
from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.provenance import Subject, check_values
from sim.scenario.vocabulary import CATEGORIES, UNIT_KINDS

MAX_TURNS = 20_000
MAX_TURNS_BY_UNITS = 2_000_000
MAX_ENTRIES = {
    "units": 2_000,
    "places": 500,
    "operations": 2_000,
    "weapons": 500,
    "routes": 2_000,
    "variants": 200,
}
MAX_DAYS = 3_660
SHORTEST_TURN = 0.0166
"""One minute in hours, rounded down."""
MOST = 100_000_000
"""Men, weapons or civilians in all: what the state counts them in holds twenty times as many."""


def check(subject: Subject) -> list[Finding]:
    """Everything that is wrong between the parts; only its size if the scenario is too large."""
    excess = [*_size(subject)]
    if excess:
        return excess
    found = [*_span(subject)]
    in_time = not found and subject.whole("start", "end")
    if in_time and subject.whole("turn"):
        found += _turns(subject)
    for part in (
        check_values,
        check_names,
        _sides,
        _places,
        _routes,
        _weather,
        _units,
        _totals,
        check_plan,
    ):
        found += part(subject)
    if in_time:
        found += check_claims(subject)
    return [as_written(finding, subject) for finding in dict.fromkeys(found)]


def _size(subject: Subject) -> Iterator[Finding]:
    for section, limit in MAX_ENTRIES.items():
        part = subject.raw((section,))
        count = len(part) if isinstance(part, dict | list) else 0
        if count > limit:
            message = f"too many {section}: {count:,} (allowed: {limit:,})"
            yield Finding((section,), message, at_key=True)


def _span(subject: Subject) -> Iterator[Finding]:
    start, end = subject.definition.start, subject.definition.end
    if not subject.whole("start", "end"):
        return
    if end <= start:
        message = f"must be after the start ({start:%Y-%m-%d %H:%M}), not {_raw(subject, 'end')}"
        yield Finding(("end",), message)
    elif end - start > timedelta(days=MAX_DAYS):
        message = f"must be within {MAX_DAYS:,} days of the start, not {_raw(subject, 'end')}"
        yield Finding(("end",), message)


def _raw(subject: Subject, *path: str | int) -> str:
    return show(subject.raw(path))


def _turns(subject: Subject) -> Iterator[Finding]:
    definition, path = subject.definition, ("turn",)
    hours, turn = (definition.end - definition.start) / timedelta(hours=1), definition.turn.value
    raw = _raw(subject, "turn")
    if not isinstance(turn, float):
        yield Finding(path, f"must be one length of time such as 30 min, not {raw}")
    elif turn < SHORTEST_TURN or turn > hours:
        yield Finding(path, f"must be from 1 min to the whole time ({hours:g} h), not {raw}")
    elif hours / turn > MAX_TURNS:
        yield Finding(path, f"makes {hours / turn:,.0f} turns (allowed: {MAX_TURNS:,})")
    elif hours / turn * len(subject.known["units"]) > MAX_TURNS_BY_UNITS:
        count = len(subject.known["units"])
        message = f"{hours / turn:,.0f} turns of {count:,} units are too many"
        yield Finding(path, f"{message} (allowed: {MAX_TURNS_BY_UNITS:,} turns x units)")


def _sides(subject: Subject) -> Iterator[Finding]:
    names = subject.known["sides"]
    if len(names) != 2 and subject.whole("sides:names"):
        message = f"must be exactly two, not {len(names)} ({', '.join(names)})"
        yield Finding(("sides",), message, at_key=True)


def _places(subject: Subject) -> Iterator[Finding]:
    definition = subject.definition
    for name, place in definition.places.items():
        path: TreePath = ("places", name)
        if place.retreat == name:
            yield Finding((*path, "retreat"), f"must be another place, not {show(name)} itself")
        elif place.retreat and subject.whole("routes") and place.retreat in definition.places:
            yield from _retreat(name, place.retreat, (*path, "retreat"), subject)
        for part, (number, limit) in enumerate(zip(place.at or (), (90, 180), strict=False)):
            if not -limit <= number <= limit:
                noun = ("latitude", "longitude")[part]
                message = f"{noun} must be from -{limit} to {limit}, not {number:g}"
                yield Finding((*path, "at", part), message)
        for site, details in place.landing_sites.items():
            site_path = (*path, "landing_sites", site, "capacity")
            yield from positive(details.capacity, site_path, subject)


def _retreat(name: str, to: str, path: TreePath, subject: Subject) -> Iterator[Finding]:
    if not subject.whereabouts.joined(to, [name]):
        message = f"no way by land leads from {show(name)} to {show(to)}; add a route"
        yield Finding(path, message)


def _routes(subject: Subject) -> Iterator[Finding]:
    for position, route in enumerate(subject.definition.routes):
        if route.between[0] == route.between[1]:
            message = f"must join two places, not {show(str(route.between[0]))} and itself"
            yield Finding(("routes", position, "between"), message)


def _weather(subject: Subject) -> Iterator[Finding]:
    for position, fog in enumerate(subject.definition.weather.fog):
        if fog.end.value <= fog.start.value:
            path: TreePath = ("weather", "fog", position, "end")
            written = subject.written(path, fog.end.value)
            message = f"must be after the start ({fog.start.value:%Y-%m-%d %H:%M}), not {written}"
            yield Finding(path, message)


def positive(figure: Figure | None, path: TreePath, subject: Subject) -> Iterator[Finding]:
    """A finding if a figure can be zero where nothing would ever happen then."""
    value = None if figure is None else figure.value
    if isinstance(value, float) and value <= 0:
        yield Finding(path, f"must be more than 0, not {show(subject.raw(path))}")


def _units(subject: Subject) -> Iterator[Finding]:
    for name, unit in subject.definition.units.items():
        path: TreePath = ("units", name)
        without_men = isinstance(unit.men.value, float) and unit.men.value == 0
        if without_men and not unit.weapons:
            yield Finding(path, "must have men or weapons", at_key=True)
        weapons = {one: subject.definition.weapons.get(one) for one in unit.weapons}
        if None in weapons.values():
            continue
        categories = {one: weapon.category for one, weapon in weapons.items() if weapon}
        needed = UNIT_KINDS[unit.kind].needs
        if needed and needed not in categories.values():
            message = f"a unit of kind '{unit.kind}' must have weapons of category '{needed}'"
            yield Finding((*path, "kind"), message)
        for weapon, category in categories.items():
            only = CATEGORIES[category].kind if category in CATEGORIES else None
            if only and unit.kind != only:
                noun = CATEGORIES[category].noun
                message = f"{noun} must be in a unit of kind '{only}', not '{unit.kind}'"
                yield Finding((*path, "weapons", weapon), message, at_key=True)


def _totals(subject: Subject) -> Iterator[Finding]:
    """Too many of a kind in all; each figure alone is within its bounds."""
    units, places = subject.definition.units.values(), subject.definition.places.values()
    counted: dict[tuple[str, str], list[Count]] = {
        ("men", "units"): [unit.men for unit in units],
        ("weapons", "units"): [count for unit in units for count in unit.weapons.values()],
        ("civilians", "places"): [place.civilians for place in places],
    }
    for (noun, section), counts in counted.items():
        total = sum(count.most() for count in counts)
        if total > MOST:
            message = f"too many {noun} in all: {total:,.0f} (allowed: {MOST:,})"
            yield Finding((section,), message, at_key=True)
