"""Offensive: attack after attack on one place, with rest in between."""

import numpy as np

from sim.operations.assault import Attack
from sim.plan import offensive as plan
from sim.rules.rulebook import Rulebook
from sim.world.sequence import Step
from sim.world.state import Fate, Status


class Offensive(Attack[plan.Offensive]):
    """An assault that is made again after a pause where it has failed or was called off.

    Complete when the place is taken, when nobody is left to attack it, or when the next attack
    would begin after `until`. With `by_day` no attack begins in darkness.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Offensive) -> None:
        super().__init__(rules, name, spec)
        n = len(self.world.all_rows)
        self._resting = np.zeros(n, bool)
        self._attack_ends_at = np.zeros(n, np.int64)
        self._time_limit = self.calendar(Step.RECALL, self._end_attack)
        self._attacks = self.calendar(Step.RENEWAL, self._attack_again)
        self._pause = self.number("pause")
        self._last = self.world.clock.turns
        if spec.until is not None:
            self._last = self.world.clock.turn_of(spec.until.value)
        self._first_light = self._light()

    @property
    def plain(self) -> bool:
        """It may begin more than once."""
        return False

    def _light(self) -> np.ndarray:
        """The first turn from each one on at which an attack may begin, shape (turns + 1,)."""
        clock = self.world.clock
        first = np.full(clock.turns + 1, clock.turns)
        for turn in range(clock.turns - 1, -1, -1):
            dark = self.spec.by_day and clock.night[turn]
            first[turn] = first[turn + 1] if dark else turn
        return first

    def begin(self, rows: np.ndarray) -> None:
        """The first attack, at once or at first light."""
        self._resting[rows] = True
        light = self._first_light[self.world.turn]
        if light == self.world.turn:
            self._attack_again(rows)
        else:
            self._attacks.add(rows, int(light))

    def _attack_again(self, rows: np.ndarray) -> None:
        rows = self.under_way(rows)
        if not len(rows):
            return
        self._resting[rows] = False
        if self._duration is not None:
            self._attack_ends_at[rows] = self._last_turn(self._duration[rows])
        super().begin(rows)

    def _end_attack(self, rows: np.ndarray) -> None:
        """The time of this attack is over; that of an earlier one no longer matters."""
        self._call_off(rows[self._attack_ends_at[rows] <= self.world.turn])

    def _call_off(self, rows: np.ndarray) -> None:
        super()._call_off(rows[~self._resting[rows]])

    def complete(self, rows: np.ndarray) -> None:
        """Success is the end; after a failure comes the next attack."""
        rows = self.under_way(rows)
        if not len(rows):
            return
        state = self.world.state
        done = state.control[rows, self.to] == self.side
        done |= state.ceased[rows, self.to, self.side] | ~self._anybody(rows)
        super().complete(rows[done])
        again = rows[~done & ~self._resting[rows]]
        if not len(again):
            return
        due = self._next_attack(again)
        in_time = due <= self._last
        super().complete(again[~in_time])
        self._resting[again[in_time]] = True
        self._attacks.add(again[in_time], due[in_time])

    def _anybody(self, rows: np.ndarray) -> np.ndarray:
        """Whether a unit is left that could attack again, shape (k,)."""
        state = self.world.state
        left = np.zeros(len(rows), bool)
        for unit in self.units:
            fit = state.status[rows, unit] < Status.ROUTED
            left |= fit & (state.men[rows, unit, Fate.PRESENT] > 0)
        return left

    def _next_attack(self, rows: np.ndarray) -> np.ndarray:
        clock = self.world.clock
        due = clock.after(self.world.moments(rows), self._pause[rows])
        due = np.clip(due, self.world.now + 1, clock.turns)
        return np.asarray(self._first_light[due])
