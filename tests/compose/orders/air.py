"""Orders for operations in the air."""

from tests.compose.draft import ISLAND, LAND, STRAIT
from tests.compose.forces import FOOT


def _raids(draft, squadrons):
    return {"units": squadrons, "duration": draft.hours(4, 20)} | draft.options(
        every=lambda: draft.hours(1, 3),
        intensity=lambda: {squadrons[0]: draft.figure(0.5, 1)},
        night=lambda: True,
    )


def strike(draft, squadrons):
    """Raids on land, or on ships that lie in the strait."""
    targets = [*draft.focus, draft.pick(*LAND, STRAIT)]
    return {**_raids(draft, squadrons), "targets": list(dict.fromkeys(targets))}


def anti_shipping(draft, squadrons, ships):
    """Raids at sea."""
    return {**_raids(draft, squadrons), "to": STRAIT} | draft.options(
        targets=lambda: draft.some(dict.fromkeys(ships)),
        detection=lambda: draft.figure(0.3, 1),
        rescue=lambda: draft.hours(0, 8),
    )


def airborne(draft, transports, fighters, to):
    """Transports with troops from the island to a strip."""
    return {
        "units": draft.several("blue", FOOT, ISLAND),
        "transports": transports,
        "escort": draft.some([draft.unit("blue", ("aircraft",), None)], least=0),
        "origin": ISLAND,
        "to": to,
        "distance": draft.figure(100, 900, "km"),
        "speed": draft.figure(150, 300, "km/h"),
        "interceptors": fighters,
        "interception": draft.figure(0.3, 1),
    } | draft.options(
        emplaning=lambda: draft.hours(0, 2),
        turn_away=lambda: draft.figure(0, 0.5),
        opposition=lambda: draft.figure(0, 1),
        surprise=lambda: draft.figure(0.3, 1),
        interval=lambda: draft.hours(0, 1),
        accidents=lambda: draft.figure(0, 0.5),
        injured=lambda: draft.figure(0.1, 1),
        scatter=lambda: draft.figure(0, 0.3),
    )
