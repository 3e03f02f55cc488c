"""Staff: a commander who keeps the rules of a staff officer.

He carries out the plan, and beside it:

- **strong ground**: where the battle is won or lost in works that are worth it, whoever has seen no
  enemy goes there and stays;
- **counter-attack**: others near a landing, or near a place that was lost, go there, but only
  together, and only if with those who are there they outnumber the enemy;
- **reserve**: where the battle is won or lost the strongest unit stays;
- **break off**: who is far outnumbered leaves for the nearest own place, unless the battle is won
  or lost where he stands;
- **fires**: guns, ships and aircraft without a task support the fights; they soften what the enemy
  holds and the side is about to attack.

The thresholds are assumed. He decides once an hour.
"""

from collections.abc import Iterator
from typing import Any

from sim.commanders import Order, RunView, for_each_run
from sim.commanders.legal import SPELL
from sim.commanders.roads import ways
from sim.commanders.situation import PlaceState, Situation, UnitState
from sim.scenario.vocabulary import ON_FOOT, TERRAINS

EVERY = 1.0
"""Hours from one decision to the next."""
NEAR = 30.0
"""Kilometres of road from which reserves come."""
ENOUGH = 1.0
"""Own men to an enemy with which a counter-attack is made."""
WORKS = 0.7
"""Works from which on ground is strong."""
HOPELESS = 3.0
"""Enemies to an own man from which on a fight is broken off."""
STALE = 12.0
"""Hours after which a report of the enemy is trusted no more."""


@for_each_run
def command(view: RunView) -> list[Order]:
    """The orders of the plan, and once an hour those of the staff."""
    orders = view.proposed
    if view.turn % max(round(EVERY / view.turn_hours), 1):
        return orders
    staff = Staff(view.situation)
    return [*orders, *(view.order(one) for one in staff.orders())]


class Staff:
    """What a staff makes of a situation."""

    def __init__(self, now: Situation) -> None:
        self._now = now
        self._ways = ways(tuple(now.routes))
        self._places = {place.name: place for place in now.places}
        self._free = [one for one in now.units if _idle(one)]
        self._strong = self._strong_ground()

    def orders(self) -> Iterator[dict[str, Any]]:
        """Orders in the words of a scenario file."""
        yield from self._break_off()
        yield from self._take_strong_ground()
        yield from self._counter_attack()
        yield from self._fire()

    # on land --------------------------------------------------------------------------------

    def _break_off(self) -> Iterator[dict[str, Any]]:
        for unit in self._now.units:
            place = self._places.get(unit.place or "")
            if unit.posture != "in contact" or place is None or unit.kind not in ON_FOOT:
                continue
            if place.name in self._now.aims or (place.enemy or 0) < HOPELESS * place.own:
                continue
            refuge = self._refuge(place.name)
            if refuge is not None:
                yield {"kind": "withdrawal", "units": [unit.name], "to": refuge}

    def _refuge(self, start: str) -> str | None:
        """The nearest own place at which there is no fighting."""
        safe = [p.name for p in self._now.places if p.held_by == self._now.side and not p.contact]
        near = {name: km for name, km in self._ways.get(start, {}).items() if name in safe}
        return min(near, key=lambda name: near[name]) if near else None

    def _counter_attack(self) -> Iterator[dict[str, Any]]:
        for place in sorted(self._now.places, key=self._urgency):
            if not self._wanted(place):
                continue
            able = [unit for unit in self._free if self._can_go(unit, place)]
            together = place.own + sum(unit.men for unit in able)
            if able and together >= ENOUGH * (place.enemy or 0):
                names = [unit.name for unit in able]
                self._free = [unit for unit in self._free if unit.name not in names]
                yield {"kind": "counter_attack", "units": names, "to": place.name}

    def _take_strong_ground(self) -> Iterator[dict[str, Any]]:
        if self._strong is None:
            return
        strong = self._places[self._strong]
        going = [u for u in self._free if u.place != strong.name and self._near(u, strong)]
        self._free = [u for u in self._free if u not in going and u.place != strong.name]
        if going:
            yield {"kind": "march", "units": [unit.name for unit in going], "to": strong.name}

    def _strong_ground(self) -> str | None:
        """The strongest works among the own places where the battle is won or lost."""
        aims = [self._places[name] for name in self._now.aims]
        held = [p for p in aims if p.held_by == self._now.side and p.fortification >= WORKS]
        return max(held, key=lambda place: place.fortification).name if held else None

    def _urgency(self, place: PlaceState) -> tuple[bool, bool]:
        return (not place.contact, place.name not in self._now.aims)

    def _wanted(self, place: PlaceState) -> bool:
        """Whether the enemy is there in a strength that is known, on land."""
        known = place.enemy is not None and place.hours_ago <= STALE
        there = place.contact or (place.held_by == self._now.enemy and known)
        return there and not TERRAINS[place.terrain].water

    def _can_go(self, unit: UnitState, place: PlaceState) -> bool:
        if unit.place is None or unit.place == place.name:
            return False
        return self._near(unit, place) and not self._is_reserve(unit)

    def _near(self, unit: UnitState, place: PlaceState) -> bool:
        km = self._ways.get(unit.place or "", {}).get(place.name)
        return km is not None and km <= NEAR

    def _is_reserve(self, unit: UnitState) -> bool:
        """The strongest unit where the battle is won or lost."""
        if unit.place not in self._now.aims:
            return False
        there = [one for one in self._now.units if one.place == unit.place and one.kind in ON_FOOT]
        return unit.name == max(there, key=lambda one: one.men).name

    # from afar ------------------------------------------------------------------------------

    def _fire(self) -> Iterator[dict[str, Any]]:
        targets = sorted(
            self._targets(), key=lambda place: (not place.contact, -(place.enemy or 0))
        )
        if not targets:
            return
        aim = targets[0]
        for unit in self._now.units:
            if unit.tasks or unit.posture not in ("waiting", "in the field"):
                continue
            if "gunfire" in unit.fires:
                order = {"kind": "gunfire", "units": [unit.name], "target": aim.name}
                yield order | {"duration": SPELL, "in_support": aim.own > 0}
            elif "strike" in unit.fires:
                names = [place.name for place in targets]
                yield {"kind": "strike", "units": [unit.name], "targets": names, "duration": SPELL}

    def _targets(self) -> list[PlaceState]:
        """Where the enemy is, and own troops are or go."""
        goals = {goal for task in self._now.tasks for goal in task.goal}
        return [
            place
            for place in self._now.places
            if place.contact or (place.held_by == self._now.enemy and place.name in goals)
        ]


def _idle(unit: UnitState) -> bool:
    """Whether a unit on land has nothing to do and nobody before it."""
    return unit.able and unit.kind in ON_FOOT and unit.posture == "in the field" and not unit.tasks
