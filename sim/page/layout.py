"""The layout of a map: where land, places, ways and labels stand on a drawing of some width."""

from dataclasses import dataclass, field

Point = tuple[float, float]

WIDE, NARROW = 760, 380
"""Widths of the drawing on a desk and on a phone, in its own units; so are all lengths below."""
FONT, LINE = 13, 16
"""Size of letters and height of a line."""
COUNTER, TALL = 26, 18
"""Width and height of the mark of a unit, with its gap."""
COUNTERS, FEWEST = 4, 2
"""Marks of units beside a place at most; on a phone there are fewer."""
MARK, GAP = 9, 8
"""Radius of the mark of a place, and the gap to its label."""


@dataclass(frozen=True)
class Label:
    """Where the label of a mark stands."""

    lines: list[str]
    left: float
    top: float
    width: float
    ends: bool
    """Whether it stands left of its mark, and its lines end at its right."""
    leader: Point | None
    """End of the line to the mark, if there is one."""


@dataclass(frozen=True)
class Way:
    """A way between two marks."""

    kind: str
    start: str
    end: str


@dataclass(frozen=True)
class Layout:
    """Everything on a map that does not change; y points down."""

    width: float
    height: float
    land: str
    """Outlines of land as the path of an SVG element."""
    marks: dict[str, Point]
    """Places, and details by their letter."""
    beyond: frozenset[str]
    """Places off the map, whose marks stand on its edge."""
    labels: dict[str, Label]
    ways: list[Way]
    coastline: str
    km: float
    """Kilometres of a unit of length."""
    narrow: bool = False
    """Whether it is drawn for a phone."""
    members: dict[str, list[str]] = field(default_factory=dict)
    """Places of each detail by letter."""
    details: dict[str, "Layout"] = field(default_factory=dict)

    def mark_of(self, place: str) -> str | None:
        """The mark on this drawing that stands for a place; None if there is none."""
        if place in self.marks:
            return place
        return next((one for one, names in self.members.items() if place in names), None)
