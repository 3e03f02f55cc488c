"""Measures in words, and sides in colours, for tables and pictures."""

from datetime import datetime

from sim.scenario.definition import Definition

EVENTS = {"started_at": "begun", "completed_at": "complete"}
FATES = {
    "killed_and_wounded": "killed and wounded",
    "surrendered_at": "surrendered",
    "hit": "lost or damaged",
}
SHIP = {
    "dead": "dead of those aboard",
    "rescued": "saved from the water",
    "landed": "put ashore in safety",
    "attacked_at": "attacked",
    "sunk_at": "sunk",
}
LOTS = {"killed": "killed", "evacuated": "brought to safety"}
CATEGORIES = {"armour": "tanks"}


# vermilion and blue of Okabe and Ito (2008), which colour-blind readers can tell apart
COLOURS = ("#D55E00", "#0072B2")


def side_colours(definition: Definition) -> dict[str, str]:
    """The colour of each side, the scenario's own or a default; the same everywhere."""
    return {
        name: side.colour or COLOURS[position % 2]
        for position, (name, side) in enumerate(definition.sides.items())
    }


def capitalised(text: str) -> str:
    """The text with its first letter in upper case and the others as they are."""
    return text[:1].upper() + text[1:]


def duration(hours: float) -> str:
    """A length of time in words, such as ``30 min`` or ``2 h``."""
    minutes = round(60 * hours)
    return f"{minutes} min" if minutes % 60 else f"{minutes // 60} h"


def place_title(name: str, definition: Definition) -> str:
    """A place or area as readers call it."""
    place = definition.places.get(name)
    return (place.title if place else "") or capitalised(name.replace("_", " "))


def unit_title(name: str, definition: Definition) -> str:
    """A unit as readers call it."""
    return definition.units[name].title or name.replace("_", " ")


def operation_title(name: str, definition: Definition) -> str:
    """An operation as readers call it."""
    return definition.operations[name].title or name.replace("_", " ")


def side_of(measure: str, definition: Definition) -> str | None:
    """The side of whose men or weapons a measure speaks; None if it speaks of none."""
    return next((part for part in measure.split(".")[:2] if part in definition.sides), None)


def label(measure: str, definition: Definition) -> str:
    """A measure in words, such as ``Toro port: Japan killed``."""
    owner, _, what = measure.partition(".")
    if measure == "winner":
        return "Winner"
    if owner == "civilians":
        return f"Civilians {LOTS[what]}"
    if owner in definition.sides:
        return f"{definition.sides[owner].title}{_of_side(what, definition)}"
    if owner in definition.units and what in SHIP:
        return capitalised(f"{unit_title(owner, definition)}: {SHIP[what]}")
    if what in ("started_at", "completed_at"):
        return capitalised(f"{operation_title(owner, definition)}: {EVENTS[what]}")
    if what == "taken_at":
        return capitalised(f"{place_title(owner, definition)} taken")
    side, _, fate = what.partition(".")
    title = capitalised(place_title(owner, definition))
    if side == "civilians":
        return f"{title}: civilians {LOTS[fate]}"
    return f"{title}: {definition.sides[side].title} {_fate(fate)}"


def _of_side(what: str, definition: Definition) -> str:
    stem, _, moment = what.partition("@")
    if stem == "ashore":
        hour = datetime.fromisoformat(moment)
        return f": men ashore on {_day(hour)} at {hour:%H:%M}"
    if stem == "sorties":
        return f": sorties on {_day(datetime.fromisoformat(moment))}" if moment else ": sorties"
    if stem == "surrendered_at":
        return " surrendered"
    weapon, _, fate = what.partition(".")
    if fate:
        return f": {_weapon(weapon, definition)} {_fate(fate)}"
    return f": {_fate(what)}"


def _weapon(name: str, definition: Definition) -> str:
    weapon = definition.weapons.get(name)
    return weapon.title or name.replace("_", " ") if weapon else CATEGORIES.get(name, name)


def _fate(name: str) -> str:
    return FATES.get(name, name)


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B}"


def path_end(path: str, longest: int) -> str:
    """As much of the end of a parameter's path as there is room for: ``militia.men``."""
    parts = path.split(".")
    while len(".".join(parts)) > longest and len(parts) > 2:
        parts = parts[1:]
    return ".".join(parts)
