"""The map sheet of a scenario: everything on its map that does not change during the battle."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sim.core.globe import great_circle
from sim.plots.coastline import NAME, land
from sim.plots.movements import Movement, movements
from sim.plots.projection import Projection
from sim.results.errors import UserError
from sim.results.labels import place_title
from sim.scenario.definition import Definition
from sim.scenario.theatre import Route

Frame = tuple[float, float, float, float]
Point = tuple[float, float]

LEAST_SIDE = 8.0
"""Kilometres: no map shows less than this between its outermost places."""
MARGIN = 0.16
"""Width of the margin around the places as a share of the longer side."""
SHAPES = (0.7, 1.25)
"""Least and greatest height of a map as a share of its width."""
WORTH = 1.6
"""A distant base is on the map if it makes the map's longer side no more than so much longer."""


@dataclass(frozen=True)
class Sheet:
    """Land, places, routes and planned movements in kilometres of a plane; y points north."""

    definition: Definition
    projection: Projection
    frame: Frame
    """Left, bottom, right and top."""
    land: list[list[Point]]
    """Outlines of land, which close along the frame; lakes are outlines in outlines."""
    places: dict[str, Point]
    """Places on the sheet."""
    beyond: dict[str, Point]
    """Distant bases, which lie off the sheet."""
    unplaced: list[str]
    """Places whose coordinates the scenario does not give."""
    movements: list[Movement]
    """Planned movements with both ends known, and at least one of them on the sheet."""

    @classmethod
    def of(cls, definition: Definition) -> "Sheet":
        """The sheet of a scenario. Raises `UserError` if no place has coordinates."""
        known = {name: place.at for name, place in definition.places.items() if place.at}
        if not known:
            raise UserError(
                f"no place of {definition.name} has coordinates (`at`), so there is no map"
            )
        core = [n for n in known if definition.places[n].terrain != "base"] or list(known)
        plane = _points(known, Projection.around(known[name] for name in core))
        shown = _with_near_bases(plane, core)
        projection = Projection.around(known[name] for name in shown)
        plane = _points(known, projection)
        places = {name: plane[name] for name in known if name in shown}
        frame = _frame(list(places.values()))
        return cls(
            definition,
            projection,
            frame,
            land(projection, frame),
            places,
            {name: plane[name] for name in known if name not in shown},
            [name for name in definition.places if name not in known],
            [
                one
                for one in movements(definition)
                if {one.start, one.end} <= set(known) and {one.start, one.end} & set(places)
            ],
        )

    @property
    def width(self) -> float:
        """Kilometres from left to right."""
        return self.frame[2] - self.frame[0]

    @property
    def height(self) -> float:
        """Kilometres from bottom to top."""
        return self.frame[3] - self.frame[1]

    @cached_property
    def gates(self) -> dict[str, Point]:
        """Where the ways from and to each distant base cross the frame, if there are any.

        They start from the middle of the places that they join it to.
        """
        gates = {}
        for base, outer in self.beyond.items():
            ends = [{one.start, one.end} - {base} for one in self.movements]
            joined = [
                self.places[place]
                for one, others in zip(self.movements, ends, strict=True)
                if base in (one.start, one.end)
                for place in others
            ]
            if joined:
                middle = tuple(sum(axis) / len(joined) for axis in zip(*joined, strict=True))
                gates[base] = _crossing(self.frame, (middle[0], middle[1]), outer)
        return gates

    def drawn_at(self, place: str) -> Point:
        """Where a place is on the sheet; of a distant base, its gate."""
        return self.places[place] if place in self.places else self.gates[place]

    @property
    def routes(self) -> list[Route]:
        """The routes with both ends on the sheet, but for those at sea that a movement follows."""
        sailed = [{one.start, one.end} for one in self.movements if one.manner == "sea"]
        return [
            one
            for one in self.definition.routes
            if {*one.between} <= set(self.places)
            and not (one.kind == "sea" and {*one.between} in sailed)
        ]

    def distance(self, place: str) -> float:
        """Kilometres on the globe from the middle of the sheet to a place."""
        at = self.definition.places[place].at
        assert at is not None
        return great_circle((self.projection.latitude, self.projection.longitude), at)

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON; all coordinates are [x, y] in km, rounded to 10 m, y north.

        Distant bases stand where their ways cross the frame, and are not `on_sheet`.
        """
        places = {
            name: {
                "title": place_title(name, self.definition),
                "at": _rounded(self.drawn_at(name)),
                "on_sheet": name in self.places,
            }
            for name in (*self.places, *self.gates)
        }
        return {
            "projection": {
                "name": "equirectangular, true scale at the centre's latitude",
                "latitude": self.projection.latitude,
                "longitude": self.projection.longitude,
            },
            "coastline": NAME,
            "frame": [round(edge, 2) for edge in self.frame],
            "land": [[_rounded(point) for point in outline] for outline in self.land],
            "places": places,
            "unplaced": {name: place_title(name, self.definition) for name in self.unplaced},
            "routes": [{"between": list(one.between), "kind": one.kind} for one in self.routes],
            "movements": [
                {
                    "side": one.side,
                    "from": one.start,
                    "to": one.end,
                    "manner": one.manner,
                    "operations": list(one.operations),
                }
                for one in self.movements
            ],
        }


def _points(known: dict[str, Point], projection: Projection) -> dict[str, Point]:
    return {name: projection.point(at) for name, at in known.items()}


def _with_near_bases(plane: dict[str, Point], core: list[str]) -> list[str]:
    """The core of the battlefield, and the bases near enough to be worth the room."""
    shown = list(core)
    first = _longer_side([plane[name] for name in core])
    distant = [name for name in plane if name not in shown]
    for name in sorted(distant, key=lambda one: _longer_side([plane[n] for n in (*core, one)])):
        if _longer_side([plane[one] for one in (*shown, name)]) <= WORTH * first:
            shown.append(name)
    return shown


def _longer_side(points: list[Point]) -> float:
    left, bottom, right, top = _box(points)
    return max(right - left, top - bottom, LEAST_SIDE)


def _box(points: list[Point]) -> Frame:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _crossing(frame: Frame, inner: Point, outer: Point) -> Point:
    """Where the way from a point within the frame to one outside leaves it."""
    share = 1.0
    for axis in (0, 1):
        here, there = inner[axis], outer[axis]
        limit = frame[axis + 2] if there > here else frame[axis]
        if there != here:
            share = min(share, (limit - here) / (there - here))
    return inner[0] + share * (outer[0] - inner[0]), inner[1] + share * (outer[1] - inner[1])


def _frame(points: list[Point]) -> Frame:
    """A frame around points with a margin for labels, neither flat nor narrow."""
    left, bottom, right, top = _box(points)
    margin = MARGIN * _longer_side(points)
    width = max(right - left, LEAST_SIDE) + 2 * margin
    height = max(top - bottom, LEAST_SIDE) + 2 * margin
    width = max(width, height / SHAPES[1])
    height = max(height, width * SHAPES[0])
    x, y = (left + right) / 2, (bottom + top) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _rounded(point: Point) -> list[float]:
    return [round(point[0], 2), round(point[1], 2)]
