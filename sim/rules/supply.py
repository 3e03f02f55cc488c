"""Supply: how long a unit lasts on what it carries, and what reaches it.

A unit carries a full load, level 1, when it comes to the battlefield. In each hour it uses up

    1 / ration_hours + 1 / load_hours (in an hour of engagement),

and if there is a way from where it stands to a depot of its side, it is brought

    min(1, reach / d) / restock_hours,

d the length of the shortest way in km of road: a km of track counts `track` times, rail and sea not
at all. A fixed number of carts and trucks delivers in inverse proportion to the length of its round
trip. A way does not pass through places that the enemy holds. The level stays between 0 and 1.

A unit feels the want when less than the share `low` of its load is left: with

    w = max(0, 1 - level / low)

its fire is multiplied by 1 - fire * w, the losses at which it breaks by 1 - resolve * w.

Depots are places that say `depot: true`; who holds one is supplied from it. At its base, at sea and
off the map a unit lacks nothing, and ships and aircraft look after themselves. A side that holds no
depot at the start is supplied from somewhere else, everywhere. The values are assumptions shared by
all battles: men carry cartridges and shells for a day of fighting and food for five days. A
scenario turns the rule on with `combat: {supply: {}}`, as battles of more than two days do; without
it nobody runs short.
"""

from functools import partial
from typing import ClassVar

import numpy as np
from pydantic import Field

from sim.combat.parameters import Parameters
from sim.combat.prior import Prior, between, likely
from sim.kernel import njit
from sim.rules.fitness import Fitness
from sim.rules.rule import Rule
from sim.scenario.definition import Definition
from sim.scenario.vocabulary import TERRAINS
from sim.world.news import Fought, Moves, PlaceChanged
from sim.world.state import Fate, Status
from sim.world.world import World


