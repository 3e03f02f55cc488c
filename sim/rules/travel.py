"""Movement between places."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.kernel import njit
from sim.world.calendar import Calendar
from sim.world.clock import NEVER
from sim.world.phases import Phase
from sim.world.state import Fate, Status, distinct

if TYPE_CHECKING:
    from sim.battle import Battle

_FIELD = Status.FIELD
_EN_ROUTE = Status.EN_ROUTE


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

    def go(self, unit: int, to: int, rows: np.ndarray, turns: np.ndarray) -> None:
        """Send a unit to a place; it arrives at the given turns, shape (len(rows),) or (1,).

        A unit that is on its way already counts as being where it goes; it gets there first.
        """
        battle, state = self._battle, self._battle.state
        self.leave(unit, rows)
        due = _set_out(
            rows,
            turns,
            to,
            (battle.turn, battle.next_turn(Phase.MOVEMENT)),
            state.status[:, unit],
            state.place[:, unit],
            state.origin[:, unit],
            self._due[:, unit],
        )
        key = (unit, to)
        if key not in self._arrivals:
            action = partial(self._arrive, unit, to)
            name = f"Travel._arrive travel {battle.order.units[unit]} {battle.order.places[to]}"
            self._arrivals[key] = Calendar(battle, Phase.MOVEMENT, action, name)
        self._arrivals[key].add(rows, due)

    def leave(self, unit: int, rows: np.ndarray) -> None:
        """A unit is about to leave; its old place may be contested no longer."""
        state = self._battle.state
        there, places = _afield(rows, state.status[:, unit], state.place[:, unit])
        old = distinct(places)
        for place in old:
            self._battle.engagements[place].left(there if len(old) == 1 else there[places == place])

    def _arrive(self, unit: int, to: int, rows: np.ndarray) -> None:
        state = self._battle.state
        rows = _arriving(
            rows,
            to,
            self._battle.turn,
            state.status[:, unit],
            state.place[:, unit],
            self._due[:, unit],
        )
        if len(rows):
            self.put(unit, to, rows)

    def put(self, unit: int, to: int, rows: np.ndarray) -> None:
        """Place a unit in the field."""
        battle, state = self._battle, self._battle.state
        _set_foot(rows, to, state.status[:, unit], state.place[:, unit], state.landed[:, unit])
        if battle.chronicle.traced:
            men = state.men[:, unit, Fate.PRESENT][rows]
            battle.chronicle.tell_unit(rows, "arrival", to, unit, "arrives with {:,} men", men)
        battle.engagements[to].enter(unit, rows)
        battle.announce(f"arrived:{battle.order.units[unit]}", rows)


@njit(cache=True)
def _set_out(
    rows: np.ndarray,
    turns: np.ndarray,
    to: int,
    now: tuple[int, int],
    status: np.ndarray,
    place: np.ndarray,
    origin: np.ndarray,
    due_at: np.ndarray,
) -> np.ndarray:
    """Note in the state (n,) of a unit that it is on its way; returns when it is there, (k,).

    `now` is the present turn and the first at which it can arrive.
    """
    turn, earliest = now
    due = np.empty_like(rows)
    for i in range(rows.shape[0]):
        row = rows[i]
        due[i] = turns[i if turns.shape[0] > 1 else 0]
        if status[row] == _EN_ROUTE:
            due[i] += due_at[row] - turn
        due[i] = min(max(due[i], earliest), NEVER)
        due_at[row] = due[i]
        origin[row] = place[row]
        status[row] = _EN_ROUTE
        place[row] = to
    return due


@njit(cache=True)
def _afield(
    rows: np.ndarray, status: np.ndarray, place: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The runs in which a unit is in the field, and where."""
    there, places = np.empty_like(rows), np.empty_like(rows)
    found = 0
    for row in rows:
        if status[row] == _FIELD:
            there[found] = row
            places[found] = place[row]
            found += 1
    return there[:found], places[:found]


@njit(cache=True)
def _arriving(
    rows: np.ndarray, to: int, turn: int, status: np.ndarray, place: np.ndarray, due_at: np.ndarray
) -> np.ndarray:
    """Those runs in which a unit arrives now; its orders may have changed on the way."""
    arriving = np.empty_like(rows)
    found = 0
    for row in rows:
        if status[row] == _EN_ROUTE and place[row] == to and due_at[row] == turn:
            arriving[found] = row
            found += 1
    return arriving[:found]


@njit(cache=True)
def _set_foot(
    rows: np.ndarray, to: int, status: np.ndarray, place: np.ndarray, landed: np.ndarray
) -> None:
    """Note in the state (n,) of a unit that it is at a place."""
    for row in rows:
        status[row] = _FIELD
        place[row] = to
        landed[row] = True
