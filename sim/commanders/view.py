"""What a commander can see and say: his own troops, and the enemy where they are in contact."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any

import numpy as np

from sim.commanders.orders import Commander, Order
from sim.plan.assault import Assault
from sim.plan.cease_fire import CeaseFire
from sim.plan.march import March
from sim.plan.parley import Parley
from sim.plan.surrender import Surrender
from sim.plan.withdrawal import Withdrawal
from sim.rules.presence import Presence
from sim.rules.rulebook import Rulebook
from sim.scenario.kinds import OperationSpec
from sim.scenario.trigger import Trigger
from sim.world.state import Fate, Status


class View:
    """The battle as one side sees it at one turn. Arrays have shape (n,), one value a run."""

    def __init__(self, rules: Rulebook, side: int, planned: list[Order]) -> None:
        self._world = rules.world
        self._presence = rules[Presence]
        self._side = side
        self.planned = planned
        """Orders that the scenario's plan would give now; return them to follow it."""

    @property
    def side(self) -> str:
        """Name of the own side."""
        return self._world.forces.sides[self._side]

    @property
    def turn(self) -> int:
        """Number of the turn, from 0."""
        return self._world.turn

    @property
    def time(self) -> datetime:
        """Date and hour at which the turn begins."""
        return self._world.clock.moment(self._world.turn)

    @property
    def units(self) -> list[str]:
        """Names of the own units."""
        return [self._world.forces.units[u] for u in self._world.forces.units_of_side(self._side)]

    @property
    def everywhere(self) -> np.ndarray:
        """A mask of all runs that are not over."""
        return ~self._world.schedule.ended

    def men(self, unit: str) -> np.ndarray:
        """Men present in an own unit."""
        return self._world.state.men[:, self._own(unit), Fate.PRESENT].copy()

    def losses(self, unit: str) -> np.ndarray:
        """Men of an own unit killed, wounded, missing or captured."""
        fates = self._world.state.men[:, self._own(unit), Fate.KILLED : Fate.EVACUATED]
        return np.asarray(fates.sum(axis=1))

    def at(self, unit: str, place: str) -> np.ndarray:
        """Whether an own unit stands at a place."""
        state, position = self._world.state, self._own(unit)
        there = state.place[:, position] == self._place(place)
        return np.asarray(there & (state.status[:, position] == Status.FIELD))

    def holds(self, place: str) -> np.ndarray:
        """Whether the own side holds a place."""
        return np.asarray(self._world.state.control[:, self._place(place)] == self._side)

    def contact(self, place: str) -> np.ndarray:
        """Whether own and enemy troops stand at a place."""
        return self._world.state.contested[:, self._place(place)].copy()

    def enemy(self, place: str) -> np.ndarray:
        """Enemy men seen at a place: zero where no own troops are in contact with them."""
        place_index = self._place(place)
        seen = self._presence.men_at(place_index, 1 - self._side, self._world.all_rows)
        return np.where(self._world.state.contested[:, place_index], seen, 0)

    # orders ---------------------------------------------------------------------------------

    def launch(self, operation: str, runs: np.ndarray | None = None) -> Order:
        """Start an operation of the scenario now, whatever its trigger says."""
        return Order(operation, self._mask(runs))

    def march(self, *units: str, to: str, runs: np.ndarray | None = None) -> Order:
        """Send units to a place; they fight there if the enemy holds it."""
        return self._order(March, runs, units, to=to)

    def assault(self, *units: str, to: str, runs: np.ndarray | None = None) -> Order:
        """Attack a place."""
        return self._order(Assault, runs, units, to=to)

    def withdraw(self, *units: str, to: str, runs: np.ndarray | None = None) -> Order:
        """Leave for a place in the rear."""
        return self._order(Withdrawal, runs, units, to=to)

    def surrender(self, *units: str, runs: np.ndarray | None = None) -> Order:
        """Lay down arms."""
        return self._order(Surrender, runs, units)

    def cease_fire(self, *places: str, runs: np.ndarray | None = None) -> Order:
        """Order the own troops at some places, or everywhere, to stop fighting.

        They defend themselves; the fighting ends where the enemy keeps a cease-fire too.
        """
        for place in places:
            self._place(place)
        return self._improvise(CeaseFire, runs, places=list(places))

    def parley(
        self,
        *garrison: str,
        place: str,
        duration: str = "1 h",
        news: datetime | None = None,
        runs: np.ndarray | None = None,
    ) -> Order:
        """Call upon the commander of enemy units at a place to give up, once; `duration` are talks.

        `news` is when he heard that his government gives up the war, if he did.
        """
        for unit in garrison:
            self._enemy_unit(unit)
        self._place(place)
        heard = None if news is None else {"value": news}
        fields = {"garrison": list(garrison), "place": place, "duration": duration, "news": heard}
        return self._improvise(Parley, runs, **fields)

    def _order(
        self,
        kind: type[OperationSpec],
        runs: np.ndarray | None,
        units: tuple[str, ...],
        **fields: Any,
    ) -> Order:
        for unit in units:
            self._own(unit)
        if "to" in fields:
            self._place(fields["to"])
        return self._improvise(kind, runs, units=list(units), **fields)

    def _improvise(
        self, kind: type[OperationSpec], runs: np.ndarray | None, **fields: Any
    ) -> Order:
        spec = kind(side=self.side, start=Trigger(), **fields)
        return Order(spec, self._mask(runs))

    def _mask(self, runs: np.ndarray | None) -> np.ndarray:
        if runs is None:
            return self.everywhere
        runs = np.asarray(runs, bool)
        if runs.shape != self.everywhere.shape:
            raise ValueError(f"a mask of runs has shape {self.everywhere.shape}, not {runs.shape}")
        return runs

    def _own(self, unit: str) -> int:
        position = self._world.forces.unit.get(unit)
        if position is None or self._world.forces.unit_side[position] != self._side:
            raise ValueError(
                f"{unit!r} is not a unit of {self.side}; its units: {', '.join(self.units)}"
            )
        return position

    def _enemy_unit(self, unit: str) -> None:
        forces = self._world.forces
        enemies = forces.units_of_side(1 - self._side)
        if unit not in forces.unit or forces.unit[unit] not in enemies:
            names = ", ".join(forces.units[enemy] for enemy in enemies)
            raise ValueError(f"{unit!r} is not a unit of the enemy; his units: {names}")

    def _place(self, place: str) -> int:
        if place not in self._world.forces.place:
            known = ", ".join(self._world.forces.places)
            raise ValueError(f"{place!r} is not a place; the places: {known}")
        return self._world.forces.place[place]


