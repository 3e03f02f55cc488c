"""Assault: an attack on a place that may be called off."""

from typing import Any, TypeVar

import numpy as np

from sim.battle import Battle
from sim.kernel import njit
from sim.operations.march import Advance
from sim.plan import assault as plan
from sim.plan.parts.attack import AttackSpec
from sim.rules.muster import bound_for
from sim.world.phases import Phase
from sim.world.state import Fate

_PRESENT = int(Fate.PRESENT)


AttackT = TypeVar("AttackT", bound=AttackSpec, covariant=True)


class Attack(Advance[AttackT]):
    """Complete when the place is taken, or when the attackers have fallen back."""

    def __init__(self, battle: Battle, name: str, spec: AttackT) -> None:
        super().__init__(battle, name, spec)
        self._stop_at = self.number("stop_at")
        self._strength = np.zeros(len(battle.everyone))
        self._time_limit = self.calendar(Phase.MORALE, self._call_off, "_call_off")
        self._duration = self.number("duration") if spec.duration is not None else None
        battle.subscribe(f"place:{spec.to}", self._judge)
        battle.subscribe(f"ceased:{spec.to}", self._break_off)
        if (self._stop_at < 1.0).any():
            battle.subscribe(f"combat:{spec.to}", self._count_losses)

    def begin(self, rows: np.ndarray) -> None:
        """Note the strength with which the attack starts, and set out unless there is peace."""
        peace = self.battle.state.ceased[rows, self.to, self.side]
        self.complete(rows[peace])
        rows = rows[~peace]
        self._strength[rows] = self._men(rows)
        super().begin(rows)
        self._judge(rows)
        if self._duration is not None:
            limit = self.battle.turn + self.battle.clock.spans(self._duration[rows])
            self._time_limit.add(rows, limit)

    def _check(self, rows: np.ndarray) -> None:
        """Arrival does not complete an assault."""

    def _men(self, rows: np.ndarray) -> np.ndarray:
        men: np.ndarray = _headcount(rows, self.units, self.battle.state.men)
        return men

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
        state = self.battle.state
        who = (state.status, state.place, state.men)
        control = state.control[:, self.to]
        self.complete(_decided(rows, self.to, self.side, self.units, control, who))

    def _break_off(self, rows: np.ndarray) -> None:
        """A cease-fire at the place: attackers of a side that keeps it alone fall back."""
        state = self.battle.state
        alone = state.ceased[rows, self.to, self.side] & ~state.truce[rows, self.to]
        alone &= state.control[rows, self.to] != self.side
        self._call_off(rows[alone])

    def _call_off(self, rows: np.ndarray) -> None:
        battle, state = self.battle, self.battle.state
        rows = self._attacking(self.under_way(rows))
        if not len(rows):
            return
        battle.chronicle.tell(rows, "call off", self.to, "calls off the attack", side=self.side)
        for unit in self.units.tolist():
            here = state.in_field(unit, self.to, rows)
            battle.engagements[self.to].fall_back(unit, rows[here])
        self.complete(rows)

    def _attacking(self, rows: np.ndarray) -> np.ndarray:
        """Those runs in which there is an attack to call off: who holds the place defends it."""
        held = self.battle.state.control[:, self.to][rows] == self.side
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
    side: int,
    units: np.ndarray,
    control: np.ndarray,
    who: tuple[Any, ...],
) -> np.ndarray:
    """Those runs in which a side holds a place, `control` (n,), or no attackers are left to it."""
    status, unit_place, men = who
    engaged = bound_for(rows, place, units, status, unit_place, men)
    over = np.empty_like(rows)
    found = 0
    for i in range(rows.shape[0]):
        if control[rows[i]] == side or not engaged[i]:
            over[found] = rows[i]
            found += 1
    return over[:found]
