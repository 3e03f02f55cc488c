"""Staff: a commander who keeps the rules of a staff officer.

He carries out the plan as far as it serves the score, and beside it:

- **guards**: a place that he defends is never left empty; the weakest unit there stays;
- **strong ground**: who defends draws together, before he has seen an enemy, where the enemy must
  come, and does not march out of it;
- **sortie**: who stands on strong ground throws himself on a fight close by, or on a place that was
  just lost, while he outnumbers the enemy whom he knows there, such as at a beach on which few are
  ashore yet, and comes back;
- **counter-attack**: who defends sends units near a fight, or near a place that is needed and was
  lost, there, but only together, and only if with those who are there they outnumber the enemy; who
  attacks keeps to his plan, for reserves that go to every fight lose more than they win;
- **break off**: who is far outnumbered leaves for strong ground, or for the nearest own place,
  unless it is there that the battle is won or lost;
- **fires**: guns, ships and aircraft without a task support the fights; they soften what the enemy
  holds and the side is about to attack;
- **no end**: he lays down no arms, and stops the battle only when he holds what he needs.

The thresholds are assumed. He decides every half hour.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.commanders import Commander, Order, RunView, View, for_each_run
from sim.commanders.legal import SPELL
from sim.commanders.roads import ways
from sim.commanders.situation import PlaceState, Proposal, Situation, UnitState
from sim.scenario.kinds import kind_named
from sim.scenario.vocabulary import ON_FOOT, TERRAINS

EVERY = 0.5
"""Hours from one decision to the next."""
NEAR = 30.0
"""Kilometres of road from which reserves come."""
CLOSE = 4.0
"""Kilometres of road of a sortie."""
WORKS = 0.7
"""Works from which on ground is strong."""
STALE = 12.0
"""Hours after which a report of the enemy is trusted no more."""
LAST = 24.0
"""Hours before the end from which on nothing is held back from a place that is needed."""
GIVES_UP = frozenset({"cease_fire", "surrender"})
"""Kinds that win nothing."""


@dataclass(frozen=True)
class Doctrine:
    """How bold a staff is."""

    enough: float = 1.0
    """Own men to an enemy with which a counter-attack is made."""
    hopeless: float = 3.0
    """Enemies to an own man from which on a fight is broken off."""
    guards: bool = True
    """Whether places that are defended are never left empty."""
    barrage: bool = False
    """Whether fire from afar falls too on what is to be attacked later, or was lost."""
    odds: float = 0.0
    """Own men to an enemy without which no attack of the plan begins."""


USUAL = Doctrine()


def every(hours: float, doctrine: Doctrine = USUAL) -> Commander:
    """A staff that decides every so many hours."""

    def decides(view: View | RunView) -> bool:
        return not view.turn % max(round(hours / view.turn_hours), 1)

    @for_each_run
    def decide(view: RunView) -> list[Order]:
        staff = Staff(view.situation, doctrine)
        orders = [view.launch(name) for name in staff.agreed()]
        return [*orders, *(view.order(one) for one in staff.orders())] if decides(view) else orders

    def commander(view: View) -> list[Order]:
        proposed = [np.asarray(one.runs, bool) for one in view.proposed]
        asked = view.everywhere if decides(view) else np.any(proposed, axis=0)
        return [*decide(view.only(asked))]

    return commander


command = every(EVERY)
"""What is agreed with of the plan, and every half hour the orders of the staff."""


class Staff:
    """What a staff makes of a situation."""

    def __init__(self, now: Situation, doctrine: Doctrine = USUAL) -> None:
        self._now = now
        self._by = doctrine
        self._ways = ways(tuple(now.routes))
        self._places = {place.name: place for place in now.places}
        self._stronghold = self._strong_ground()
        self._fixed = {*self._guards()} if doctrine.guards else set()
        self._free = [one for one in now.units if _idle(one) and one.name not in self._fixed]

    def agreed(self) -> list[str]:
        """Operations of the plan that are due and serve the score."""
        return [one.name for one in self._now.plan if one.due and self._serves(one)]

    def _serves(self, one: Proposal) -> bool:
        kind = kind_named(one.kind)
        if one.kind in GIVES_UP:
            return False
        if kind is not None and kind.ends_battle:
            return all(self._holds(place) for place in self._now.needs)
        if kind is None or not kind.by_land:
            return True
        units = [unit for unit in self._now.units if unit.name in one.units]
        if any(map(self._is_needed, units)) and self._stronghold not in one.goal:
            return False
        return all(self._has_odds(units, self._places.get(goal)) for goal in one.goal)

    def _has_odds(self, units: list[UnitState], place: PlaceState | None) -> bool:
        if place is None or self._is_late():
            return True
        return self._together(units, place) >= self._by.odds * (place.enemy or 0)

    def _is_late(self) -> bool:
        return (self._now.turns - self._now.turn) * self._now.turn_hours <= LAST

    def _is_needed(self, unit: UnitState) -> bool:
        """Whether a unit stands on the strong ground, or goes there."""
        return self._stronghold is not None and self._stronghold in (unit.place, unit.to)

    def orders(self) -> Iterator[dict[str, Any]]:
        """Orders in the words of a scenario file."""
        yield from self._break_off()
        yield from self._last_chance()
        yield from self._sortie()
        yield from self._take_strong_ground()
        if self._now.defends:
            yield from self._counter_attack()
        yield from self._fire()

    def _holds(self, name: str) -> bool:
        return self._places[name].held_by == self._now.side

    # on land --------------------------------------------------------------------------------

    def _guards(self) -> Iterator[str]:
        """The weakest unit at each place that is defended."""
        for name in self._now.defends:
            there = [u for u in self._now.units if u.place == name and _idle(u)]
            if there and self._holds(name):
                yield min(there, key=lambda one: one.men).name

    def _strong_ground(self) -> str | None:
        """Where the enemy must come: the strongest works among the places that are defended."""
        held = [self._places[name] for name in self._now.defends if self._holds(name)]
        only = len(self._now.defends) == 1
        strong = [place for place in held if only or place.fortification >= WORKS]
        return max(strong, key=lambda place: place.fortification).name if strong else None

    def _break_off(self) -> Iterator[dict[str, Any]]:
        for unit in self._now.units:
            place = self._places.get(unit.place or "")
            if unit.posture != "in contact" or place is None or unit.kind not in ON_FOOT:
                continue
            if place.name == self._stronghold or (place.enemy or 0) < self._by.hopeless * place.own:
                continue
            refuge = self._refuge(place.name)
            if refuge is not None:
                yield _go("withdrawal", [unit], self._places[refuge])

    def _refuge(self, start: str) -> str | None:
        """The strong ground, or the nearest own place at which there is no fighting."""
        reach = self._ways.get(start, {})
        if self._stronghold in reach:
            return self._stronghold
        safe = [p.name for p in self._now.places if p.held_by == self._now.side and not p.contact]
        near = {name: km for name, km in reach.items() if name in safe}
        return min(near, key=lambda name: near[name]) if near else None

    def _sortie(self) -> Iterator[dict[str, Any]]:
        strong = self._places.get(self._stronghold or "")
        there = [unit for unit in self._free if unit.place == self._stronghold]
        if strong is None or strong.contact or not there:
            return
        reach = self._ways.get(strong.name, {})
        for place in sorted(self._now.places, key=self._urgency):
            close = self._wanted(place) and reach.get(place.name, math.inf) <= CLOSE
            if close and self._together(there, place) >= self._by.enough * (place.enemy or 0):
                self._free = [unit for unit in self._free if unit not in there]
                yield _go("counter_attack", there, place)
                return

    @staticmethod
    def _together(units: list[UnitState], place: PlaceState) -> int:
        return place.own + sum(unit.men for unit in units)

    def _take_strong_ground(self) -> Iterator[dict[str, Any]]:
        if self._stronghold is None:
            return
        strong = self._places[self._stronghold]
        going = [u for u in self._free if u.place != strong.name and self._near(u, strong)]
        self._free = [u for u in self._free if u not in going and u.place != strong.name]
        if going:
            yield _go("march", going, strong)

    def _last_chance(self) -> Iterator[dict[str, Any]]:
        """Before the end everybody goes where the victory was lost, or who lost all he defends."""
        now = self._now
        nothing_left = bool(now.defends) and not any(map(self._holds, now.defends))
        late = self._is_late()
        for name in dict.fromkeys((*now.defends, *now.needs)):
            place = self._places[name]
            if self._holds(name) or not (late or (nothing_left and place.hours_ago > STALE)):
                continue
            able = [unit for unit in self._free if self._can_go(unit, place)]
            self._free = [unit for unit in self._free if unit not in able]
            if able:
                yield _go("counter_attack", able, place)

    def _counter_attack(self) -> Iterator[dict[str, Any]]:
        for place in sorted(self._now.places, key=self._urgency):
            if not self._wanted(place):
                continue
            able = [unit for unit in self._free if self._can_go(unit, place)]
            if able and self._together(able, place) >= self._by.enough * (place.enemy or 0):
                self._free = [unit for unit in self._free if unit not in able]
                yield _go("counter_attack", able, place)

    def _urgency(self, place: PlaceState) -> tuple[bool, bool]:
        return (not place.contact, place.name not in self._now.aims)

    def _wanted(self, place: PlaceState) -> bool:
        """Whether there is a fight, or the enemy has what is needed; on land."""
        known = place.enemy is not None and place.hours_ago <= STALE
        lost = place.held_by == self._now.enemy and (known or place.name in self._now.aims)
        return (place.contact or lost) and not TERRAINS[place.terrain].water

    def _can_go(self, unit: UnitState, place: PlaceState) -> bool:
        return unit.place not in (None, place.name) and self._near(unit, place)

    def _near(self, unit: UnitState, place: PlaceState) -> bool:
        km = self._ways.get(unit.place or "", {}).get(place.name)
        return km is not None and km <= NEAR

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
        if self._by.barrage:
            goals |= {goal for one in self._now.plan for goal in one.goal} | {*self._now.aims}
        return [
            place
            for place in self._now.places
            if place.contact or (place.held_by == self._now.enemy and place.name in goals)
        ]


def _go(kind: str, units: list[UnitState], place: PlaceState) -> dict[str, Any]:
    return {"kind": kind, "units": [unit.name for unit in units], "to": place.name}


def _idle(unit: UnitState) -> bool:
    """Whether a unit on land has nothing to do and nobody before it."""
    return unit.able and unit.kind in ON_FOOT and unit.posture == "in the field" and not unit.tasks
