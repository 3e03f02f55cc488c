"""Headquarters: turns plans and orders into operations."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from simpy.events import Event

from sim.commanders.belief import Intelligence
from sim.commanders.desk import Decision, Desk
from sim.commanders.gathering import Gathering, Joint
from sim.commanders.orders import Choices, Order
from sim.commanders.outlook import Foresight, Prospect, no_foresight
from sim.commanders.plan import Plan
from sim.commanders.view import Commander, View
from sim.operations import Operation, OperationSpec, process_of
from sim.operations.massed import Massed
from sim.rules.rulebook import Rulebook
from sim.world.calendar import Calendar
from sim.world.sequence import Step


class Headquarters:
    """Both sides' operations and who starts them.

    A side's operations start by the plan of the scenario unless a Python callable commands it; then
    the plan only proposes.
    """

    def __init__(
        self,
        rules: Rulebook,
        commanders: Mapping[str, Commander],
        foresight: Foresight = no_foresight,
    ) -> None:
        self._world = rules.world
        positions = self._world.forces.side
        unknown = set(commanders) - set(positions)
        if unknown:
            sides = " and ".join(positions)
            raise ValueError(f"no side {', '.join(sorted(unknown))}; the sides are {sides}")
        self.name = "headquarters"
        self._rules = rules
        self._commanders = {positions[name]: c for name, c in commanders.items()}
        self._foresight = foresight
        self.given: dict[str, dict[int, Sequence[Order]]] = {name: {} for name in commanders}
        """What each commander has ordered, by side and turn."""
        self._proposed: dict[int, list[Order]] = {side: [] for side in self._commanders}
        self.operations: dict[str, Operation[Any]] = {
            name: self._make(name, spec)
            for name, spec in self._world.definition.operations.items()
            if spec.enabled
        }
        self._breakdowns = [one for one in self.operations.values() if one.delays]
        self._massed = Massed(rules, self.operations.values())
        self._desks = {
            side: Desk(self._world, side, self.operations, self._make, self._gathering(side))
            for side in self._commanders
        }
        self._late: dict[tuple[Operation[Any], bool], Calendar] = {}
        """Orders on their way, by operation and by whether they call it off."""
        for side in (0, 1):
            Plan(rules, side, self.operations, self._issue)
        for side in self._commanders:
            self._world.schedule.env.process(self._command(side))
        self._intelligence = {side: Intelligence(rules, side) for side in self._commanders}

    def _gathering(self, side: int) -> Gathering | None:
        """Orders are gathered where none can be late, and nobody asks who does what."""
        late = any(one.side == side for one in self._breakdowns)
        return None if late or self._world.cast.on else Gathering(self._massed, self._world)

    def intelligence(self, side: int) -> Intelligence:
        """What a side believes; one that the plan commands gathers it from when it is asked for."""
        if side not in self._intelligence:
            self._intelligence[side] = Intelligence(self._rules, side)
        return self._intelligence[side]

    def view(self, side: int) -> View:
        """What a side sees, and can order, now."""
        believed = self.intelligence(side)
        proposed, own = self._proposed.get(side, []), self.operations_of(side)
        prospect = Prospect(self.given, self._foresight)
        return View(self._rules, side, proposed, believed, own, prospect)

    def _make(self, name: str, spec: OperationSpec) -> Operation[Any]:
        return process_of(type(spec))(self._rules, name, spec)

    def operations_of(self, side: int) -> list[Operation[Any]]:
        """A side's operations: those of the plan, then those that its commander improvised."""
        if side in self._desks:
            return self._desks[side].operations()
        return [one for one in self.operations.values() if one.side == side]

    def check(self, side: int, wanted: Any) -> list[str]:
        """As `Desk.check` of a side that is commanded, in all runs."""
        return self._desks[side].check(wanted, self._world.all_rows)

    def _issue(self, operation: Operation[Any], rows: np.ndarray) -> None:
        """The plan wants an operation started."""
        if operation.side not in self._commanders or not operation.spec.ordered:
            self._carry_out(Decision(operation, rows))
            return
        runs = np.zeros(len(self._world.all_rows), bool)
        runs[rows] = True
        self._proposed[operation.side].append(Order(operation.name, runs))

    def _command(self, side: int) -> Generator[Event]:
        for turn in range(self._world.clock.turns):
            yield self._world.schedule.until(turn, Step.COMMAND, (side,))
            view = self.view(side)
            self._proposed[side] = []
            answer: Any = self._commanders[side](view)
            if isinstance(answer, Iterable):
                if not isinstance(answer, Choices):
                    answer = [answer] if isinstance(answer, str | Mapping) else [*answer]
                self._note(view, answer)
            for decision in self._desks[side].take_in(answer):
                if isinstance(decision, Joint):
                    done = self._massed.call_off if decision.call_off else self._massed.start
                    done(decision.numbers, decision.rows)
                elif decision.call_off:
                    self._carry_out(decision)
                else:
                    free = ~decision.operation.busy(decision.rows)
                    self._carry_out(decision._replace(rows=decision.rows[free]))

    def _note(self, view: View, answer: Sequence[Any]) -> None:
        """Keep what was ordered; to order nothing is a decision where the plan has something."""
        whole = isinstance(answer, Choices)
        orders = answer if whole else [one for one in answer if isinstance(one, Order)]
        if orders or view.planned:
            self.given[view.side][view.turn] = orders

    def complaints(self) -> Iterator[tuple[str, np.ndarray]]:
        """What was wrong with the orders of commanders, and in which runs, (n,) bool."""
        for side, desk in self._desks.items():
            for text, runs in desk.complaints.items():
                yield f"orders of {self._world.forces.sides[side]}: {text}", runs

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
