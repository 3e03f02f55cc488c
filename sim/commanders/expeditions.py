"""Expeditions: what the menu lists by sea and air beside passages and landings, and sieges.

Shuttles, ferries, convoys, sweeping, airborne troops and sieges need figures that no situation
has, such as how many men a craft carries. They are those of the side's own plan where it has such
an operation, and else the usual ones below.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sim.commanders.reading import expected
from sim.commanders.situation import PlaceState, Situation, UnitState
from sim.commanders.words import words
from sim.scenario.definition import Definition
from sim.scenario.kinds import OperationSpec
from sim.scenario.vocabulary import ON_FOOT, TERRAINS

INSHORE = 20.0
"""Kilometres up to which craft go to and fro between ships and a beach."""
USUAL: Mapping[str, Mapping[str, Any]] = {
    "shuttle": {"lift": 30, "turnaround": "1 h"},
    "ferry": {"capacity": 200, "boarding": 200, "turnaround": "1 h"},
    "sweeping": {
        "length": "4 km", "breadth": "2 km", "path": "200 m", "speed": "5 kn", "duration": "6 h",
    },
}  # fmt: skip
"""What is said where the plan has no such operation (assumed)."""
PEOPLE = 200
"""People aboard a ship of a convoy of which the plan says nothing (assumed)."""
_FIGURES = {
    "shuttle": ("lift", "turnaround", "surf", "swim", "drowning"),
    "ferry": ("capacity", "boarding", "turnaround", "storm", "loss", "rescue"),
    "convoy": ("rescue", "limp"),
    "sweeping": ("length", "breadth", "path", "speed", "duration"),
    "airborne": ("emplaning", "speed", "opposition", "interval", "accidents", "injured", "scatter"),
}
"""What an order takes over from an operation of the plan, however else it differs."""


class Expedition(NamedTuple):
    """An order with those who take part, where it leads and what it is called."""

    order: dict[str, Any]
    units: list[str]
    to: str
    text: str


class Expeditions:
    """What one side can send out in a situation."""

    def __init__(self, definition: Definition, now: Situation) -> None:
        self._definition = definition
        self._now = now
        self._places = {place.name: place for place in now.places}
        self._plan = [one for one in definition.operations.values() if one.side == now.side]
        self._said: dict[str, dict[str, Any]] = {}

    def _figures(self, kind: str) -> dict[str, Any]:
        """The figures of an operation of a kind, as the plan has them or as is usual."""
        if kind not in self._said:
            first = next(self._of_kind(kind), None)
            told = USUAL.get(kind, {}) if first is None else words(first)
            self._said[kind] = {name: told[name] for name in _FIGURES[kind] if name in told}
        return self._said[kind]

    def _of_kind(self, kind: str) -> Iterator[OperationSpec]:
        return (one for one in self._plan if one.kind_name() == kind)

    # by sea ---------------------------------------------------------------------------------

    def of_ship(
        self, ship: UnitState, to: PlaceState, said: Mapping[str, Any]
    ) -> Iterator[Expedition]:
        """With civilians to another port, or to sweep; `said` are origin, goal and speed."""
        port = self._definition.places[ship.place or ""]
        if expected(port.civilians) > 0 and to.held_by == self._now.side and not _wet(to):
            ferry = {"kind": "ferry", "craft": [ship.name], **said, **self._figures("ferry")}
            text = f"{ship.title}: carry civilians to {to.title} and come back for more"
            yield Expedition(ferry, [ship.name], to.name, text)
            convoy: dict[str, Any] = {"kind": "convoy", "units": [ship.name], "origin": ship.place}
            convoy |= {"people": {ship.name: PEOPLE}, "way": [to.name], "speed": said["speed"]}
            text = f"{ship.title}: sail to {to.title} with civilians"
            yield Expedition(convoy | self._figures("convoy"), [ship.name], to.name, text)
        yield from self.sweep(ship, to)

    def sweep(self, ship: UnitState, waters: PlaceState) -> Iterator[Expedition]:
        """Sweep the mines of a place that the ship is at, or can reach."""
        if expected(self._definition.places[waters.name].mines) > 0:
            order = {"kind": "sweeping", "units": [ship.name], "to": waters.name}
            text = f"{ship.title}: sweep the mines off {waters.title}"
            yield Expedition(order | self._figures("sweeping"), [ship.name], waters.name, text)

    def shuttle(
        self, unit: UnitState, ship: UnitState, to: PlaceState, km: float, said: Mapping[str, Any]
    ) -> Iterator[Expedition]:
        """A landing a load at a time, from close to the beach."""
        if km <= INSHORE:
            order = {"kind": "shuttle", "units": [unit.name], "craft": [ship.name], **said}
            text = f"{unit.title}: land at {to.title} a load at a time with {ship.title}"
            who = [unit.name, ship.name]
            yield Expedition(order | self._figures("shuttle"), who, to.name, text)

    # by air ---------------------------------------------------------------------------------

    def by_air(self) -> Iterator[Expedition]:
        """Units at an airfield of the plan, with transports that the plan knows to carry men."""
        units = {one.name: one for one in self._now.units}
        seen = set()
        for one in self._of_kind("airborne"):
            told = words(one)
            transports, origin = told["transports"], told["origin"]
            key = (*transports, origin)
            if key in seen or not all(_flies(units[name]) for name in transports):
                continue
            seen.add(key)
            ready = [unit for unit in self._now.units if _waits(unit, origin)]
            for place in self._now.places:
                if place.name != origin and not _wet(place) and self._distance(origin, place):
                    yield from (self._flight(unit, transports, origin, place) for unit in ready)

    def _flight(
        self, unit: UnitState, transports: list[str], origin: str, to: PlaceState
    ) -> Expedition:
        order = {"kind": "airborne", "units": [unit.name], "transports": transports}
        order |= {"origin": origin, "to": to.name, **self._figures("airborne")}
        text = f"{unit.title}: fly to {to.title}"
        return Expedition(order, [unit.name, *transports], to.name, text)

    def _distance(self, origin: str, to: PlaceState) -> bool:
        """Whether the map says how far it is."""
        return self._places[origin].at is not None and to.at is not None

    # sieges ---------------------------------------------------------------------------------

    def sieges(self) -> Iterator[Expedition]:
        """Units before a fortress whose garrison the plan names."""
        laid = [one.units for one in self._now.tasks if one.kind == "siege"]
        for one in self._of_kind("siege"):
            garrison = words(one)["garrison"]
            forts = {str(self._definition.units[name].place) for name in one.goal()}
            near = {end for start in forts for end in self._beside(start)} | forts
            for unit in self._now.units:
                if _on_foot(unit) and unit.place in near and [unit.name] not in laid:
                    order = {"kind": "siege", "units": [unit.name], "garrison": garrison}
                    fort = min(forts)
                    text = f"{unit.title}: lay siege to {self._places[fort].title}"
                    yield Expedition(order, [unit.name], fort, text)

    def _beside(self, start: str) -> Iterator[str]:
        for route in self._now.routes:
            if start in route.between and route.hours is not None:
                yield from route.between


def _wet(place: PlaceState) -> bool:
    return TERRAINS[place.terrain].water


def _flies(unit: UnitState) -> bool:
    return not unit.tasks and any(unit.weapons.values())


def _waits(unit: UnitState, place: str) -> bool:
    there = unit.place == place and unit.posture in ("waiting", "in the field")
    return there and unit.kind in ON_FOOT and unit.men > 0


def _on_foot(unit: UnitState) -> bool:
    return unit.kind in ON_FOOT and unit.men > 0 and unit.posture in ("in the field", "in contact")
