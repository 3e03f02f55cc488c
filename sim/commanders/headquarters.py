"""Headquarters: turns plans and orders into operations."""

from collections.abc import Generator, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
from simpy.events import Event

from sim.commanders.desk import Desk
from sim.commanders.orders import Order
from sim.commanders.plan import Plan
from sim.commanders.view import Commander, View
from sim.operations import Operation, OperationSpec, process_of
from sim.operations.breakdown import Breakdown
from sim.rules.rulebook import Rulebook
from sim.world.calendar import Calendar
from sim.world.sequence import Step


class Headquarters:
    """Both sides' operations and who starts them.

    A side's operations start by the plan of the scenario unless a Python callable commands it; then
    the plan only proposes.
    """

    def __init__(self, rules: Rulebook, commanders: Mapping[str, Commander]) -> None:
        self._world = rules.world
        positions = self._world.forces.side
        unknown = set(commanders) - set(positions)
        if unknown:
            sides = " and ".join(positions)
            raise ValueError(f"no side {', '.join(sorted(unknown))}; the sides are {sides}")
        self.name = "headquarters"
        self._rules = rules
        self._commanders = {positions[name]: c for name, c in commanders.items()}
        self._proposed: dict[int, list[Order]] = {side: [] for side in self._commanders}
        self.operations: dict[str, Operation[Any]] = {
            name: self._make(name, spec)
            for name, spec in self._world.definition.operations.items()
            if spec.enabled
        }
        self._desks = {
            side: Desk(self._world, side, self.operations, self._make) for side in self._commanders
        }
        self._breakdowns = [o for o in self.operations.values() if isinstance(o, Breakdown)]
        self._late: dict[Operation[Any], Calendar] = {}
        """Orders on their way, by operation."""
        for side in (0, 1):
            Plan(rules, side, self.operations, self._issue)
        for side in self._commanders:
            self._world.schedule.env.process(self._command(side))

    def _make(self, name: str, spec: OperationSpec) -> Operation[Any]:
        return process_of(type(spec))(self._rules, name, spec)

    def _issue(self, operation: Operation[Any], rows: np.ndarray) -> None:
        """The plan wants an operation started."""
        if operation.side not in self._commanders or not operation.spec.ordered:
            self._begin(operation, rows)
            return
        runs = np.zeros(len(self._world.all_rows), bool)
        runs[rows] = True
        self._proposed[operation.side].append(Order(operation.name, runs))

    def _command(self, side: int) -> Generator[Event]:
        for turn in range(self._world.clock.turns):
            yield self._world.schedule.until(turn, Step.COMMAND, (side,))
            proposed, self._proposed[side] = self._proposed[side], []
            answer = self._commanders[side](View(self._rules, side, proposed))
            for operation, rows in self._desks[side].take_in(answer):
                self._begin(operation, rows[~operation.busy(rows)])

    def complaints(self) -> Iterator[tuple[str, np.ndarray]]:
        """What was wrong with the orders of commanders, and in which runs, (n,) bool."""
        for side, desk in self._desks.items():
            for text, runs in desk.complaints.items():
                yield f"orders of {self._world.forces.sides[side]}: {text}", runs

    def _begin(self, operation: Operation[Any], rows: np.ndarray) -> None:
        """Start an operation, or later where the order for it does not get through."""
        concerned = [b for b in self._breakdowns if b.side == operation.side]
        breakdowns = concerned if operation.spec.ordered else []
        if not breakdowns:
            operation.start(rows)
            return
        late = np.max([b.lateness(operation.name, rows) for b in breakdowns], axis=0)
        operation.start(rows[late == 0])
        if late.any():
            if operation not in self._late:
                self._late[operation] = Calendar(
                    self._world.schedule,
                    Step.LATE_ORDERS,
                    partial(self._arrive, operation),
                    operation.position,
                )
            self._late[operation].add(rows[late > 0], self._world.turn + late[late > 0])

    @staticmethod
    def _arrive(operation: Operation[Any], rows: np.ndarray) -> None:
        """An order that was late gets through."""
        operation.start(rows[~operation.busy(rows)])
