"""The news: what happened, as the side saw it, the latest first."""

from collections.abc import Mapping

from sim.commanders.situation import Event, Situation
from sim.page import words
from sim.page.seen import Sight
from sim.page.tag import Tag

MOST = 60
"""Events that are shown."""


def draw_news(seen: list[Sight], now: Situation, sides: Mapping[str, str]) -> None:
    """Draw what happened since the last orders, and before; `sides` are titles."""
    with Tag("section", class_="news", aria_label="News"):
        Tag("h2", "News")
        with Tag("div", aria_live="polite"):
            if not now.events:
                Tag("p", "Nothing is reported since your last orders.", class_="note")
            _draw(now.events, now, sides)
        before = [event for sight in reversed(seen[:-1]) for event in reversed(sight.events)]
        if before:
            with Tag("details"):
                Tag("summary", f"Earlier ({len(before)})")
                _draw(before[:MOST], now, sides)


def _draw(events: list[Event], now: Situation, sides: Mapping[str, str]) -> None:
    with Tag("ul", class_="events"):
        for event in events:
            with Tag("li"):
                Tag("time", words.hour(event.time, now.time))
                place = words.place_title(event.place, now) if event.place else ""
                who = sides.get(event.side, "")
                Tag("span", ": ".join(part for part in (place, who, event.text) if part))
