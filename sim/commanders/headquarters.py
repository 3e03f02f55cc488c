"""Headquarters: turns plans and orders into operations."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.commanders.belief import Intelligence
from sim.commanders.decision import Decision
from sim.commanders.plan import Plan
from sim.operations import Operation, OperationSpec, process_of
from sim.rules.rulebook import Rulebook
from sim.world.calendar import Calendar
from sim.world.sequence import Step

if TYPE_CHECKING:
    from sim.commanders.orders import Order
    from sim.commanders.outlook import Foresight
    from sim.commanders.view import View


class Headquarters:
    """Both sides' operations and who starts them: here the plan of the scenario.

    Those under commanders are `sim.commanders.commanded`.
    """

    def __init__(self, rules: Rulebook, foresight: "Foresight | None" = None) -> None:
        self._world = rules.world
        self.name = "headquarters"
        self._rules = rules
        self._foresight = foresight
        self.given: dict[str, dict[int, Sequence[Order]]] = {}
        """What each commander has ordered, by side and turn."""
        self._proposed: dict[int, list[Order]] = {}
        """What the plan proposes to each commander."""
        self.operations: dict[str, Operation[Any]] = {
            name: self._make(name, spec)
            for name, spec in self._world.definition.operations.items()
            if spec.enabled
        }
        self._breakdowns = [one for one in self.operations.values() if one.delays]
        self._late: dict[tuple[Operation[Any], bool], Calendar] = {}
        """Orders on their way, by operation and by whether they call it off."""
        self._intelligence: dict[int, Intelligence] = {}
        for side in (0, 1):
            Plan(rules, side, self.operations, self._issue)

    def intelligence(self, side: int) -> Intelligence:
        """What a side believes; one that the plan commands gathers it from when it is asked for."""
        if side not in self._intelligence:
            self._intelligence[side] = Intelligence(self._rules, side)
        return self._intelligence[side]

    def view(self, side: int) -> "View":
        """What a side sees, and can order, now."""
        from sim.commanders.outlook import Prospect, no_foresight
        from sim.commanders.view import View

        believed = self.intelligence(side)
        proposed, own = self._proposed.get(side, []), self.operations_of(side)
        prospect = Prospect(self.given, self._foresight or no_foresight)
        return View(self._rules, side, proposed, believed, own, prospect)

    def _make(self, name: str, spec: OperationSpec) -> Operation[Any]:
        return process_of(type(spec))(self._rules, name, spec)

    def operations_of(self, side: int) -> list[Operation[Any]]:
        """A side's operations."""
        return [one for one in self.operations.values() if one.side == side]

    def check(self, side: int, wanted: Any) -> list[str]:
        """Doubts whether an order of a side that is commanded would have an effect."""
        raise KeyError(side)

    def complaints(self) -> Iterator[tuple[str, np.ndarray]]:
        """What was wrong with the orders of commanders, and in which runs, (n,) bool."""
        return iter(())

    def _issue(self, operation: Operation[Any], rows: np.ndarray) -> None:
        """The plan wants an operation started."""
        self._carry_out(Decision(operation, rows))

    def _carry_out(self, decision: Decision) -> None:
        """Do what was decided, or do it later where the order for it does not get through."""
        operation, rows = decision.operation, decision.rows
        concerned = [b for b in self._breakdowns if b.side == operation.side]
        breakdowns = concerned if operation.spec.ordered else []
        if not breakdowns:
            self._act(operation, decision.call_off, rows)
            return
        late = np.max([b.lateness(operation.name, rows) for b in breakdowns], axis=0)
        self._act(operation, decision.call_off, rows[late == 0])
        if late.any():
            calendar = self._late_orders(operation, decision.call_off)
            calendar.add(rows[late > 0], self._world.turn + late[late > 0])

    def _late_orders(self, operation: Operation[Any], call_off: bool) -> Calendar:
        key = (operation, call_off)
        if key not in self._late:
            action = partial(self._get_through, operation, call_off)
            position = (*operation.position, int(call_off))
            schedule = self._world.schedule
            self._late[key] = Calendar(schedule, Step.LATE_ORDERS, action, position)
        return self._late[key]

    def _get_through(self, operation: Operation[Any], call_off: bool, rows: np.ndarray) -> None:
        """An order that was late gets through."""
        self._act(operation, call_off, rows if call_off else rows[~operation.busy(rows)])

    @staticmethod
    def _act(operation: Operation[Any], call_off: bool, rows: np.ndarray) -> None:
        if call_off:
            operation.call_off(rows)
        else:
            operation.start(rows)