class Supply(Rule):
    """The level of supply of each unit; nothing at all in scenarios that do not ask for it.

    Between two events a level rises or falls at a constant rate, so that it needs to be reckoned
    only when a unit fights or moves, or when a way to a depot opens or closes.
    """

    section = "supply"
    optional = True

    class Parameters(Parameters):
        """What a unit uses up, what reaches it and what it does without it."""

        title: ClassVar[str] = "supply"
        units: ClassVar[dict[str, str]] = {
            "load_hours": "h",
            "ration_hours": "h",
            "restock_hours": "h",
            "reach": "km",
        }
        priors: ClassVar[dict[str, Prior]] = {
            "load_hours": likely(8.0, 72.0, "a unit of fire lasts from a morning to three days"),
            "ration_hours": likely(72.0, 240.0, "three to ten days of rations"),
            "restock_hours": likely(4.0, 36.0, "a night's work of the carts"),
            "reach": likely(20.0, 180.0, "a day of carts to a day of lorries"),
            "track": likely(1.5, 6.0, "a track carries a part of what a road does"),
            "low": between(0.2, 0.5, 0.8, "men save when half is gone"),
            "fire": between(0.4, 0.7, 0.95, "what was hoarded is left"),
            "resolve": between(0.2, 0.5, 0.8, "hungry men still stand"),
        }

        load_hours: float = Field(
            24.0, gt=0, description="hours of engagement in which a full load is fired off"
        )
        ration_hours: float = Field(
            120.0, gt=0, description="hours in which a full load is eaten up"
        )
        restock_hours: float = Field(
            12.0, gt=0, description="hours in which an empty unit near a depot is filled up"
        )
        reach: float = Field(
            60.0, gt=0, description="km of road to which deliveries do not suffer from the distance"
        )
        track: float = Field(3.0, ge=1, description="km of road that a km of track counts")
        low: float = Field(
            0.5, gt=0, le=1, description="share of a full load below which a unit feels the want"
        )
        fire: float = Field(
            0.7, ge=0, le=1, description="share of fire that is lost when nothing is left"
        )
        resolve: float = Field(
            0.5,
            ge=0,
            le=1,
            description="share of the break point that is lost when nothing is left",
        )

    @classmethod
    def idle(cls, definition: Definition) -> dict[str, str]:
        """A side that holds no depot lacks nothing."""
        holders = {place.held_by for place in definition.places.values() if place.depot}
        without = [side for side in definition.sides if side not in holders]
        if not without:
            return {}
        names = " and ".join(without)
        verbs = ("hold", "are") if len(without) > 1 else ("holds", "is")
        words = "{} {} no place with `depot: true`, and {} supplied everywhere"
        return {"": words.format(names, *verbs)}

    def __init__(self, world: World, fitness: Fitness) -> None:
        super().__init__(world)
        if self.on:
            self._fill_up()
            fitness.strain(self)
            self._listen()

    def _fill_up(self) -> None:
        """Everybody carries a full load at first."""
        state, forces = self.world.state, self.world.forces
        n, definition = len(self.world.all_rows), self.world.definition
        self._level = np.ones((n, len(forces.units)), order="F")
        """(n, U): 0 to 1 at the turn `_as_of`."""
        self._as_of = np.zeros((n, len(forces.units)), np.int32, order="F")
        self._ground = np.flatnonzero(forces.ground).tolist()
        places = definition.places.values()
        self._depots = np.array([place.depot for place in places])
        self._bases = np.array([TERRAINS[place.terrain].off_map for place in places])
        ends = [[forces.place[name] for name in route.between] for route in definition.routes]
        self._ends = np.array(ends, np.int64).reshape(-1, 2)
        self._lengths = self._lengths_of_ways()
        held = state.control[:, self._depots]
        self._cared_for = [not (held == side).any() for side in (0, 1)]
        """Sides that hold no depot and are supplied from elsewhere."""
        self._ways = np.full((n, len(forces.places), 2), np.inf)
        """(n, P, 2): km of road from a depot of each side."""
        self._held = state.control.copy()
        self._find_ways(self.world.all_rows)

    def _listen(self) -> None:
        news = self.world.news
        for place in range(len(self.world.forces.places)):
            news.subscribe(Fought(place), partial(self._fight, place))
            news.subscribe(PlaceChanged(place), partial(self._reckon, place))
        for unit in self._ground:
            news.subscribe(Moves(unit), partial(self._settle, unit))

    def level(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """What a unit has left now, from 0 to 1, shape (k,)."""
        # a unit that has fought in this turn is reckoned up to its end already
        hours = np.maximum(self.world.hours_since(self._as_of[rows, unit]), 0.0)
        change = (self._inflow(unit, rows) - 1.0 / self.value("ration_hours", rows)) * hours
        return np.asarray(np.clip(self._level[rows, unit] + change, 0.0, 1.0))

    def form(self, unit: int, like: int, rows: np.ndarray) -> None:
        """A unit is formed of men of another one, with as much as they carry."""
        if self.on:
            self._level[rows, unit] = self._level[rows, like]
            self._as_of[rows, unit] = self._as_of[rows, like]

    def fire(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """What is left of a unit's fire, shape (k,)."""
        return np.asarray(1.0 - self.value("fire", rows) * self._want(unit, rows))

    def resolve(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """What is left of a unit's resolve, shape (k,)."""
        return np.asarray(1.0 - self.value("resolve", rows) * self._want(unit, rows))

    def _want(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """What a unit lacks, from 0 to 1, shape (k,); ships and aircraft look after themselves."""
        if not self.world.forces.ground[unit]:
            return np.zeros(len(rows))
        low = self.value("low", rows)
        return np.asarray(np.maximum(0.0, 1.0 - self.level(unit, rows) / low))

    # what is used up and brought up -------------------------------------------------------------

    def _inflow(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """What reaches a unit in an hour, shape (k,)."""
        state, parameters = self.world.state, self.parameters
        side = int(self.world.forces.unit_side[unit])
        places = state.place[rows, unit]
        away = (places < 0) | (state.status[rows, unit] == Status.AFLOAT) | self._bases[places]
        distance = np.where(away, 0.0, self._ways[rows, places, side])
        if self._cared_for[side]:
            distance = np.zeros(len(rows))
        reach = parameters.column("reach", rows)
        share = np.where(distance > reach, reach / np.maximum(distance, 1e-9), 1.0)
        return np.asarray(share / parameters.column("restock_hours", rows))

    def _settle(self, unit: int, rows: np.ndarray) -> None:
        """Reckon the level of a unit up to now."""
        self._level[rows, unit] = self.level(unit, rows)
        self._as_of[rows, unit] = np.maximum(self._as_of[rows, unit], self.world.turn)

    def _fight(self, place: int, rows: np.ndarray) -> None:
        """A turn of fighting at a place empties the pouches of those who are there."""
        world, state = self.world, self.world.state
        hours = world.clock.hours
        for unit in self._ground:
            here = (state.status[rows, unit] == Status.FIELD) & (state.place[rows, unit] == place)
            here &= state.men[rows, unit, Fate.PRESENT] > 0
            firing = rows[here]
            if len(firing):
                used = hours / self.value("load_hours", firing)
                used = used + hours / self.value("ration_hours", firing)
                level = self.level(unit, firing) + self._inflow(unit, firing) * hours - used
                self._level[firing, unit] = np.clip(level, 0.0, 1.0)
                self._as_of[firing, unit] = world.turn + 1

    # ways ---------------------------------------------------------------------------------------

    def _reckon(self, place: int, rows: np.ndarray) -> None:
        """Where a place has changed hands old ways count up to now, new ones from now on."""
        state = self.world.state
        rows = rows[state.control[rows, place] != self._held[rows, place]]
        if len(rows):
            for unit in self._ground:
                self._settle(unit, rows)
            self._find_ways(rows)

    def _lengths_of_ways(self) -> np.ndarray:
        """Km of road that each route counts, (n, R)."""
        world = self.world
        routes = world.definition.routes
        km = world.inputs.numbers(
            {f"routes.{i}.distance": route.distance for i, route in enumerate(routes)}
        )
        lengths = np.zeros((len(world.all_rows), len(routes)))
        for column, route in enumerate(routes):
            if route.kind == "road":
                lengths[:, column] = km[:, column]
            elif route.kind == "track":
                track = self.value("track", world.all_rows)
                lengths[:, column] = km[:, column] * track
        return lengths

    def _find_ways(self, rows: np.ndarray) -> None:
        """Find the ways from the depots anew."""
        control = self.world.state.control
        self._held[rows] = control[rows]
        _find_ways(rows, control, self._depots, self._ends, self._lengths, self._ways)


@njit(cache=True)
def _find_ways(
    rows: np.ndarray,
    control: np.ndarray,
    depots: np.ndarray,
    ends: np.ndarray,
    lengths: np.ndarray,
    ways: np.ndarray,
) -> None:
    """Shortest ways from the depots of each side past places that the enemy does not hold.

    Bellman, "On a routing problem", Quarterly of Applied Mathematics 16 (1958).
    """
    for row in rows:
        for side in range(2):
            for place in range(depots.shape[0]):
                own = depots[place] and control[row, place] == side
                ways[row, place, side] = 0.0 if own else np.inf
            shorter = True
            while shorter:
                shorter = False
                for route in range(ends.shape[0]):
                    for direction in range(2):
                        start, end = ends[route, direction], ends[route, 1 - direction]
                        if control[row, start] == 1 - side:
                            continue
                        way = ways[row, start, side] + lengths[row, route]
                        if way < ways[row, end, side]:
                            ways[row, end, side] = way
                            shorter = True
