"""Supply: what the units of a battle have left, by the rule of `sim.combat.supply`."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.combat.supply import Supply as Rule
from sim.kernel import njit
from sim.world.state import Fate, Status

if TYPE_CHECKING:
    from sim.battle import Battle


class Supply:
    """The level of supply of each unit; nothing at all in scenarios that do not ask for it.

    Between two events a level rises or falls at a constant rate, so that it needs to be reckoned
    only when a unit fights, arrives, or when a way to a depot opens or closes.
    """

    def __init__(self, battle: "Battle") -> None:
        self._battle = battle
        given = battle.definition.combat.supply
        self.on = given is not None
        if given is None:
            return
        self._rule = battle.parameters(Rule, given, "combat.supply")
        n, order = len(battle.everyone), battle.order
        self._level = np.ones((n, len(order.units)), order="F")
        """(n, U): 0 to 1 at the turn `_as_of`."""
        self._as_of = np.zeros((n, len(order.units)), np.int32, order="F")
        self._ground = np.flatnonzero(order.ground).tolist()
        places = battle.definition.places.values()
        self._depots = np.array([place.depot for place in places])
        self._bases = np.array([place.terrain == "base" for place in places])
        routes = battle.definition.routes
        ends = [[order.place[name] for name in route.between] for route in routes]
        self._ends = np.array(ends, np.int64).reshape(-1, 2)
        self._lengths = self._lengths_of_ways()
        held = battle.state.control[:, self._depots]
        self._cared_for = [not (held == side).any() for side in (0, 1)]
        """Sides that hold no depot and are supplied from elsewhere."""
        self._ways = np.full((n, len(order.places), 2), np.inf)
        """(n, P, 2): km of road from a depot of each side."""
        self._held = battle.state.control.copy()
        self._find_ways(battle.everyone)
        for place, name in enumerate(order.places):
            battle.subscribe(f"combat:{name}", partial(self._fight, place))
            battle.subscribe(f"place:{name}", partial(self._reckon, place))
        for unit in self._ground:
            battle.subscribe(f"arrived:{order.units[unit]}", partial(self._settle, unit))

    def level(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """What a unit has left now, from 0 to 1, shape (k,)."""
        # a unit that has fought in this turn is reckoned up to its end already
        hours = np.maximum(self._battle.hours_since(self._as_of[rows, unit]), 0.0)
        change = (self._inflow(unit, rows) - 1.0 / self._rule.column("ration_hours", rows)) * hours
        return np.asarray(np.clip(self._level[rows, unit] + change, 0.0, 1.0))

    def fire(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """What is left of a unit's fire, shape (k,)."""
        if not self.on:
            return np.ones(len(rows))
        return np.asarray(1.0 - self._rule.column("fire", rows) * self._want(unit, rows))

    def resolve(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """What is left of a unit's resolve, shape (k,)."""
        if not self.on:
            return np.ones(len(rows))
        return np.asarray(1.0 - self._rule.column("resolve", rows) * self._want(unit, rows))

    def _want(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """What a unit lacks, from 0 to 1, shape (k,)."""
        low = self._rule.column("low", rows)
        return np.asarray(np.maximum(0.0, 1.0 - self.level(unit, rows) / low))

    # what is used up and brought up -------------------------------------------------------------

    def _inflow(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """What reaches a unit in an hour, shape (k,)."""
        state, rule = self._battle.state, self._rule
        side = int(self._battle.order.unit_side[unit])
        places = state.place[rows, unit]
        away = (places < 0) | (state.status[rows, unit] == Status.AFLOAT) | self._bases[places]
        distance = np.where(away, 0.0, self._ways[rows, places, side])
        if self._cared_for[side]:
            distance = np.zeros(len(rows))
        reach = rule.column("reach", rows)
        share = np.where(distance > reach, reach / np.maximum(distance, 1e-9), 1.0)
        return np.asarray(share / rule.column("restock_hours", rows))

    def _settle(self, unit: int, rows: np.ndarray) -> None:
        """Reckon the level of a unit up to now."""
        self._level[rows, unit] = self.level(unit, rows)
        self._as_of[rows, unit] = np.maximum(self._as_of[rows, unit], self._battle.turn)

    def _fight(self, place: int, rows: np.ndarray) -> None:
        """A turn of fighting at a place empties the pouches of those who are there."""
        battle, state = self._battle, self._battle.state
        hours = battle.clock.hours
        for unit in self._ground:
            here = (state.status[rows, unit] == Status.FIELD) & (state.place[rows, unit] == place)
            here &= state.men[rows, unit, Fate.PRESENT] > 0
            firing = rows[here]
            if len(firing):
                used = hours / self._rule.column("load_hours", firing)
                used = used + hours / self._rule.column("ration_hours", firing)
                level = self.level(unit, firing) + self._inflow(unit, firing) * hours - used
                self._level[firing, unit] = np.clip(level, 0.0, 1.0)
                self._as_of[firing, unit] = battle.turn + 1

    # ways ---------------------------------------------------------------------------------------

    def _reckon(self, place: int, rows: np.ndarray) -> None:
        """Where a place has changed hands old ways count up to now, new ones from now on."""
        state = self._battle.state
        rows = rows[state.control[rows, place] != self._held[rows, place]]
        if len(rows):
            for unit in self._ground:
                self._settle(unit, rows)
            self._find_ways(rows)

    def _lengths_of_ways(self) -> np.ndarray:
        """Km of road that each route counts, (n, R)."""
        battle = self._battle
        routes = battle.definition.routes
        km = battle.inputs.numbers(
            {f"routes.{i}.distance": route.distance for i, route in enumerate(routes)}
        )
        lengths = np.zeros((len(battle.everyone), len(routes)))
        for column, route in enumerate(routes):
            if route.kind == "road":
                lengths[:, column] = km[:, column]
            elif route.kind == "track":
                track = self._rule.column("track", battle.everyone)
                lengths[:, column] = km[:, column] * track
        return lengths

    def _find_ways(self, rows: np.ndarray) -> None:
        """Find the ways from the depots anew."""
        control = self._battle.state.control
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
