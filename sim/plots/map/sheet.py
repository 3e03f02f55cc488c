"""The map sheet of a scenario: everything on its map that does not change during the battle."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from string import ascii_uppercase
from typing import Any

import numpy as np

from sim.plots.map.coastline import coastline_name, islands, land
from sim.plots.map.crowds import crowds
from sim.plots.map.frame import Frame, Point, crossing, framed, longer_side
from sim.plots.map.movements import Movement, movements
from sim.plots.map.placement import spread
from sim.plots.map.projection import Projection
from sim.results.errors import UserError
from sim.scenario.definition import Definition
from sim.scenario.theatre import Route
from sim.scenario.titles import place_title
from sim.scenario.vocabulary import TERRAINS
from sim.world.globe import great_circle

WORTH = 1.6
"""A distant base is on the map if it makes the map's longer side no more than so much longer."""
LEAST_DETAIL = 1.0
"""Kilometres: a detail shows no less than this between its outermost places."""
TALLEST_DETAIL = 0.85
"""Height of a detail at most, as a share of its width: names are broad."""


@dataclass(frozen=True)
class Sheet:
    """Land, places, routes and planned movements in kilometres of a plane; y points north."""

    definition: Definition
    projection: Projection
    frame: Frame
    """Left, bottom, right and top."""
    places: dict[str, Point]
    """Places on the sheet that stand by themselves."""
    beyond: dict[str, Point]
    """Distant bases, which lie off the sheet; in a detail, all other places."""
    unplaced: list[str]
    """Places whose coordinates the scenario does not give."""
    movements: list[Movement]
    """Planned movements with both ends known, and at least one of them on the sheet. An end may be
    the letter of a detail; movements within one are only there."""
    crowds: dict[str, Point] = field(default_factory=dict)
    """Where the places of each detail are, by its letter."""
    details: dict[str, "Sheet"] = field(default_factory=dict)
    """Sheets of places so close together that they are drawn by themselves, by letter."""

    @classmethod
    def of(cls, definition: Definition) -> "Sheet":
        """The sheet of a scenario. Raises `UserError` if no place has coordinates."""
        known = {name: place.at for name, place in definition.places.items() if place.at}
        if not known:
            raise UserError(
                f"no place of {definition.name} has coordinates (`at`), so there is no map"
            )
        on_map = {n for n, p in definition.places.items() if not TERRAINS[p.terrain].off_map}
        core = [name for name in known if name in on_map] or list(known)
        plane = _points(known, Projection.around(known[name] for name in core))
        shown = _with_near_bases(plane, core)
        projection = Projection.around(known[name] for name in shown)
        plane = _points(known, projection)
        places = {name: plane[name] for name in known if name in shown}
        members = dict(zip(ascii_uppercase, crowds(places), strict=False))
        letters = {name: letter for letter, names in members.items() for name in names}
        points = list(places.values())
        return cls(
            definition,
            projection,
            islands(projection, framed(points), points),
            {name: point for name, point in places.items() if name not in letters},
            {name: plane[name] for name in known if name not in shown},
            [name for name in definition.places if name not in known],
            _overall(_among(definition, known, shown), letters),
            {letter: _middle([places[one] for one in names]) for letter, names in members.items()},
            {letter: _detail(definition, known, names) for letter, names in members.items()},
        )

    @property
    def width(self) -> float:
        """Kilometres from left to right."""
        return self.frame[2] - self.frame[0]

    @property
    def height(self) -> float:
        """Kilometres from bottom to top."""
        return self.frame[3] - self.frame[1]

    @property
    def marks(self) -> dict[str, Point]:
        """Where marks stand: those of places, and of details by letter."""
        return {**self.places, **self.crowds}

    @cached_property
    def land(self) -> list[list[Point]]:
        """Outlines of land, which close along the frame; lakes are outlines in outlines."""
        return land(self.projection, self.frame)

    @property
    def coastline(self) -> str:
        """Whose coastline it has; empty if none is known."""
        return coastline_name(self.projection, self.frame)

    @cached_property
    def gates(self) -> dict[str, Point]:
        """Where the ways from and to each place beyond cross the frame, if there are any.

        They start from the middle of the places that they join it to.
        """
        gates = {}
        for base, outer in self.beyond.items():
            ends = [{one.start, one.end} - {base} for one in self.movements]
            joined = [
                self.marks[place]
                for one, others in zip(self.movements, ends, strict=True)
                if base in (one.start, one.end)
                for place in others
            ]
            if joined:
                gates[base] = crossing(self.frame, _middle(joined), outer)
        return gates

    def drawn_at(self, place: str) -> Point:
        """Where a place is on the sheet; of one beyond, its gate; of a detail, its mark."""
        return self.marks[place] if place in self.marks else self.gates[place]

    def spread(self, least: float) -> "Sheet":
        """The sheet with its marks moved aside until they are so many kilometres apart.

        None leaves the sheet.
        """
        moved = spread(np.array(list(self.marks.values())), least)
        edge = min(least / 2, self.width / 4)
        moved = moved.clip(np.add(self.frame[:2], edge), np.subtract(self.frame[2:], edge))
        points = {
            name: (float(x), float(y)) for name, (x, y) in zip(self.marks, moved, strict=True)
        }
        return replace(
            self,
            places={name: points[name] for name in self.places},
            crowds={letter: points[letter] for letter in self.crowds},
        )

    @property
    def routes(self) -> list[Route]:
        """The routes with both ends on the sheet, but for those at sea that a movement follows."""
        letters = {name: letter for letter, one in self.details.items() for name in one.places}
        sailed = [{one.start, one.end} for one in self.movements if one.manner == "sea"]
        found: dict[tuple[frozenset[str], str], Route] = {}
        for route in self.definition.routes:
            start, end = (letters.get(name, name) for name in route.between)
            joins = start != end and {start, end} <= set(self.marks)
            if joins and not (route.kind == "sea" and {start, end} in sailed):
                ends = frozenset((start, end))
                found[ends, route.kind] = route.model_copy(update={"between": (start, end)})
        return list(found.values())

    def distance(self, place: str) -> float:
        """Kilometres on the globe from the middle of the sheet to a place."""
        at = self.definition.places[place].at
        assert at is not None
        return great_circle((self.projection.latitude, self.projection.longitude), at)

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON; all coordinates are [x, y] in km, rounded to 10 m, y north.

        Places beyond stand where their ways cross the frame, and are not `on_sheet`. `crowds` has
        the mark and the places of each detail.
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
            "coastline": self.coastline,
            "frame": [round(edge, 2) for edge in self.frame],
            "land": [[_rounded(point) for point in outline] for outline in self.land],
            "places": places,
            "crowds": {
                letter: {"at": _rounded(at), "places": list(self.details[letter].places)}
                for letter, at in self.crowds.items()
            },
            "unplaced": {name: place_title(name, self.definition) for name in self.unplaced},
            "routes": [{"between": list(one.between), "kind": one.kind} for one in self.routes],
            "movements": [
                {
                    "at": [_rounded(self.drawn_at(end)) for end in (one.start, one.end)],
                    "side": one.side,
                    "from": one.start,
                    "to": one.end,
                    "manner": one.manner,
                    "operations": list(one.operations),
                }
                for one in self.movements
            ],
        }


