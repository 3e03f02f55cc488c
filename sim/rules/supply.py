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
from sim.rules import supply_kernel as kernels
from sim.rules.fitness import Fitness
from sim.rules.presence import Presence
from sim.rules.rule import Rule
from sim.rules.supply_kernel import Moment, Roads, Stores, Want
from sim.scenario.definition import Definition
from sim.scenario.vocabulary import TERRAINS
from sim.world.inputs import Figures
from sim.world.news import Fought, Moves, PlacesChanged
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

    def __init__(self, world: World, fitness: Fitness, presence: Presence) -> None:
        super().__init__(world)
        self._presence = presence
        if self.on:
            self._fill_up()
            fitness.strain(self)
            self._listen()

    def _fill_up(self) -> None:
        """Everybody carries a full load at first."""
        forces, rows = self.world.forces, self.world.all_rows
        shape, hours = (len(rows), len(forces.units)), self.world.clock.hours
        ration, load = self._column("ration_hours"), self._column("load_hours")
        self._stores = Stores(
            level=np.tile([1.0, 0.0], (*shape, 1)),
            inflow=np.empty((len(rows), len(forces.places) + 1, 2)),
            eaten=1.0 / ration,
            used=hours / load + hours / ration,
            sides=forces.unit_side,
            ground=forces.ground,
        )
        low = self._column("low")
        self._of_fire = Want(low, self._column("fire"))
        self._of_resolve = Want(low, self._column("resolve"))
        self._roads = self._all_roads()
        kernels.bring(self._stores, self._roads, rows)

    def _all_roads(self) -> Roads:
        forces, control = self.world.forces, self.world.state.control
        definition = self.world.definition
        places = definition.places.values()
        depots = np.array([place.depot for place in places])
        held = control[:, depots]
        ends = [[forces.place[name] for name in route.between] for route in definition.routes]
        return Roads(
            control=control,
            held=control.copy(),
            depots=depots,
            bases=np.array([TERRAINS[place.terrain].off_map for place in places]),
            # sides that hold no depot are supplied from elsewhere
            cared_for=np.array([not (held == side).any() for side in (0, 1)]),
            ends=np.array(ends, np.int64).reshape(-1, 2),
            lengths=self._lengths_of_ways(),
            restock_hours=self._column("restock_hours"),
            reach=self._column("reach"),
        )

    def _column(self, name: str) -> np.ndarray:
        """One of its parameters in all runs, (n,), or (1,) if they share it."""
        return self.parameters.columns((name,), self.world.all_rows)[:, 0]

    def _listen(self) -> None:
        news = self.world.news
        for place in range(len(self.world.forces.places)):
            news.subscribe(Fought(place), partial(self._fight, place))
        news.subscribe(PlacesChanged(), self._reckon)
        news.subscribe(Moves(), self._settle_each)

    def levels(self, units: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """What units have left now, from 0 to 1, shape (k, units)."""
        there = self.world.state.whereabouts
        found: np.ndarray = kernels.levels(self._stores, there, units, rows, self._now)
        return found

    def form(self, unit: int, like: int, rows: np.ndarray) -> None:
        """A unit is formed of men of another one, with as much as they carry."""
        if self.on:
            self._stores.level[rows, unit] = self._stores.level[rows, like]

    def fire(self, units: np.ndarray, rows: np.ndarray, left: np.ndarray) -> None:
        """What units, one in each run, lack takes from their fire, as far as it is `left`."""
        there = self.world.state.whereabouts
        kernels.take(self._stores, there, units, rows, self._now, self._of_fire, left)

    def resolve(self, units: np.ndarray, rows: np.ndarray, left: np.ndarray) -> None:
        """What units, one in each run, lack takes from their resolve, as far as it is `left`."""
        there = self.world.state.whereabouts
        kernels.take(self._stores, there, units, rows, self._now, self._of_resolve, left)

    # what is used up and brought up -------------------------------------------------------------

    @property
    def _now(self) -> Moment:
        return Moment(self.world.turn, self.world.clock.hours)

    def _settle_each(self, units: np.ndarray, rows: np.ndarray) -> None:
        """Reckon the level of a unit up to now in each run, or of one in all of them."""
        kernels.settle_each(self._stores, self.world.state.whereabouts, units, rows, self._now)

    def _fight(self, place: int, rows: np.ndarray) -> None:
        """A turn of fighting at a place empties the pouches of those who are there."""
        kernels.fight(self._stores, self._presence.opponents, place, rows, self._now)

    # ways ---------------------------------------------------------------------------------------

    def _reckon(self, places: np.ndarray, rows: np.ndarray) -> None:
        """Where a place has changed hands old ways count up to now, new ones from now on."""
        there = self.world.state.whereabouts
        kernels.reckon(self._stores, there, self._roads, places, rows, self._now)

    def _lengths_of_ways(self) -> np.ndarray:
        """Km of road that each route counts, (n, R)."""
        world = self.world
        routes = world.definition.routes
        km = world.inputs.numbers(
            Figures({f"routes.{i}.distance": route.distance for i, route in enumerate(routes)})
        )
        lengths = np.zeros((len(world.all_rows), len(routes)))
        for column, route in enumerate(routes):
            if route.kind == "road":
                lengths[:, column] = km[:, column]
            elif route.kind == "track":
                track = self.value("track", world.all_rows)
                lengths[:, column] = km[:, column] * track
        return lengths
