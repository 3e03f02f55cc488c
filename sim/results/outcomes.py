"""Measures of effectiveness: what came out of each run."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import numpy as np

from sim.battle import Battle
from sim.commanders.conditions import holds
from sim.kernel import njit
from sim.operations import Operation
from sim.rules.population import Lot
from sim.scenario.measures import SHIP, TIMES
from sim.world.calendar import Calendar
from sim.world.clock import NEVER
from sim.world.order_of_battle import CATEGORIES
from sim.world.phases import Phase
from sim.world.state import Fate, Wear

_GONE = {
    "killed": (Fate.KILLED,),
    "wounded": (Fate.WOUNDED,),
    "missing": (Fate.MISSING,),
    "captured": (Fate.CAPTURED,),
    "evacuated": (Fate.EVACUATED,),
    "killed_and_wounded": (Fate.KILLED, Fate.WOUNDED),
    "casualties": (Fate.KILLED, Fate.WOUNDED, Fate.MISSING, Fate.CAPTURED),
}
_NOT_A_TIME = int(np.datetime64("NaT").astype(np.int64))
_LOTS = {"killed": Lot.KILLED, "evacuated": Lot.EVACUATED}
_WORN = {"lost": (Wear.LOST,), "damaged": (Wear.DAMAGED,), "hit": (Wear.LOST, Wear.DAMAGED)}


class Outcomes:
    """Computes the measures of a battle by name; made before the battle is played.

    Counts come as int64, times as datetime64[m] with NaT for what did not happen, the winner as
    text.
    """

    def __init__(
        self, battle: Battle, operations: dict[str, Operation[Any]], names: list[str]
    ) -> None:
        self._battle = battle
        self._operations = operations
        self._names = names
        self._snapshots = {name: Snapshot(battle, name) for name in names if ".ashore@" in name}

    def collect(self) -> dict[str, np.ndarray]:
        """Every measure, each of shape (n,)."""
        return {name: self._measure(name) for name in self._names}

    def _measure(self, name: str) -> np.ndarray:
        order = self._battle.order
        if name == "winner":
            return self._winner()
        owner, _, rest = name.partition(".")
        if name in self._snapshots:
            return self._snapshots[name].value()
        if rest in ("started_at", "completed_at"):
            return self._hour_of(owner, rest)
        if rest in SHIP:
            return self._of_ship(order.unit[owner], rest)
        if rest == "taken_at":
            return self._times(self._battle.state.taken_at[:, order.place[owner]])
        if owner in order.side:
            return self._of_side(order.side[owner], rest)
        if owner == "civilians":
            return self._civilians(range(len(order.places)), rest)
        side, _, what = rest.partition(".")
        if side == "civilians":
            return self._civilians(self._places(owner), what)
        losses = self._battle.state.place_losses
        cells = (losses[:, place, order.side[side]] for place in self._places(owner))
        return _sum((cell[:, fate] for cell in cells for fate in _GONE[what]), len(losses))

    def _hour_of(self, operation: str, field: str) -> np.ndarray:
        if operation not in self._operations:  # a disabled operation never happens
            return self._times(np.full(len(self._battle.everyone), NEVER))
        return self._times(getattr(self._operations[operation], field))

    def _places(self, name: str) -> list[int]:
        places = self._battle.definition.places
        return [i for i, (key, p) in enumerate(places.items()) if name in (key, p.area)]

    def _of_side(self, side: int, what: str) -> np.ndarray:
        battle = self._battle
        if what in _GONE:
            men = battle.state.men
            units = battle.order.units_of_side(side)
            return _sum((men[:, u, fate] for u in units for fate in _GONE[what]), len(men))
        if what == "surrendered_at":
            return self._times(battle.surrendered_at[:, side])
        if what.startswith("sorties"):
            return self._sorties(self._entries(side), what.partition("@")[2])
        weapon, _, fate = what.partition(".")
        entries = self._entries(side, weapon)
        if fate == "sorties":
            return self._sorties(entries, "")
        weapons = battle.state.weapons
        cells = (weapons[:, entry, wear] for entry in entries for wear in _WORN[fate])
        return _sum(cells, len(weapons))

    def _of_ship(self, unit: int, what: str) -> np.ndarray:
        values: np.ndarray = getattr(self._battle.shipping.ship(unit), what)
        return self._times(values) if what in TIMES else values

    def _civilians(self, places: Iterable[int], what: str) -> np.ndarray:
        people = self._battle.population.people
        return _sum((people[:, place, _LOTS[what]] for place in places), len(people))

    def _entries(self, side: int, weapon: str | None = None) -> np.ndarray:
        """Weapon entries of a side, or those of one class or category."""
        order = self._battle.order
        mine = order.unit_side[order.entry_unit] == side
        if weapon in order.classes:
            mine &= order.entry_class == order.classes.index(weapon)
        elif weapon is not None:
            mine &= order.class_category[order.entry_class] == CATEGORIES.index(weapon)
        return np.flatnonzero(mine)

    def _sorties(self, entries: np.ndarray, date: str) -> np.ndarray:
        sorties = self._battle.sky.sorties
        days: Iterable[int] = range(sorties.shape[2])
        if date:
            days = [(datetime.fromisoformat(date).date() - self._battle.clock.start.date()).days]
        return _sum((sorties[:, entry, day] for entry in entries for day in days), len(sorties))

    def _times(self, turns: np.ndarray) -> np.ndarray:
        """Hours at which turns begin, as datetime64[m]."""
        clock = self._battle.clock
        start = int(np.datetime64(clock.start, "m").astype(np.int64))
        times: np.ndarray = _minutes(turns, start, clock.hours * 60).view("datetime64[m]")
        return times

    def _winner(self) -> np.ndarray:
        battle = self._battle
        winner = np.full(len(battle.everyone), "none", object)
        for victory in reversed(battle.definition.victory):
            winner[holds(victory.when, battle, battle.everyone)] = victory.side
        return winner


def _sum(columns: Iterable[np.ndarray], n: int) -> np.ndarray:
    """Sum of columns of shape (n,) as int64."""
    total = np.zeros(n, np.int64)
    for column in columns:
        _add(total, column)
    return total


@njit(cache=True)
def _add(total: np.ndarray, column: np.ndarray) -> None:
    for i in range(total.shape[0]):
        total[i] += column[i]


@njit(cache=True)
def _minutes(turns: np.ndarray, start: int, length: float) -> np.ndarray:
    """The minutes at which some turns begin, the number of NaT for those that do not come."""
    minutes = np.empty(turns.shape[0], np.int64)
    for i in range(turns.shape[0]):
        minutes[i] = _NOT_A_TIME if turns[i] == NEVER else start + round(turns[i] * length)
    return minutes


class Snapshot:
    """Men of a side ashore at an hour."""

    def __init__(self, battle: Battle, name: str) -> None:
        self.name = name
        side, _, time = name.partition(".ashore@")
        self._battle = battle
        units = battle.order.units_of_side(battle.order.side[side])
        self._units = units[battle.order.ground[units]]
        self._value = np.full(len(battle.everyone), -1, np.int64)
        turn = battle.clock.turn_of(datetime.fromisoformat(time))
        # the state at an hour is what the turn that ends then leaves
        hour = Calendar(battle, Phase.RECORD, self._take, f"Snapshot._take {name}")
        hour.add(battle.everyone, max(turn - 1, 0))

    def _take(self, rows: np.ndarray) -> None:
        self._value[rows] = men_ashore(self._battle, self._units)[rows]

    def value(self) -> np.ndarray:
        """The count, (n,); the final one in runs that were over before."""
        now = men_ashore(self._battle, self._units)
        return np.where(self._value < 0, now, self._value)


def men_ashore(battle: Battle, units: np.ndarray) -> np.ndarray:
    """Men of some units who are present and on the battlefield, shape (n,)."""
    state = battle.state
    men = (state.men[:, units, Fate.PRESENT] - state.afloat[:, units]) * state.landed[:, units]
    return np.asarray(men.sum(axis=1))
