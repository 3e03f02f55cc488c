"""Sweeping: ships clear mined waters."""

import numpy as np

from sim.elementary import chances
from sim.operations.base import Operation
from sim.plan import sweeping as plan
from sim.rules.lift import Lift
from sim.rules.minefields import Minefields
from sim.rules.movement import Movement
from sim.rules.rulebook import Rulebook
from sim.rules.shipping import Shipping
from sim.world.sequence import Step
from sim.world.state import NOWHERE, Status


class Sweeping(Operation[plan.Sweeping]):
    """They take station at once and sweep by the law of random search; then they go back.

    Complete when their time is over, or when no sweeper is left.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Sweeping) -> None:
        super().__init__(rules, name, spec)
        self._waters = self.world.forces.place[spec.to]
        self._turns = np.maximum(self.world.clock.spans(self.number("duration")), 1)
        swept = self.number("path") * self.number("speed") * self.world.clock.hours
        self._part = swept / (self.number("length") * self.number("breadth"))
        """(n,): share of the area over which one ship goes in a turn."""
        shape = (len(self.world.all_rows), len(self.units))
        self._home = np.full(shape, NOWHERE, np.int64)
        self._sweeps = self.calendar(Step.SWEEPING, self._sweep)

    def begin(self, rows: np.ndarray) -> None:
        """Take station."""
        state = self.world.state
        for i, unit in enumerate(self.units.tolist()):
            status = state.status[rows, unit]
            idle = (status == Status.WAITING) | (status == Status.FIELD)
            ready = rows[idle & self.rules[Lift].free(unit, rows)]
            self._home[ready, i] = state.place[ready, unit]
            self.rules[Movement].put_to_sea(unit, ready, self._waters)
        self._tell(rows, "begin to sweep mines")
        self._sweeps.add(rows, self.world.turn + 1)

    def recallable(self, rows: np.ndarray) -> np.ndarray:
        """They can go home at any time."""
        return np.ones(len(rows), bool)

    def turn_back(self, rows: np.ndarray) -> None:
        """Go home."""
        self._go_home(rows)

    def _sweep(self, rows: np.ndarray) -> None:
        """A turn of sweeping lies behind them."""
        vessels = np.zeros(len(rows), np.int64)
        for unit in self.units.tolist():
            in_waters = self.rules[Shipping].in_waters(rows, unit, self._waters)
            vessels += np.where(in_waters, self.rules[Shipping].vessels(rows, unit), 0)
        self.rules[Minefields].sweep(self._waters, rows, chances(vessels * self._part[rows]))
        over = self.world.turn >= self.started_at[rows] + self._turns[rows]
        over |= vessels == 0
        self._go_home(rows[over])
        self._sweeps.add(rows[~over], self.world.turn + 1)

    def _go_home(self, rows: np.ndarray) -> None:
        for i, unit in enumerate(self.units.tolist()):
            there = rows[self.rules[Shipping].in_waters(rows, unit, self._waters)]
            self.rules[Movement].base(unit, there, self._home[there, i])
        self._tell(rows, "sweep no longer")
        self.complete(rows)

    def _tell(self, rows: np.ndarray, text: str) -> None:
        for unit in self.units.tolist():
            self.world.chronicle.tell_unit(rows, "sweeping", self._waters, unit, text)
