"""What must hold for names: paths and measures are made of them, so each must mean one thing."""

from collections.abc import Collection, Iterator

from sim.scenario.measures.measure import words_of_names
from sim.scenario.measures.men import areas
from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.provenance import Subject

WORDY = ("sides", "weapons", "places")
"""Sections whose names stand in a measure where one of its words could."""
FIRST = ("winner", "civilians")
"""Words with which measures begin; nothing is called so."""
BESIDE_SIDES = ("places", "units")
"""Sections whose names stand where a side's could: in measures and in conditions on losses."""

NONE = {"sides": "stands for no side in `winner`", "variants": "stands for no variant"}
"""What `none` means where a section's names stand."""


def check_names(subject: Subject) -> Iterator[Finding]:
    """Names that are words of measures, or that mean two things."""
    reserved = words_of_names()
    for section in ("sides", "weapons", "places", "units", "operations"):
        words = reserved if section in WORDY else FIRST
        sides = subject.known["sides"] if section in BESIDE_SIDES else []
        for name in subject.known[section]:
            message = _taken(name, words, {"side": sides})
            if message:
                yield Finding((section, name), message, at_key=True)
    definition = subject.definition
    for section, meaning in NONE.items():
        if "none" in getattr(definition, section):
            message = f"'none' {meaning}; give another name"
            yield Finding((section, "none"), message, at_key=True)
    yield from _shared_luck("units", {n: one.luck for n, one in definition.units.items()})
    yield from _shared_luck("operations", {n: o.luck for n, o in definition.operations.items()})
    others = {"place": subject.known["places"], "side": subject.known["sides"]}
    for area in areas(definition):
        message = _taken(area, reserved, others)
        if message:
            yield Finding(_first(area, subject), message)


def _shared_luck(section: str, owners: dict[str, str]) -> Iterator[Finding]:
    """Two of a section, each with the name of its luck, that draw the same luck."""
    known = {name: name for name, luck in owners.items() if not luck}
    for name, luck in owners.items():
        if luck and known.setdefault(luck, name) != name:
            message = f"{show(luck)} names the luck of {show(known[luck])} already"
            yield Finding((section, name, "luck"), message)


def _taken(name: str, words: Collection[str], others: dict[str, list[str]]) -> str | None:
    if name in words:
        return f"{show(name)} is a word of measures; give another name"
    noun = next((noun for noun, names in others.items() if name in names), None)
    return None if noun is None else f"{show(name)} is the name of a {noun} already"


def _first(area: str, subject: Subject) -> TreePath:
    """Where an area is named first."""
    places = subject.definition.places.items()
    return ("places", next(name for name, place in places if place.area == area), "area")
