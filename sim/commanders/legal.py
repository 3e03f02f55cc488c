"""Legal orders: what a side can order now, as data. Everything here is accepted when it is ordered.

It is a menu and no limit: an order may also be any operation in the words of a scenario file.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sim.commanders.expeditions import Expedition, Expeditions
from sim.commanders.reading import MARCH, expected, route_state
from sim.commanders.roads import ways
from sim.commanders.situation import PlaceState, Situation, UnitState
from sim.commanders.words import figure_words
from sim.scenario.definition import Definition
from sim.scenario.figures import Speed
from sim.scenario.kinds import OperationSpec, kind_named
from sim.scenario.vocabulary import ON_FOOT, SHIPS, TERRAINS

ASSAULT = 3.0
"""Speed of an attack in km/h."""
SPELL = "6 h"
"""How long fire from ships, batteries and aircraft lasts that is ordered from the menu."""
USUAL_SPEED = Speed.of("10 kn")
"""Speed of ships of which the plan says nothing (assumed)."""


@dataclass(frozen=True)
class LegalOrder:
    """Something that can be ordered now."""

    order: str | dict[str, Any]
    """What to order: the name of an operation of the plan, a verb, or a scenario file's words."""
    kind: str
    units: list[str]
    goal: list[str]
    text: str
    """The order in plain words."""
    arrives: str | None = None
    """About when they are there; on the march at the latest."""
    limits: dict[str, Any] = field(default_factory=dict)
    """What bounds its effect, such as men an hour over a beach or the share of sorties flown."""

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


