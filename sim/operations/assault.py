"""Assault: an attack on a place that may be called off."""

from typing import TypeVar

import numpy as np

from sim.kernel import njit
from sim.operations.march import Advance
from sim.plan import assault as plan
from sim.plan.parts.attack import AttackSpec
from sim.rules.combat import Combat, Order
from sim.rules.presence import bound_for
from sim.rules.rout import Rout
from sim.rules.rulebook import Rulebook
from sim.world.clock import NEVER
from sim.world.news import Ceased, Fought, PlaceChanged
from sim.world.sequence import Step
from sim.world.state import Fate, Whereabouts

_PRESENT = int(Fate.PRESENT)


AttackT = TypeVar("AttackT", bound=AttackSpec, covariant=True)


class Attack(Advance[AttackT]):
    """Complete when the place is taken, or when the attackers have fallen back."""

    def __init__(self, rules: Rulebook, name: str, spec: AttackT) -> None:
        super().__init__(rules, name, spec)
        self._stop_at = self.number("stop_at")
        self._strength = np.zeros(len(self.world.all_rows))
        self._time_limit = self.calendar(Step.RECALL, self._end_attack)
        self._duration = self.number("duration") if spec.duration is not None else None
        news = self.world.news
        news.subscribe(PlaceChanged(self.to), self._judge, self.line)
        news.subscribe(Ceased(self.to), self._break_off, self.line)
        if (self._stop_at < 1.0).any():
            news.subscribe(Fought(self.to), self._count_losses, self.line)
            self.rules[Combat].heed(Order(self.to, self.side, self.units, self._may_lose))

    def begin(self, rows: np.ndarray) -> None:
        """Note the strength with which the attack starts, and set out unless there is peace."""
        peace = self.world.state.ceased[rows, self.to, self.side]
        self.complete(rows[peace])
        rows = rows[~peace]
        self._strength[rows] = self._men(rows)
        super().begin(rows)
        self._judge(rows)
        if self._duration is not None:
            self._time_limit.add(rows, self._last_turn(self._duration[rows]))

    def _last_turn(self, hours: np.ndarray) -> np.ndarray:
        """The turns at whose end the time of attacks that begin now is over, (k,)."""
        return np.asarray(self.world.turn + np.maximum(self.world.clock.spans(hours), 1) - 1)

    def _check(self, rows: np.ndarray) -> None:
        """Arrival does not complete an assault."""

    def _men(self, rows: np.ndarray) -> np.ndarray:
        men: np.ndarray = _headcount(rows, self.units, self.world.state.men)
        return men

    def _may_lose(self, rows: np.ndarray) -> np.ndarray:
        """Men whose loss ends the attack, (k,); more than there are where there is none."""
        left = self._men(rows)
        least = np.ceil((1.0 - self._stop_at[rows]) * self._strength[rows]).astype(np.int64) - 1
        attacking = (self.started_at[rows] != NEVER) & (self.completed_at[rows] == NEVER)
        return np.where(attacking, np.maximum(left - least, 1), left + 1)

    def _count_losses(self, rows: np.ndarray) -> None:
        rows = self.under_way(rows)
        if not len(rows):
            return
        left = self._men(rows)
        too_many = left < (1.0 - self._stop_at[rows]) * self._strength[rows]
        self._call_off(rows[too_many])

    def _judge(self, rows: np.ndarray) -> None:
        """The place is taken, or nobody is left to attack it."""
        rows = self.under_way(rows)
        if not len(rows):
            return
        state = self.world.state
        holds = state.control[:, self.to] == self.side
        self.complete(_decided(rows, self.to, self.units, holds, state.whereabouts))

    def _break_off(self, rows: np.ndarray) -> None:
        """A cease-fire at the place: attackers of a side that keeps it alone fall back."""
        state = self.world.state
        alone = state.ceased[rows, self.to, self.side] & ~state.truce[rows, self.to]
        alone &= state.control[rows, self.to] != self.side
        self._call_off(rows[alone])

    def _end_attack(self, rows: np.ndarray) -> None:
        """The time of this attack is over; that of an earlier one no longer matters."""
        assert self._duration is not None
        length = np.maximum(self.world.clock.spans(self._duration[rows]), 1)
        self._call_off(rows[self.started_at[rows] + length - 1 <= self.world.turn])

    def turn_back(self, rows: np.ndarray) -> None:
        """Those who are on their way go back, those who have met the enemy fall back."""
        super().turn_back(rows)
        self._fall_back(self._attacking(rows))

    def _call_off(self, rows: np.ndarray) -> None:
        rows = self._attacking(self.under_way(rows))
        if len(rows):
            self.turn_back(rows)
            self.complete(rows)

    def _fall_back(self, rows: np.ndarray) -> None:
        world, state = self.world, self.world.state
        world.chronicle.tell(rows, "call off", self.to, "calls off the attack", side=self.side)
        for unit in self.units.tolist():
            here = state.in_field(unit, self.to, rows)
            self.rules[Rout].fall_back(self.to, unit, rows[here])

    def _attacking(self, rows: np.ndarray) -> np.ndarray:
        """Those runs in which there is an attack to call off: who holds the place defends it."""
        held = self.world.state.control[:, self.to][rows] == self.side
        return np.asarray(rows[~held])


class Assault(Attack[plan.Assault]):
    """One attack."""


@njit(cache=True)
def _headcount(rows: np.ndarray, units: np.ndarray, men: np.ndarray) -> np.ndarray:
    """Men of some units wherever they are, (k,)."""
    total = np.zeros(rows.shape[0], np.int64)
    for unit in units:
        for i in range(rows.shape[0]):
            total[i] += men[rows[i], unit, _PRESENT]
    return total


@njit(cache=True)
def _decided(
    rows: np.ndarray,
    place: int,
    units: np.ndarray,
    holds: np.ndarray,
    where: Whereabouts,
) -> np.ndarray:
    """Those runs in which a side holds a place, (n,), or no attackers are left to it."""
    engaged = bound_for(rows, place, units, where)
    over = np.empty_like(rows)
    found = 0
    for i in range(rows.shape[0]):
        if holds[rows[i]] or not engaged[i]:
            over[found] = rows[i]
            found += 1
    return over[:found]
