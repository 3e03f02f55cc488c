"""Reading: what one side sees of one run becomes a `Situation`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from sim.commanders.belief import UNKNOWN, Belief, Intelligence, Source
from sim.commanders.powers import bombs, hits_ships, strikes
from sim.commanders.situation import (
    Event,
    PlaceState,
    Proposal,
    RouteState,
    Situation,
    Task,
    UnitState,
)
from sim.operations import Operation
from sim.rules.fatigue import Fatigue
from sim.rules.modifiers import Modifiers
from sim.rules.movement import Movement
from sim.rules.presence import Presence
from sim.rules.rulebook import Rulebook
from sim.rules.supply import Supply
from sim.rules.weather import Weather
from sim.scenario.definition import Definition
from sim.scenario.distribution import Distribution
from sim.scenario.figures import Figure
from sim.scenario.forces import Weapon
from sim.scenario.names import PlaceName
from sim.scenario.theatre import Route
from sim.scenario.vocabulary import AIRCRAFT, BOMBARDS
from sim.world.chronicle import Occurrence
from sim.world.clock import NEVER
from sim.world.state import NOWHERE, Fate, Status, Wear

MARCH = 4.0
"""Speed of men on foot in km/h."""
IN_DISORDER = 0.25
"""Disorder from which on a unit is said to be in disorder."""
SEEN = frozenset(
    {"air combat", "air strike", "anti-aircraft", "approach", "arrival", "break", "call off",
     "capture", "cease-fire", "civilians", "contact", "disarmament", "flight", "gunfire",
     "landing", "parley", "seizure", "surrender", "surprise", "wreck"}
)  # fmt: skip
"""Kinds of events that the enemy cannot hide from troops who are there: none says what he means to
do."""
_POSTURES = {
    Status.WAITING: "waiting", Status.AFLOAT: "afloat", Status.FIELD: "in the field",
    Status.EN_ROUTE: "on the march", Status.ROUTED: "in the hills",
    Status.SURRENDERED: "surrendered",
}  # fmt: skip


class Reading:
    """Reads one run of a battle for one side."""

    def __init__(self, rules: Rulebook, side: int, row: int, known: Intelligence) -> None:
        self._rules = rules
        self._world = rules.world
        self._side = side
        self._row = row
        self._rows = np.array([row])
        self._known = known

    def situation(self, operations: Iterable[Operation[Any]], due: Iterable[str]) -> Situation:
        """The situation now; `due` are the operations that the plan would begin."""
        world, definition = self._world, self._world.definition
        over, own = world.schedule.over, [*operations]
        turn = int(world.schedule.ended_at[self._row]) if over else world.turn
        tasks = [*self._tasks(own)]
        return Situation(
            scenario=definition.title,
            side=world.forces.sides[self._side],
            enemy=world.forces.sides[1 - self._side],
            turn=turn,
            turns=world.clock.turns,
            time=self._time(turn),
            ends=f"{definition.end:%Y-%m-%d %H:%M}",
            turn_hours=world.clock.hours,
            night=bool(world.clock.night[min(turn, world.clock.turns - 1)]),
            sky=round(float(self._rules[Weather].flying(self._rows)[0]), 2),
            over=over,
            aims=_aims(definition),
            needs=_needs(definition, world.forces.sides[self._side]),
            defends=_defends(definition, world.forces.sides[self._side]),
            units=[self._unit(unit, tasks) for unit in self._own_units()],
            places=[self._place(place) for place in range(len(world.forces.places))],
            routes=[route_state(route) for route in definition.routes],
            tasks=tasks,
            plan=[*self._plan(own, {*due})],
            events=[*self._events()],
        )

    def _time(self, turn: int) -> str:
        return f"{self._world.clock.moment(turn):%Y-%m-%d %H:%M}"

    def _own_units(self) -> list[int]:
        units: list[int] = self._world.forces.units_of_side(self._side).tolist()
        return units

    # own troops -----------------------------------------------------------------------------

    def _unit(self, unit: int, tasks: list[Task]) -> UnitState:
        world, row = self._world, self._row
        name = world.forces.units[unit]
        men = world.state.men[row, unit]
        described = world.definition.units[name]
        marching = world.state.status[row, unit] == Status.EN_ROUTE
        place = self._named(world.state.place[row, unit])
        return UnitState(
            name=name,
            title=described.title or name.replace("_", " "),
            kind=described.kind,
            men=int(men[Fate.PRESENT]),
            initial=int(world.state.initial[row, unit]),
            losses=int(men[Fate.KILLED : Fate.EVACUATED].sum()),
            weapons=self._weapons(unit),
            suppression=self._suppression(unit),
            disorder=self._faded(unit, 1.0, "disorganised_at", "disorder_hours") > IN_DISORDER,
            supply=self._level(Supply, unit),
            fatigue=self._level(Fatigue, unit),
            posture=self._posture(unit),
            place=self._named(world.state.origin[row, unit]) if marching else place,
            to=place if marching else None,
            arrives=self._arrival(unit) if marching else None,
            tasks=[task.name for task in tasks if name in task.units],
            fires=[*self._fires(unit)],
        )

    def _named(self, place: int) -> str | None:
        return None if place == NOWHERE else self._world.forces.places[int(place)]

    def _weapons(self, unit: int) -> dict[str, int]:
        forces, weapons = self._world.forces, self._world.state.weapons
        return {
            forces.classes[forces.entry_class[entry]]: int(weapons[self._row, entry, Wear.PRESENT])
            for entry in forces.entries_of(unit).tolist()
        }

    def _fires(self, unit: int) -> Iterator[str]:
        world = self._world
        described = world.definition.units[world.forces.units[unit]]
        left = [world.definition.weapons[name] for name, n in self._weapons(unit).items() if n]
        for kind, powers in _POWERS.items():
            fit = described.kind in (BOMBARDS if kind == "gunfire" else AIRCRAFT)
            if fit and any(expected(power) > 0 for one in left for power in powers(one)):
                yield kind

    def _suppression(self, unit: int) -> float:
        level = float(self._world.state.suppression[self._row, unit])
        return round(self._faded(unit, level, "suppressed_at", "suppression_hours"), 2)

    def _faded(self, unit: int, level: float, since: str, half_life: str) -> float:
        """What is left now of something that halves with time."""
        state = self._world.state
        hours = float(self._world.hours_since(getattr(state, since)[self._row, unit]))
        half: float = self._rules[Modifiers].value(half_life, self._rows)[0]
        return float(level * 0.5 ** (hours / half))

    def _level(self, kind: type[Supply] | type[Fatigue], unit: int) -> float | None:
        rule = self._rules[kind]
        return round(float(rule.level(unit, self._rows)[0]), 2) if rule.on else None

    def _posture(self, unit: int) -> str:
        state, row = self._world.state, self._row
        status = int(state.status[row, unit])
        if not state.men[row, unit, Fate.PRESENT] and status != Status.SURRENDERED:
            empty = not any(self._weapons(unit).values())
            return "destroyed" if empty else _POSTURES[status]
        place = state.place[row, unit]
        if status == Status.FIELD and place != NOWHERE and state.contested[row, place]:
            return "in contact"
        return _POSTURES[status]

    def _arrival(self, unit: int) -> str:
        return self._time(int(self._rules[Movement].due(unit, self._rows)[0]))

    # operations -----------------------------------------------------------------------------

    def _tasks(self, operations: list[Operation[Any]]) -> Iterator[Task]:
        for one in operations:
            if len(one.under_way(self._rows)):
                yield Task(
                    name=one.name,
                    title=one.spec.title,
                    kind=one.spec.kind_name(),
                    units=[str(unit) for unit in one.spec.who()],
                    goal=[str(goal) for goal in one.spec.goal()],
                    since=self._time(int(one.started_at[self._row])),
                    can_be_called_off=bool(one.recallable(self._rows)[0]),
                )

    def _plan(self, operations: list[Operation[Any]], due: set[str]) -> Iterator[Proposal]:
        planned = self._world.definition.operations
        for one in operations:
            fresh = one.started_at[self._row] == NEVER
            if one.name in planned and one.spec.ordered and fresh:
                yield Proposal(
                    name=one.name,
                    title=one.spec.title,
                    kind=one.spec.kind_name(),
                    units=[str(unit) for unit in one.spec.who()],
                    goal=[str(goal) for goal in one.spec.goal()],
                    due=one.name in due,
                )

    # the ground and the enemy ---------------------------------------------------------------

    def _place(self, place: int) -> PlaceState:
        world, row = self._world, self._row
        name = world.forces.places[place]
        described, belief = world.definition.places[name], self._known.at(place, row)
        holder = int(self._known.holder[row, place])
        shelled = int(self._known.shelled_at[row, place])
        return PlaceState(
            name=name,
            title=described.title or name.replace("_", " "),
            terrain=described.terrain,
            fortification=round(float(world.survey.works_at(place, self._rows)[0]), 2),
            at=described.at,
            held_by=None if holder == NOWHERE else world.forces.sides[holder],
            contact=bool(world.state.contested[row, place]),
            own=int(self._rules[Presence].men_at(place, self._side, self._rows)[0]),
            **_enemy(belief),
            seen_by=belief.source.name.lower(),
            hours_ago=self._hours_since(belief.turn),
            shelled_hours_ago=None if shelled == NEVER else self._hours_since(shelled),
            landing_sites=[*described.landing_sites],
            retreat=described.retreat,
        )

    def _hours_since(self, turn: int) -> float:
        return round((self._world.turn - turn) * self._world.clock.hours, 2)

    # events ---------------------------------------------------------------------------------

    def _events(self) -> Iterator[Event]:
        """What happened since the orders of the last turn, as this side saw it."""
        world = self._world
        run = int(world.draws.runs[self._row])
        for one in self._known.told():
            if one.run == run and self._sees(one):
                yield Event(self._time(one.turn), one.kind, one.place, one.side, one.text)

    def _sees(self, one: Occurrence) -> bool:
        if one.side == self._world.forces.sides[self._side] or one.kind == "parley":
            return True
        if not one.place or one.kind not in SEEN:
            return False
        place = self._world.forces.place[one.place]
        belief = self._known.at(place, self._row)
        there = belief.source in (Source.CONTACT, Source.PRESENCE)
        return there and belief.turn >= self._world.turn - 1


def _enemy(belief: Belief) -> dict[str, Any]:
    if belief.men == UNKNOWN:
        return dict.fromkeys(("enemy", "enemy_low", "enemy_high"))
    return {"enemy": belief.men, "enemy_low": belief.low, "enemy_high": belief.high}


def _aims(definition: Definition) -> list[str]:
    conditions = [victory.when for victory in definition.victory]
    return [*dict.fromkeys(str(place) for when in conditions for place in when.control)]


def _needs(definition: Definition, side: str) -> list[str]:
    """Places that a side must hold to win."""
    conditions = [victory.when for victory in definition.victory if victory.side == side]
    control = [item for when in conditions for item in when.control.items()]
    return [*dict.fromkeys(str(place) for place, holder in control if holder == side)]


def _defends(definition: Definition, side: str) -> list[str]:
    enemy = next(one for one in definition.sides if one != side)
    needed = _needs(definition, enemy)
    return [place for place in needed if definition.places[PlaceName(place)].held_by == side]


_POWERS: Mapping[str, Callable[[Weapon], list[Figure]]] = {
    "gunfire": bombs,
    "strike": strikes,
    "anti_shipping": hits_ships,
}
"""Without which powers a kind of fire would do nothing."""


def route_state(route: Route) -> RouteState:
    """A way as a side knows it."""
    km = expected(route.distance)
    hours = None if route.kind == "sea" else round(km / MARCH, 1)
    return RouteState((route.between[0], route.between[1]), route.kind, round(km, 1), hours)


def expected(figure: Figure) -> float:
    """About what a figure comes to, for those who must reckon with it beforehand."""
    value = figure.value
    if isinstance(value, float):
        return value
    if isinstance(value, Distribution):
        if value.kind in ("normal", "lognormal"):
            return value.parameters[0]
        weights = value.weights or None
        return float(np.average(value.parameters, weights=weights))
    return float(np.mean(value))
