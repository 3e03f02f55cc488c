"""Reading: what one side sees of one run becomes a `Situation`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

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
from sim.elementary import exp2s
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
_POSTURES: Mapping[int, str] = {
    Status.WAITING: "waiting", Status.AFLOAT: "afloat", Status.FIELD: "in the field",
    Status.EN_ROUTE: "on the march", Status.ROUTED: "in the hills",
    Status.SURRENDERED: "surrendered",
}  # fmt: skip


class _Kept(NamedTuple):
    """What does not change of an own unit."""

    title: str
    kind: str
    entries: list[int]
    classes: list[str]
    fires: Mapping[str, list[int]]
    """By kind of fire from afar, those of the entries that are good for it."""


class _States(NamedTuple):
    """What all runs have of the own units, (n, units, ...)."""

    men: np.ndarray
    initial: np.ndarray
    suppression: np.ndarray
    disorder: np.ndarray
    supply: np.ndarray | None
    fatigue: np.ndarray | None
    status: np.ndarray
    place: np.ndarray
    origin: np.ndarray
    due: np.ndarray


class Reading:
    """Reads the runs of a battle for one side, as they are when it is made.

    What all runs share is worked out once; a run costs little beside it.
    """

    def __init__(
        self, rules: Rulebook, side: int, known: Intelligence, operations: Iterable[Operation[Any]]
    ) -> None:
        self._rules = rules
        self._world = rules.world
        self._side = side
        self._known = known
        self._operations = [*operations]
        self._own: list[int] = rules.world.forces.units_of_side(side).tolist()
        self._times: dict[int, str] = {}
        self._words: dict[int, tuple[list[str], list[str]]] = {}

    def situation(self, row: int, due: Iterable[str]) -> Situation:
        """The situation of a run now; `due` are the operations that the plan would begin."""
        world, definition = self._world, self._world.definition
        over, side = world.schedule.over, world.forces.sides[self._side]
        turn = int(world.schedule.ended_at[row]) if over else world.turn
        tasks = [*self._tasks(row)]
        aims, needs, defends = self._goals
        return Situation(
            scenario=definition.title,
            side=side,
            enemy=world.forces.sides[1 - self._side],
            turn=turn,
            turns=world.clock.turns,
            time=self._time(turn),
            ends=f"{definition.end:%Y-%m-%d %H:%M}",
            turn_hours=world.clock.hours,
            night=bool(world.clock.night[min(turn, world.clock.turns - 1)]),
            sky=round(float(self._sky[row]), 2),
            over=over,
            aims=[*aims],
            needs=[*needs],
            defends=[*defends],
            units=[*self._units(row, tasks)],
            places=[*self._places(row)],
            routes=[*self._routes],
            tasks=tasks,
            plan=[*self._plan(row, {*due})],
            events=[*self._events(row)],
        )

    def _time(self, turn: int) -> str:
        if turn not in self._times:
            self._times[turn] = f"{self._world.clock.moment(turn):%Y-%m-%d %H:%M}"
        return self._times[turn]

    @cached_property
    def _sky(self) -> np.ndarray:
        return self._rules[Weather].flying(self._world.all_rows)

    @cached_property
    def _goals(self) -> tuple[list[str], list[str], list[str]]:
        definition, side = self._world.definition, self._world.forces.sides[self._side]
        return _aims(definition), _needs(definition, side), defended(definition, side)

    @cached_property
    def _routes(self) -> list[RouteState]:
        return [route_state(route) for route in self._world.definition.routes]

    # own troops -----------------------------------------------------------------------------

    def _units(self, row: int, tasks: list[Task]) -> Iterator[UnitState]:
        forces, state = self._world.forces, self._states
        lists: list[Any] = [None if one is None else one[row].tolist() for one in state]
        fought, weapons = self._world.state.contested[row], self._weapons[row].tolist()
        for i, unit in enumerate(self._own):
            name, kept = forces.units[unit], self._kept[i]
            now: list[Any] = [None if one is None else one[i] for one in lists]
            men, initial, suppression, disorder, supply, fatigue, status, at, origin, due = now
            left = [weapons[entry] for entry in kept.entries]
            marching = status == Status.EN_ROUTE
            place = self._named(at)
            there = status == Status.FIELD and at != NOWHERE and bool(fought[at])
            yield UnitState(
                name=name,
                title=kept.title,
                kind=kept.kind,
                men=men[Fate.PRESENT],
                initial=initial,
                losses=sum(men[Fate.KILLED : Fate.EVACUATED]),
                weapons=dict(zip(kept.classes, left, strict=True)),
                suppression=round(suppression, 2),
                disorder=disorder > IN_DISORDER,
                supply=None if supply is None else round(supply, 2),
                fatigue=None if fatigue is None else round(fatigue, 2),
                posture=_posture(status, men[Fate.PRESENT], any(left), there),
                place=self._named(origin) if marching else place,
                to=place if marching else None,
                arrives=self._time(due) if marching else None,
                tasks=[task.name for task in tasks if name in task.units],
                fires=[
                    kind for kind, able in kept.fires.items() if any(weapons[one] for one in able)
                ],
            )

    @cached_property
    def _kept(self) -> list[_Kept]:
        world = self._world
        kept = []
        for unit in self._own:
            described = world.definition.units[world.forces.units[unit]]
            entries = world.forces.entries_of(unit).tolist()
            classes = [world.forces.classes[world.forces.entry_class[entry]] for entry in entries]
            title = described.title or world.forces.units[unit].replace("_", " ")
            fires = self._fires(described.kind, dict(zip(entries, classes, strict=True)))
            kept.append(_Kept(title, described.kind, entries, classes, fires))
        return kept

    def _fires(self, unit_kind: str, entries: Mapping[int, str]) -> dict[str, list[int]]:
        weapons, fires = self._world.definition.weapons, {}
        for kind, powers in _POWERS.items():
            if unit_kind in (BOMBARDS if kind == "gunfire" else AIRCRAFT):
                fires[kind] = [
                    entry
                    for entry, name in entries.items()
                    if any(expected(power) > 0 for power in powers(weapons[name]))
                ]
        return fires

    @cached_property
    def _states(self) -> _States:
        state, own = self._world.state, self._own
        return _States(
            state.men[:, own],
            state.initial[:, own],
            self._faded(state.suppression[:, own], state.suppressed_at, "suppression_hours"),
            self._faded(1.0, state.disorganised_at, "disorder_hours"),
            self._levels(Supply),
            self._levels(Fatigue),
            state.status[:, own],
            state.place[:, own],
            state.origin[:, own],
            self._rules[Movement].due(np.array(own, np.int64), self._world.all_rows),
        )

    @cached_property
    def _weapons(self) -> np.ndarray:
        return self._world.state.weapons[:, :, Wear.PRESENT]

    def _named(self, place: int) -> str | None:
        return None if place == NOWHERE else self._world.forces.places[place]

    def _faded(self, level: np.ndarray | float, since: np.ndarray, half_life: str) -> np.ndarray:
        """What is left now of something that halves with time, (n, units)."""
        half = self._rules[Modifiers].value(half_life, self._world.all_rows)
        return np.asarray(
            level * exp2s(-self._world.hours_since(since[:, self._own]) / half[:, None])
        )

    def _levels(self, kind: type[Supply] | type[Fatigue]) -> np.ndarray | None:
        rule = self._rules[kind]
        if not (rule.on and self._own):
            return None
        return rule.levels(np.array(self._own), self._world.all_rows)

    # operations -----------------------------------------------------------------------------

    def _tasks(self, row: int) -> Iterator[Task]:
        for position in np.flatnonzero(self._under_way[row]).tolist():
            one = self._operations[position]
            units, goal = self._said(position)
            yield Task(
                name=one.name,
                title=one.spec.title,
                kind=one.spec.kind_name(),
                units=[*units],
                goal=[*goal],
                since=self._time(int(one.started_at[row])),
                can_be_called_off=bool(one.recallable(np.array([row]))[0]),
            )

    @cached_property
    def _under_way(self) -> np.ndarray:
        """(n, operations) bool."""
        rows = self._world.all_rows
        found = np.zeros((len(rows), len(self._operations)), bool)
        for position, one in enumerate(self._operations):
            found[one.under_way(rows), position] = True
        return found

    def _said(self, position: int) -> tuple[list[str], list[str]]:
        """Who takes part in an operation, and where it goes."""
        if position not in self._words:
            spec = self._operations[position].spec
            goal = [str(goal) for goal in spec.goal()]
            self._words[position] = [str(unit) for unit in spec.who()], goal
        return self._words[position]

    def _plan(self, row: int, due: set[str]) -> Iterator[Proposal]:
        for position in self._planned:
            one = self._operations[position]
            if one.started_at[row] == NEVER:
                units, goal = self._said(position)
                yield Proposal(
                    name=one.name,
                    title=one.spec.title,
                    kind=one.spec.kind_name(),
                    units=[*units],
                    goal=[*goal],
                    due=one.name in due,
                )

    @cached_property
    def _planned(self) -> list[int]:
        planned = self._world.definition.operations
        every = enumerate(self._operations)
        return [i for i, one in every if one.name in planned and one.spec.ordered]

    # the ground and the enemy ---------------------------------------------------------------

    def _places(self, row: int) -> Iterator[PlaceState]:
        world, known = self._world, self._known
        own, works = self._strength[row].tolist(), self._works[row].tolist()
        fought = self._world.state.contested[row].tolist()
        holders, shelled = known.holder[row].tolist(), known.shelled_at[row].tolist()
        for place, name in enumerate(world.forces.places):
            described, belief = world.definition.places[name], known.at(place, row)
            holder, hit = holders[place], shelled[place]
            yield PlaceState(
                name=name,
                title=described.title or name.replace("_", " "),
                terrain=described.terrain,
                fortification=round(works[place], 2),
                at=described.at,
                held_by=None if holder == NOWHERE else world.forces.sides[holder],
                contact=fought[place],
                own=own[place],
                **_enemy(belief),
                seen_by=belief.source.name.lower(),
                hours_ago=self._hours_since(belief.turn),
                shelled_hours_ago=None if hit == NEVER else self._hours_since(hit),
                landing_sites=[*described.landing_sites],
                retreat=described.retreat,
            )

    @cached_property
    def _strength(self) -> np.ndarray:
        """Own men in the field, (n, P)."""
        return self._rules[Presence].men_by_place(self._side, self._world.all_rows)

    @cached_property
    def _works(self) -> np.ndarray:
        """(n, P)."""
        rows, places = self._world.all_rows, range(len(self._world.forces.places))
        return np.stack([self._world.survey.works_at(one, rows) for one in places], axis=1)

    def _hours_since(self, turn: int) -> float:
        return round((self._world.turn - turn) * self._world.clock.hours, 2)

    # events ---------------------------------------------------------------------------------

    def _events(self, row: int) -> Iterator[Event]:
        """What happened since the orders of the last turn, as this side saw it."""
        run = int(self._world.draws.runs[row])
        for one in self._known.told():
            if one.run == run and self._sees(one, row):
                yield Event(self._time(one.turn), one.kind, one.place, one.side, one.text)

    def _sees(self, one: Occurrence, row: int) -> bool:
        if one.side == self._world.forces.sides[self._side] or one.kind == "parley":
            return True
        if not one.place or one.kind not in SEEN:
            return False
        place = self._world.forces.place[one.place]
        belief = self._known.at(place, row)
        there = belief.source in (Source.CONTACT, Source.PRESENCE)
        return there and belief.turn >= self._world.turn - 1


def _posture(status: int, men: int, armed: bool, in_contact: bool) -> str:
    if not men and status != Status.SURRENDERED:
        return _POSTURES[status] if armed else "destroyed"
    return "in contact" if in_contact else _POSTURES[status]


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


def defended(definition: Definition, side: str) -> list[str]:
    """Places that a side holds at first, and that the enemy needs to win."""
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