class Menu:
    """What one side can order in a situation."""

    def __init__(self, definition: Definition, situation: Situation) -> None:
        self._definition = definition
        self._now = situation
        self._ways = ways(tuple(situation.routes))
        self._places = {place.name: place for place in situation.places}
        self._expeditions = Expeditions(definition, situation)

    def __iter__(self) -> Iterator[LegalOrder]:
        if self._now.over:
            return
        for part in (
            self._of_plan, self._countermands, self._by_land, self._by_sea, self._fires,
            self._sorties, self._by_air, self._sieges, self._endings,
        ):  # fmt: skip
            yield from part()

    def _of_plan(self) -> Iterator[LegalOrder]:
        for one in self._now.plan:
            kind = kind_named(one.kind)
            ends = kind is not None and kind.ends_battle
            if ends and not one.due:
                continue
            about = one.title or f"{one.kind.replace('_', ' ')} {one.name}"
            begin = "end the battle by" if ends else "begin"
            text = f"{begin} {one.name} of the plan: {about}"
            yield LegalOrder(one.name, one.kind, one.units, one.goal, text)

    def _countermands(self) -> Iterator[LegalOrder]:
        for task in self._now.tasks:
            if task.can_be_called_off:
                text = f"call off {task.title or task.name}"
                yield LegalOrder({"cancel": task.name}, "cancel", task.units, task.goal, text)
        for unit in self._now.units:
            place = unit.place
            if place is None or self._now.has_task("withdrawal", unit.name, place):
                continue
            if unit.posture == "on the march" and unit.able and unit.kind in ON_FOOT:
                text = f"{unit.title}: turn round to {self._title(place)}"
                yield LegalOrder({"hold": [unit.name]}, "hold", [unit.name], [place], text)

    def _title(self, place: str) -> str:
        return self._places[place].title

    # by land --------------------------------------------------------------------------------

    def _by_land(self) -> Iterator[LegalOrder]:
        for unit in self._now.units:
            if not unit.able or unit.kind not in ON_FOOT or unit.place is None:
                continue
            start = unit.to or unit.place
            for place in self._now.places:
                km = self._ways.get(start, {}).get(place.name, math.inf)
                if math.isfinite(km) and place.name != start:
                    yield from self._go(unit, place, km)

    def _go(self, unit: UnitState, place: PlaceState, km: float) -> Iterator[LegalOrder]:
        if TERRAINS[place.terrain].water:
            return
        if place.held_by == self._now.enemy or place.contact:
            yield from self._way(unit, place, "assault", "attack", km / ASSAULT)
            yield from self._way(unit, place, "offensive", "attack again and again", km / ASSAULT)
            if place.held_by == self._now.side:
                yield from self._way(unit, place, "counter_attack", "counter-attack", km / ASSAULT)
        yield from self._way(unit, place, "march", "march to", km / MARCH)
        if unit.posture == "in contact" and place.held_by == self._now.side:
            yield from self._way(unit, place, "withdrawal", "withdraw to", km / MARCH)

    def _way(
        self, unit: UnitState, place: PlaceState, kind: str, verb: str, hours: float
    ) -> Iterator[LegalOrder]:
        if self._now.has_task(kind, unit.name, place.name):
            return
        order = {"kind": kind, "units": [unit.name], "to": place.name}
        begins = self._now.moment if unit.arrives is None else datetime.fromisoformat(unit.arrives)
        arrives = self._arrival(hours, (begins - self._now.moment) / timedelta(hours=1))
        text = f"{unit.title}: {verb} {place.title}"
        yield LegalOrder(order, kind, [unit.name], [place.name], text, arrives)

    def _arrival(self, hours: float, after: float = 0.0) -> str:
        turns = math.ceil((hours + after) / self._now.turn_hours - 1e-9)
        arrival = self._now.moment + timedelta(hours=turns * self._now.turn_hours)
        return f"{arrival:%Y-%m-%d %H:%M}"

    # by sea ---------------------------------------------------------------------------------

    def _by_sea(self) -> Iterator[LegalOrder]:
        for ship in self._now.units:
            if ship.kind in SHIPS and _free(ship) and ship.place is not None:
                yield from self._listed(self._expeditions.sweep(ship, self._places[ship.place]))
                for end, km in sea_ways(self._definition, ship.place).items():
                    yield from self._sail(ship, self._places[end], km)

    def _sail(self, ship: UnitState, to: PlaceState, km: float) -> Iterator[LegalOrder]:
        speed = usual_speed(self._definition, self._now.side, ship.name)
        said = {"origin": ship.place, "to": to.name, "speed": figure_words(speed)}
        arrives = self._arrival(km / expected(speed))
        waiting = [unit for unit in self._now.units if _embarks(unit, ship)]
        if to.landing_sites:
            for unit in waiting:
                order = {"kind": "landing", "units": [unit.name], "craft": [ship.name], **said}
                text = f"{unit.title}: land at {to.title} with {ship.title}"
                limits = {"men_an_hour": self._capacity(to.name)}
                who = [unit.name, ship.name]
                yield LegalOrder(order, "landing", who, [to.name], text, arrives, limits)
                shuttle = self._expeditions.shuttle(unit, ship, to, km, said)
                yield from self._listed(shuttle, arrives)
        yield from self._listed(self._expeditions.of_ship(ship, to, said), arrives)
        if TERRAINS[to.terrain].water or to.held_by == self._now.side:
            order = {"kind": "passage", "units": [ship.name], **said}
            text = f"{ship.title}: sail to {to.title}"
            yield LegalOrder(order, "passage", [ship.name], [to.name], text, arrives)
            for unit in waiting:
                text = f"{unit.title}: embark in {ship.title} for {to.title}"
                who = [unit.name, ship.name]
                carried = order | {"aboard": [unit.name]}
                yield LegalOrder(carried, "passage", who, [to.name], text, arrives)

    def _listed(
        self, found: Iterable[Expedition], arrives: str | None = None
    ) -> Iterator[LegalOrder]:
        for order, units, to, text in found:
            yield LegalOrder(order, order["kind"], units, [to], text, arrives)

    def _by_air(self) -> Iterator[LegalOrder]:
        yield from self._listed(self._expeditions.by_air())

    def _sieges(self) -> Iterator[LegalOrder]:
        yield from self._listed(self._expeditions.sieges())

    def _capacity(self, place: str) -> float:
        sites = self._definition.places[place].landing_sites.values()
        return sum(expected(site.capacity) for site in sites)

    # fire from afar -------------------------------------------------------------------------

    def _fires(self) -> Iterator[LegalOrder]:
        for unit in self._now.units:
            if "gunfire" not in unit.fires or not _free(unit):
                continue
            for place in self._targets():
                order: dict[str, Any] = {"kind": "gunfire", "units": [unit.name]}
                order |= {"target": place.name, "duration": SPELL}
                order |= {"in_support": True} if place.own else {}
                text = f"{unit.title}: fire at {place.title} for {SPELL}"
                yield LegalOrder(order, "gunfire", [unit.name], [place.name], text)

    def _sorties(self) -> Iterator[LegalOrder]:
        for unit in self._now.units:
            if not _free(unit):
                continue
            if "strike" in unit.fires:
                for place in self._targets():
                    order = {"kind": "strike", "units": [unit.name], "targets": [place.name]}
                    yield self._raids(unit, place, order, "attack")
            if "anti_shipping" in unit.fires:
                for place in self._now.places:
                    if TERRAINS[place.terrain].water:
                        order = {"kind": "anti_shipping", "units": [unit.name], "to": place.name}
                        yield self._raids(unit, place, order, "look for ships off")

    def _raids(
        self, unit: UnitState, place: PlaceState, order: dict[str, Any], verb: str
    ) -> LegalOrder:
        said = order | {"duration": SPELL}
        text = f"{unit.title}: {verb} {place.title} for {SPELL}"
        limits = {"flying": self._now.sky}
        return LegalOrder(
            said, said["kind"], [unit.name], [place.name], text, self._now.time, limits
        )

    def _targets(self) -> list[PlaceState]:
        """Places where the enemy is, as far as one knows."""
        enemy = self._now.enemy
        return [p for p in self._now.places if p.held_by == enemy or p.contact or p.enemy]

    # the end --------------------------------------------------------------------------------

    def _endings(self) -> Iterator[LegalOrder]:
        for unit in self._now.units:
            if unit.posture == "in contact":
                order = {"kind": "surrender", "units": [unit.name]}
                text = f"{unit.title}: lay down arms"
                yield LegalOrder(order, "surrender", [unit.name], ["where they stand"], text)


