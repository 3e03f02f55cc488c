"""Counters: the marks of units on the map, by the symbols of maps and board games."""

from sim.commanders.situation import UnitState
from sim.page.tag import Tag

WIDTH, HEIGHT = 22, 14
SYMBOLS = {
    "infantry": "M0,0L22,14M22,0L0,14",
    "militia": "M0,14L22,0",
    "artillery": "M11,4a3,3 0 1 0 0.01,0Z",
    "armour": "M7,3h8a4,4 0 0 1 0,8h-8a4,4 0 0 1 0,-8Z",
    "ships": "M3,7h16l-3,5h-10ZM11,7v-5",
    "aircraft": "M11,7c-8,-7 -8,7 0,0c8,-7 8,7 0,0Z",
}
"""What is drawn in the frame of a counter, as the path of an SVG element."""
FILLED = ("artillery", "aircraft", "ships")


def counter(unit: UnitState, at: tuple[float, float], colour: str, chosen: bool) -> Tag:
    """The counter of a unit with its upper left corner at a point."""
    kind = "counter chosen" if chosen else "counter"
    with Tag("g", transform=f"translate({at[0]:.1f} {at[1]:.1f})", class_=kind) as drawn:
        Tag("rect", width=WIDTH, height=HEIGHT, stroke=colour, fill="#fff", rx=1)
        fill = colour if unit.kind in FILLED else "none"
        Tag("path", d=SYMBOLS.get(unit.kind, ""), stroke=colour, fill=fill)
    return drawn
