"""Movement between places."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.core.calendar import Calendar
from sim.core.phases import Phase
from sim.core.state import Fate, Status

if TYPE_CHECKING:
    from sim.core.battle import Battle


class Travel:
    """Units on their way, and the lengths of the ways between places."""

    def __init__(self, battle: "Battle") -> None:
        self.name = "travel"
        self._battle = battle
        self._arrivals: dict[tuple[int, int], Calendar] = {}
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
        """Send a unit to a place; it arrives at the given turns, shape (len(rows),)."""
        state = self._battle.state
        self.leave(unit, rows)
        state.origin[rows, unit] = state.place[rows, unit]
        state.status[rows, unit] = Status.EN_ROUTE
        state.place[rows, unit] = to
        key = (unit, to)
        if key not in self._arrivals:
            action = partial(self._arrive, unit, to)
            self._arrivals[key] = Calendar(self._battle, Phase.MOVEMENT, action)
        self._arrivals[key].add(rows, turns)

    def leave(self, unit: int, rows: np.ndarray) -> None:
        """A unit is about to leave; its old place may be contested no longer."""
        state = self._battle.state
        there = rows[state.status[rows, unit] == Status.FIELD]
        for place in np.unique(state.place[there, unit]):
            if place >= 0:
                self._battle.engagements[place].left(there[state.place[there, unit] == place])

    def _arrive(self, unit: int, to: int, rows: np.ndarray) -> None:
        state = self._battle.state
        # orders may have changed on the way
        coming = (state.status[rows, unit] == Status.EN_ROUTE) & (state.place[rows, unit] == to)
        rows = rows[coming]
        if len(rows):
            self.put(unit, to, rows)

    def put(self, unit: int, to: int, rows: np.ndarray) -> None:
        """Place a unit in the field."""
        battle = self._battle
        battle.state.status[rows, unit] = Status.FIELD
        battle.state.place[rows, unit] = to
        battle.state.landed[rows, unit] = True
        men = battle.state.men[rows, unit, Fate.PRESENT]
        battle.chronicle.tell_unit(rows, "arrival", to, unit, "arrives with {:,} men", men)
        battle.engagements[to].enter(unit, rows)
        battle.announce(f"arrived:{battle.order.units[unit]}", rows)