def _free(unit: UnitState) -> bool:
    """Whether ships, aircraft or guns have no task."""
    return not unit.tasks and unit.posture in ("waiting", "in the field") and _anything(unit)


def _anything(unit: UnitState) -> bool:
    return any(unit.weapons.values())


def _embarks(unit: UnitState, ship: UnitState) -> bool:
    return (
        unit.kind in ON_FOOT
        and unit.place == ship.place
        and unit.men > 0
        and unit.posture in ("waiting", "in the field", "in contact")
    )


def usual_speed(definition: Definition, side: str, ship: str) -> Speed:
    """The speed at which the plan lets a ship, or else any of the side's, cross the sea."""
    own = [
        one
        for one in definition.operations.values()
        if one.side == side and one.kind_name() in ("landing", "shuttle", "passage")
    ]
    for one in sorted(own, key=lambda one: ship not in _ships(one)):
        speed: Speed = getattr(one, "speed")  # noqa: B009
        return speed
    return USUAL_SPEED


def _ships(operation: OperationSpec) -> list[str]:
    fields = ("craft", "units")
    return [str(one) for name in fields for one in getattr(operation, name, ())]


def land_ways(definition: Definition) -> dict[str, Mapping[str, float]]:
    """Kilometres by land from place to place, by the shortest way."""
    alone = {str(name): {str(name): 0.0} for name in definition.places}
    return {**alone, **ways(tuple(route_state(route) for route in definition.routes))}


def sea_ways(definition: Definition, start: str) -> dict[str, float]:
    """Kilometres by sea from a place to those that a route joins to it."""
    return {
        next(end for end in route.between if end != start): expected(route.distance)
        for route in definition.routes
        if route.kind == "sea" and start in route.between
    }
