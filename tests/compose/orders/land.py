"""Orders for operations on land."""

from tests.compose.draft import ISLAND, LAND


def march(draft, units, to):
    """Units go to a place; no road leads there from the island, so the order says how far it is."""
    afar = any(draft.units[unit].get("place") == ISLAND for unit in units)
    far = {"distance": draft.figure(1, 10, "km")} if afar else {}
    return {"units": units, "to": to, **far} | draft.options(
        speed=lambda: draft.figure(1, 6, "km/h"),
        distance=lambda: draft.figure(1, 10, "km"),
    )


def attack(draft, units, to):
    """Units go to a place to fight there."""
    return march(draft, units, to) | draft.options(
        duration=lambda: draft.hours(1, 10),
        stop_at=lambda: draft.figure(0.05, 0.6),
    )


def offensive(draft, units, to):
    """Attacks with rests in between."""
    return attack(draft, units, to) | draft.options(
        pause=lambda: draft.hours(0, 4),
        until=lambda: draft.moment(0.3),
        by_day=lambda: True,
    )


def seizure(draft, units, to):
    """An attack that may need no fight."""
    made = attack(draft, units, to) | {"success": draft.figure(0.3, 1)}
    return made | draft.options(
        odds=lambda: draft.figure(0, 2),
        killed=lambda: draft.figure(0, 1),
    )


def reaction(draft, units):
    """Units listen for the sound of the guns."""
    return {
        "units": units,
        "to": draft.some(LAND, least=2),
        "reach": draft.figure(2, 30, "km"),
        "delay": draft.hours(0, 3),
    } | draft.options(speed=lambda: draft.figure(1, 6, "km/h"))
