"""Movement between places."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.core.calendar import Calendar
from sim.core.phases import Phase
from sim.core.state import Fate, Status, distinct

if TYPE_CHECKING:
    from sim.core.battle import Battle


class Travel:
    """Units on their way, and the lengths of the ways between places."""

    def __init__(self, battle: "Battle") -> None:
        self.name = "travel"
        self._battle = battle
        self._arrivals: dict[tuple[int, int], Calendar] = {}
        self._due = np.zeros(battle.state.status.shape, np.int32, order="F")
        """(n, U): turn at which a unit on its way is there."""
        self.distances = self._distances()

    def _distances(self) -> np.ndarray:
        """Shortest ways over land in km, shape (n or 1, P, P); infinite where there is none.

        Floyd, "Algorithm 97: shortest path", CACM 5 (1962).
        """
        battle = self._battle
        routes = {
            f"routes.{i}.distance": route
            for i, route in enumerate(battle.definition.routes)
            if route.kind != "sea"
        }
        lengths = battle.inputs.numbers({path: r.distance for path, r in routes.items()})
        size = len(battle.order.places)
        ways = np.full((len(lengths), size, size), np.inf)
        ways[:, range(size), range(size)] = 0.0
        for column, route in enumerate(routes.values()):
            a, b = (battle.order.place[name] for name in route.between)
            ways[:, a, b] = ways[:, b, a] = lengths[:, column]
        for via in range(size):
            np.minimum(ways, ways[:, :, via, None] + ways[:, None, via, :], out=ways)
        return ways

    def distance(self, rows: np.ndarray, starts: np.ndarray, to: int) -> np.ndarray:
        """Kilometres from each run's own start to a place, shape (len(rows),)."""
        first = np.zeros_like(rows) if len(self.distances) == 1 else rows
        return np.asarray(self.distances[first, starts, to])

    def go(self, unit: int, to: int, rows: np.ndarray, turns: np.ndarray | int) -> None:
        """Send a unit to a place; it arrives at the given turns, shape (len(rows),).

        A unit that is on its way already counts as being where it goes; it gets there first.
        """
        battle, state = self._battle, self._battle.state
        self.leave(unit, rows)
        due = np.maximum(turns + self._left(unit, rows), battle.next_turn(Phase.MOVEMENT))
        self._due[:, unit][rows] = due
        state.origin[:, unit][rows] = state.place[:, unit][rows]
        state.status[:, unit][rows] = Status.EN_ROUTE
        state.place[:, unit][rows] = to
        key = (unit, to)
        if key not in self._arrivals:
            action = partial(self._arrive, unit, to)
            name = f"Travel._arrive travel {battle.order.units[unit]} {battle.order.places[to]}"
            self._arrivals[key] = Calendar(battle, Phase.MOVEMENT, action, name)
        self._arrivals[key].add(rows, due)

    def _left(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """Turns until a unit that is on its way is there, (k,)."""
        on_its_way = self._battle.state.status[rows, unit] == Status.EN_ROUTE
        return np.where(on_its_way, self._due[rows, unit].astype(np.int64) - self._battle.turn, 0)

    def leave(self, unit: int, rows: np.ndarray) -> None:
        """A unit is about to leave; its old place may be contested no longer."""
        state = self._battle.state
        there = rows[state.status[:, unit][rows] == Status.FIELD]
        places = state.place[:, unit][there]
        for place in distinct(places):
            self._battle.engagements[place].left(there[places == place])

    def _arrive(self, unit: int, to: int, rows: np.ndarray) -> None:
        state = self._battle.state
        # orders may have changed on the way
        rows = rows[state.status[:, unit][rows] == Status.EN_ROUTE]
        rows = rows[state.place[:, unit][rows] == to]
        rows = rows[self._due[:, unit][rows] == self._battle.turn]
        if len(rows):
            self.put(unit, to, rows)

    def put(self, unit: int, to: int, rows: np.ndarray) -> None:
        """Place a unit in the field."""
        battle = self._battle
        battle.state.status[:, unit][rows] = Status.FIELD
        battle.state.place[:, unit][rows] = to
        battle.state.landed[:, unit][rows] = True
        men = battle.state.men[:, unit, Fate.PRESENT][rows]
        battle.chronicle.tell_unit(rows, "arrival", to, unit, "arrives with {:,} men", men)
        battle.engagements[to].enter(unit, rows)
        battle.announce(f"arrived:{battle.order.units[unit]}", rows)
