"""The plan of a scenario: each operation waits for its trigger."""

from collections.abc import Callable
from typing import Any

import numpy as np
from simpy.events import Event

from sim.kernel import borrower
from sim.operations import Operation
from sim.rules.conditions import holds, topics
from sim.rules.rulebook import Rulebook
from sim.scenario.trigger import Trigger
from sim.world.calendar import Calendar
from sim.world.clock import NEVER
from sim.world.news import Completed
from sim.world.sequence import Step
from sim.world.state import chosen

Issue = Callable[[Operation[Any], np.ndarray], None]


class PlannedOperation:
    """One operation of the plan; it is considered only when something it depends on has changed."""

    def __init__(
        self, rules: Rulebook, operation: Operation[Any], before: list[Operation[Any]], issue: Issue
    ) -> None:
        self.name = operation.name
        world = self._world = rules.world
        self._operation = operation
        self._before = before
        self._issue = issue
        self._trigger: Trigger = operation.spec.start
        self._waiting = np.ones(len(world.all_rows), bool)
        self._number_waiting = len(world.all_rows)
        schedule, position = world.schedule, operation.position
        self._changed = np.zeros((2, len(world.all_rows)), bool)
        """(2, n): where it may have become true what it waits for, by the next look at an even and
        at an odd turn: what is heard in the very step of a look is for that of the next turn."""
        self._considered_at = -1
        """The last turn at which that is looked at, as far as is known."""
        self._starting = Calendar(schedule, Step.DELAYED, self._start, position)
        self._first = self._turn_of("at", 0)
        self._last = self._turn_of("not_after", NEVER)
        self._true_at = np.full(len(world.all_rows), float(self._first))
        """(n,): when, in turns, all may be true by the last news; a delay counts from it."""
        self._delay: np.ndarray | None = None
        if self._trigger.delay is not None:
            path = f"operations.{operation.luck}.start.delay"
            self._delay = world.inputs.number(self._trigger.delay, path)
        self._listen()

    def _turn_of(self, field: str, default: int) -> int:
        moment = getattr(self._trigger, field)
        return default if moment is None else self._world.clock.turn_of(moment.value)

    def _listen(self) -> None:
        for operation in self._before:
            self._world.news.subscribe(Completed(operation.name), self._news)
        if self._trigger.when is not None:
            for topic in topics(self._trigger.when, self._world):
                self._world.news.subscribe(topic, self._news)
        turn = self._next_look()
        self._changed[turn % 2] = True
        self._look_at(turn)

    def _news(self, rows: np.ndarray) -> None:
        if not self._number_waiting:
            return
        turn = self._next_look()
        if not _mark(rows, self._waiting, self._changed[turn % 2]):
            return
        if self._delay is not None:
            waiting = chosen(rows, self._waiting)
            moments = self._world.moments(waiting)
            self._true_at[waiting] = np.maximum(self._true_at[waiting], moments)
        self._look_at(turn)

    def _next_look(self) -> int:
        """The turn at which orders are given next."""
        return max(self._first, self._world.schedule.next_turn(Step.PLAN.phase))

    def _look_at(self, turn: int) -> None:
        """It is considered then; a `Calendar` would keep all rows of news."""
        schedule = self._world.schedule
        if self._considered_at < turn < schedule.clock.turns:
            self._considered_at = turn
            moment = schedule.until(turn, Step.PLAN, self._operation.position)
            moment.callbacks.append(self._look)

    def _look(self, _: Event) -> None:
        schedule = self._world.schedule
        changed = self._changed[schedule.turn % 2]
        (rows,) = changed.nonzero()
        rows = schedule.going_on(rows)
        changed[:] = False
        self._consider(chosen(rows, self._waiting))

    def _consider(self, rows: np.ndarray) -> None:
        for operation in self._before:
            rows = rows[operation.completed_at[rows] <= self._world.turn]
            rows = rows[~operation.called_off[rows]]
        if self._trigger.when is not None and len(rows):
            rows = rows[holds(self._trigger.when, self._world, rows)]
        if not len(rows):
            return
        self._waiting[rows] = False
        self._number_waiting -= len(rows)
        if self._delay is None:
            self._start(rows)
        else:
            due = self._world.clock.after(self._true_at[rows], self._delay[rows])
            later = due > self._world.turn
            self._start(rows[~later])
            self._starting.add(rows[later], due[later])

    def _start(self, rows: np.ndarray) -> None:
        fresh = rows[self._operation.started_at[rows] == NEVER]  # a commander may have been faster
        if self._world.turn <= self._last and len(fresh):
            self._issue(self._operation, fresh)


@borrower
def _mark(rows: np.ndarray, waiting: np.ndarray, changed: np.ndarray) -> bool:
    """Note where of some rows it waits, (n,) bool; whether there are any."""
    some = False
    for row in rows:
        changed[row] |= waiting[row]
        some |= waiting[row]
    return bool(some)


class Plan:
    """All planned operations of one side."""

    def __init__(
        self, rules: Rulebook, side: int, operations: dict[str, Operation[Any]], issue: Issue
    ) -> None:
        self.operations = [
            PlannedOperation(
                rules,
                operation,
                [operations[n] for n in operation.spec.start.after if n in operations],
                issue,
            )
            for operation in operations.values()
            if operation.side == side
        ]
