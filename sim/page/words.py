"""Units, places and times in the words of the page."""

from collections.abc import Mapping
from datetime import datetime

from sim.commanders.situation import PlaceState, Situation, UnitState

FROM = {
    "map": "by the map",
    "contact": "in contact",
    "presence": "own troops are there",
    "scouts": "scouts",
    "airmen": "airmen",
}
"""From whom it is known who is at a place."""


def moment(text: str) -> str:
    """A time as the views have it, with its day: ``15 August, 18:30``."""
    time = datetime.fromisoformat(text)
    return f"{time.day} {time:%B, %H:%M}"


def hour(text: str, now: str) -> str:
    """A time without its day if that is the day of another."""
    return text[11:16] if text[:10] == now[:10] else moment(text)


def place_title(name: str | None, now: Situation) -> str:
    """The title of a place by its name; of none, nothing."""
    titles = {place.name: place.title for place in now.places}
    return "" if name is None else titles.get(name, name)


def held(place: PlaceState, titles: Mapping[str, str]) -> str:
    """Who is believed to hold a place, by the titles of the sides."""
    return f"held by {titles[place.held_by] if place.held_by else 'nobody'}"


def side_of_place(place: PlaceState) -> str:
    """Who is believed to hold it, as a key: the side, `contact` or nobody."""
    return "contact" if place.contact else place.held_by or ""


def strength(unit: UnitState) -> str:
    """What is left of a unit."""
    men = [f"{unit.men:,} of {unit.initial:,} men"] if unit.initial else []
    arms = [f"{number:,} x {name.replace('_', ' ')}" for name, number in unit.weapons.items()]
    return ", ".join([*men, *arms]) or "nothing is left"


def whereabouts(unit: UnitState, now: Situation) -> str:
    """Where a unit is, or where it goes and when it will be there."""
    at = place_title(unit.place, now)
    if unit.posture == "on the march":
        to, when = place_title(unit.to, now), hour(unit.arrives or now.time, now.time)
        return f"on the march from {at} to {to}, there at {when}"
    return f"{unit.posture} at {at}" if at else unit.posture


def condition(unit: UnitState) -> str:
    """What ails a unit; empty if nothing does."""
    found = ["in disorder"] if unit.disorder else []
    found += [f"{unit.suppression:.0%} suppressed"] if unit.suppression >= 0.05 else []
    found += [] if unit.supply is None else [f"supply {unit.supply:.0%}"]
    found += [f"{unit.fatigue:.0%} worn"] if unit.fatigue else []
    return ", ".join(found)


def ground(place: PlaceState) -> str:
    """What a place is like."""
    works = [f"works {place.fortification:.0%}"] if place.fortification else []
    shores = [f"landing sites: {', '.join(place.landing_sites)}"] if place.landing_sites else []
    return ", ".join([place.terrain, *works, *shores])


def age(place: PlaceState) -> str:
    """How old the belief about a place is."""
    return f"{place.hours_ago:g} h ago" if place.hours_ago else "now"


def belief(place: PlaceState) -> str:
    """What is believed of the enemy at a place, with its age and error."""
    if place.contact:
        return f"in contact with {place.enemy or 0:,} enemies"
    if place.enemy is None:
        return "enemy strength unknown"
    if place.seen_by == "presence" and not place.enemy:
        return "no enemies"
    source = f"{age(place)}, {FROM.get(place.seen_by, place.seen_by)}"
    if place.enemy_low == place.enemy_high:
        return f"{f'{place.enemy:,}' if place.enemy else 'no'} enemies ({source})"
    return f"about {place.enemy:,} enemies, {place.enemy_low:,} to {place.enemy_high:,} ({source})"
