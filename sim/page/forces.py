"""Lists of units and places: what is on the map, for those who do not use it."""

from collections.abc import Callable

from sim.commanders.situation import UnitState
from sim.page import words
from sim.page.seat import Seat
from sim.page.seen import GONE
from sim.page.tag import Tag, button


def draw_units(seat: Seat, redraw: Callable[[], None]) -> None:
    """Draw a list of the own units."""
    with Tag("section", class_="units", aria_label="Your units"):
        Tag("h2", "Your units")
        for unit in sorted(seat.now.units, key=lambda one: one.posture in GONE):
            _draw_unit(seat, unit, redraw)


def _draw_unit(seat: Seat, unit: UnitState, redraw: Callable[[], None]) -> None:
    def choose() -> None:
        seat.choose("unit", unit.name)
        redraw()

    chosen = seat.unit == unit.name
    drawn = button("", choose, f"unit:{unit.name}", class_="row", aria_pressed=str(chosen).lower())
    with drawn:
        Tag("b", unit.title)
        Tag("small", f"{words.strength(unit)}; {words.whereabouts(unit, seat.now)}")


def draw_places(seat: Seat, redraw: Callable[[], None]) -> None:
    """Draw a list of the places, and what is believed of the enemy there."""
    with Tag("section", class_="places", aria_label="Places"):
        Tag("h2", "Places")
        for place in seat.now.places:

            def choose(name: str = place.name) -> None:
                seat.choose("place", name)
                redraw()

            chosen = str(seat.place == place.name).lower()
            with button("", choose, f"place:{place.name}", class_="row", aria_pressed=chosen):
                Tag("b", place.title)
                held = words.held(place, seat.titles)
                own = f", own {place.own:,} men" if place.own else ""
                aim = "; the victory hangs on it" if place.name in seat.now.aims else ""
                Tag("small", f"{held}{own}; {words.belief(place)}{aim}")
