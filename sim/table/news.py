"""News: what a side has learnt since its last orders."""

from sim.commanders.situation import Situation


def news(situation: Situation) -> list[str]:
    """What has come to the knowledge of a side, in words."""
    events = [one.text for one in situation.events]
    fresh = [
        f"the enemy was seen at {place.title}"
        for place in situation.places
        if place.hours_ago == 0 and place.seen_by in ("scouts", "airmen", "contact")
    ]
    return [*events, *fresh]