ORDERS = ("launch", "march", "assault", "withdraw", "surrender", "cease_fire", "parley")
"""Members of a view that return orders."""


class RunView:
    """The view of a single run: the same questions and orders, with plain numbers."""

    def __init__(self, view: View, row: int) -> None:
        self._view = view
        self._row = row
        mask = np.zeros(len(view.everywhere), bool)
        mask[row] = True
        self._mask = mask
        self.side, self.turn, self.time, self.units = view.side, view.turn, view.time, view.units

    @property
    def planned(self) -> list[Order]:
        """Orders that the scenario's plan would give in this run now."""
        wanted = [o for o in self._view.planned if o.runs[self._row]]
        return [Order(o.operation, self._mask) for o in wanted]

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._view, name)
        if name in ORDERS:
            return lambda *args, **fields: member(*args, runs=self._mask, **fields)
        return lambda *args: member(*args)[self._row].item()


def for_each_run(decide: Callable[[RunView], Iterable[Order]]) -> Commander:
    """Let a commander be written for one run at a time; it is called for each run that goes on."""

    @wraps(decide)
    def commander(view: View) -> list[Order]:
        merged: dict[str, Order] = {}
        for row in np.flatnonzero(view.everywhere):
            for order in decide(RunView(view, int(row))):
                key = order.operation if isinstance(order.operation, str) else repr(order.operation)
                known = merged.get(key)
                runs = order.runs if known is None else known.runs | order.runs
                merged[key] = Order(order.operation, runs)
        return list(merged.values())

    return commander
