"""Orders for operations at sea and from the sea."""

from tests.compose.draft import BEACHES, ISLAND, LAND, STRAIT
from tests.compose.forces import FOOT


def _speed(draft):
    return draft.figure(8, 20, "km/h")


def scout(draft, to):
    """A look at a place."""
    made = {"to": to, "success": draft.figure(0.3, 1), "duration": draft.hours(0, 2)}
    return made | draft.options(discovery=lambda: draft.figure(0, 1))


def landing(draft, to):
    """Troops and craft from the island to a beach."""
    return {
        "units": draft.several("blue", FOOT, ISLAND),
        "craft": draft.several("blue", ("ships",), ISLAND),
        "origin": ISLAND,
        "to": to,
        "speed": _speed(draft),
        "detection": draft.figure(0, 0.7),
    } | draft.options(
        run_in=lambda: draft.hours(0, 3),
        embarkation=lambda: draft.hours(0, 2),
        sites=lambda: draft.some(("pier", "sands")),
        through=lambda: STRAIT,
        distance=lambda: draft.figure(2, 30, "km"),
    )


def shuttle(draft, to):
    """A landing in trips."""
    trips = {"lift": draft.count(2, 40), "turnaround": draft.hours(0, 2)}
    return {**landing(draft, to), **trips} | draft.options(
        surf=lambda: draft.figure(0, 0.8),
        swim=lambda: draft.figure(0.2, 1),
        drowning=lambda: draft.figure(0.1, 0.5),
    )


def passage(draft, ships, troops):
    """Ships with troops go to the coast or to the strait."""
    return {
        "units": ships,
        "aboard": troops,
        "origin": ISLAND,
        "to": draft.pick(STRAIT, *BEACHES),
        "distance": draft.figure(10, 80, "km"),
        "speed": _speed(draft),
        "through": STRAIT,
    } | draft.options(stay=lambda: draft.hours(0, 6))


def expedition(draft, party):
    """A party that nobody finds on its way."""
    return {
        "units": party,
        "craft": draft.several("blue", ("ships", "aircraft"), ISLAND),
        "origin": ISLAND,
        "to": draft.beach(),
        "speed": draft.figure(10, 60, "km/h"),
    } | draft.options(
        turned_back=lambda: draft.figure(0.2, 0.9),
        wait=lambda: draft.hours(0, 3),
    )


def gunfire(draft, guns, target):
    """Fire from afar."""
    made = {
        "units": guns,
        "target": target,
        "duration": draft.hours(2, 15),
        "in_support": draft.pick(False, True),
    }
    if draft.perhaps():
        made |= {"observer": draft.pick(*LAND), "unobserved": draft.figure(0, 0.8)}
    return made | draft.options(observed=lambda: False)


def ferry(draft, ships, port):
    """Civilians from a port to the island."""
    return {
        "craft": ships,
        "origin": port,
        "to": ISLAND,
        "capacity": draft.count(5, 80),
        "boarding": draft.figure(20, 200),
        "turnaround": draft.hours(0, 3),
        "speed": _speed(draft),
        "through": STRAIT,
    } | draft.options(
        storm=lambda: draft.figure(0.2, 1),
        loss=lambda: draft.figure(0.1, 0.4),
        rescue=lambda: draft.hours(0, 8),
        until=draft.moment,
    )
