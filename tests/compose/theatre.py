"""The theatre: places, routes, weather."""

from datetime import timedelta

from tests.compose.choices import WAY
from tests.compose.draft import BEACHES, ISLAND, LAND, STRAIT


def places(draft):
    """The island, the waters off the coast, and the places on land."""
    return {
        ISLAND: {"terrain": "base", "held_by": "blue", **draft.options(depot=lambda: True), **WAY},
        STRAIT: {"terrain": "sea", **_mined(draft), **WAY},
        **{name: {**_on_land(draft, name), **WAY} for name in LAND},
    }


def _on_land(draft, name):
    others = [other for other in LAND if other != name]
    beach = {"terrain": "beach", "landing_sites": _sites(draft)}
    return {
        **(beach if name in BEACHES else {"terrain": draft.pick("open", "town", "hills", "wood")}),
        "held_by": draft.pick("red", "red", "red", "blue"),
        **(_mined(draft) if name in BEACHES else {}),
        "area": draft.pick(*["county"] * 5, "march"),
        "civilians": draft.pick(400, 50) if name in BEACHES else draft.pick(0, 300),
        **draft.options(
            fortification=lambda: draft.figure(0.1, 1),
            frontage=lambda: draft.count(3, 60),
            retreat=lambda: draft.pick(*others),
            hills=lambda: True,
            rocks=lambda: draft.figure(0.1, 0.5),
            depot=lambda: True,
        ),
    }


def _mined(draft):
    return draft.options(mines=lambda: draft.figure(1, 60))


def _sites(draft):
    return {site: {"capacity": draft.figure(5, 120)} for site in ("pier", "sands")}


def routes(draft):
    """From the island to the coast and the strait, and along all places on land."""
    for end in (STRAIT, *BEACHES):
        length = draft.figure(2, 40, "km")
        yield {"between": [ISLAND, end], "kind": "sea", "distance": length, **WAY}
    for ends in zip(LAND, (*LAND[1:], LAND[0]), strict=True):
        length, kind = draft.figure(1, 12, "km"), draft.pick("road", "track", "rail")
        yield {"between": [*ends], "kind": kind, "distance": length, **WAY}


def daylight(draft):
    """Sunrise and sunset, amid a turn or not."""
    return {
        "sunrise": draft.pick("06:00", "05:20", "04:40"),
        "sunset": draft.pick("18:00", "18:40", "20:20"),
        **WAY,
    }


def weather(draft):
    """Flying weather and fog."""
    return {"flying": draft.figure(0.4, 1), "fog": [*_fogs(draft)], **WAY}


def _fogs(draft):
    for _ in range(draft.below(3)):
        first = draft.below(draft.turns - 2) * draft.hours_a_turn
        start = draft.start + timedelta(hours=first)
        end = start + timedelta(hours=draft.pick(3, 1, 8))
        yield {"start": str(start), "end": str(end), "density": draft.figure(0.1, 1)}