def _detail(definition: Definition, known: dict[str, Point], members: list[str]) -> Sheet:
    """The sheet of a few places, with the ways that lead there from all others."""
    projection = Projection.around(known[name] for name in members)
    plane = _points(known, projection)
    places = {name: plane[name] for name in members}
    return Sheet(
        definition,
        projection,
        framed(list(places.values()), LEAST_DETAIL, TALLEST_DETAIL),
        places,
        {name: plane[name] for name in known if name not in places},
        [],
        _among(definition, known, members),
    )


def _among(definition: Definition, known: Mapping[str, Point], shown: list[str]) -> list[Movement]:
    """The movements with both ends known and at least one of them shown."""
    return [
        one
        for one in movements(definition)
        if {one.start, one.end} <= set(known) and {one.start, one.end} & set(shown)
    ]


def _overall(listed: list[Movement], letters: dict[str, str]) -> list[Movement]:
    """The movements with the letters of details for their places, those within one left out."""
    found: dict[Movement, tuple[str, ...]] = {}
    for one in listed:
        start, end = letters.get(one.start, one.start), letters.get(one.end, one.end)
        if start != end:
            way = replace(one, start=start, end=end, operations=())
            found[way] = found.get(way, ()) + one.operations
    return [replace(way, operations=tuple(dict.fromkeys(names))) for way, names in found.items()]


def _points(known: dict[str, Point], projection: Projection) -> dict[str, Point]:
    return {name: projection.point(at) for name, at in known.items()}


def _with_near_bases(plane: dict[str, Point], core: list[str]) -> list[str]:
    """The core of the battlefield, and the bases near enough to be worth the room."""
    shown = list(core)
    first = longer_side([plane[name] for name in core])
    distant = [name for name in plane if name not in shown]
    for name in sorted(distant, key=lambda one: longer_side([plane[n] for n in (*core, one)])):
        if longer_side([plane[one] for one in (*shown, name)]) <= WORTH * first:
            shown.append(name)
    return shown


def _middle(points: list[Point]) -> Point:
    x, y = np.mean(points, axis=0)
    return float(x), float(y)


def _rounded(point: Point) -> list[float]:
    return [round(point[0], 2), round(point[1], 2)]
