"""Headquarters under commanders: Python callables that order what their sides do."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from simpy.events import Event

from sim.commanders.commander import Commander
from sim.commanders.desk import Desk
from sim.commanders.gathering import Gathering, Joint
from sim.commanders.headquarters import Headquarters
from sim.commanders.orders import Choices, Order
from sim.commanders.outlook import Foresight
from sim.commanders.view import View
from sim.operations import Operation
from sim.operations.massed import Massed
from sim.rules.rulebook import Rulebook
from sim.world.sequence import Step


class Commanded(Headquarters):
    """Headquarters of which one side or both have a commander; to him the plan only proposes."""

    def __init__(
        self, rules: Rulebook, commanders: Mapping[str, Commander], foresight: Foresight | None
    ) -> None:
        positions = rules.world.forces.side
        unknown = set(commanders) - set(positions)
        if unknown:
            sides = " and ".join(positions)
            raise ValueError(f"no side {', '.join(sorted(unknown))}; the sides are {sides}")
        super().__init__(rules, foresight)
        self._commanders = {positions[name]: c for name, c in commanders.items()}
        self.given = {name: {} for name in commanders}
        self._proposed = {side: [] for side in self._commanders}
        self._massed = Massed(rules, self.operations.values())
        self._desks = {
            side: Desk(self._world, side, self.operations, self._make, self._gathering(side))
            for side in self._commanders
        }
        for side in self._commanders:
            self._world.schedule.env.process(self._command(side))
        for side in self._commanders:
            self.intelligence(side)  # from the first turn on

    def _gathering(self, side: int) -> Gathering | None:
        """Orders are gathered where none can be late, and nobody asks who does what."""
        late = any(one.side == side for one in self._breakdowns)
        return None if late or self._world.cast.on else Gathering(self._massed, self._world)

    def operations_of(self, side: int) -> list[Operation[Any]]:
        """A side's operations: those of the plan, then those that its commander improvised."""
        return (
            self._desks[side].operations() if side in self._desks else super().operations_of(side)
        )

    def check(self, side: int, wanted: Any) -> list[str]:
        """As `Desk.check` of a side that is commanded, in all runs."""
        return self._desks[side].check(wanted, self._world.all_rows)

    def complaints(self) -> Iterator[tuple[str, np.ndarray]]:
        """What was wrong with the orders of commanders, and in which runs, (n,) bool."""
        for side, desk in self._desks.items():
            for text, runs in desk.complaints.items():
                yield f"orders of {self._world.forces.sides[side]}: {text}", runs

    def _issue(self, operation: Operation[Any], rows: np.ndarray) -> None:
        """The plan wants an operation started."""
        if operation.side not in self._commanders or not operation.spec.ordered:
            super()._issue(operation, rows)
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
