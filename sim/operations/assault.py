"""Assault: an attack on a place that may be called off."""

import math
from collections.abc import Iterator
from typing import TypeVar

import numpy as np

from sim.kernel import njit
from sim.operations.march import Advance, Bands
from sim.plan import assault as plan
from sim.plan.parts.attack import AttackSpec
from sim.rules.breaking_off import Order
from sim.rules.combat import Combat
from sim.rules.rout import Rout
from sim.rules.rulebook import Rulebook
from sim.world.clock import NEVER
from sim.world.news import Ceased, Fought, PlaceChanged, Topic
from sim.world.sequence import Step
from sim.world.state import Fate, Status, Whereabouts
from sim.world.world import World

_FIELD, _EN_ROUTE = Status.FIELD, Status.EN_ROUTE
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
        news.subscribe(Ceased(self.to), self._break_off, self.line)
        if (self._stop_at < 1.0).any():
            news.subscribe(Fought(self.to), self._count_losses, self.line)
            self.rules[Combat].heed(
                Order(self.to, self.side, self.units, self._may_lose, self.line)
            )

    def topics(self) -> Iterator[Topic[[np.ndarray]]]:
        """Arrival does not complete an assault."""
        yield PlaceChanged(self.to)

    @property
    def limited(self) -> bool:
        """Whether losses or its time may end it."""
        return self._duration is not None or bool((self._stop_at < 1.0).any())

    @classmethod
    def idle(cls, world: World, side: int, rows: np.ndarray, goals: np.ndarray) -> np.ndarray:
        """A cease-fire forbids it."""
        return np.asarray(world.state.ceased[rows, goals, side])

    def begin(self, rows: np.ndarray) -> None:
        """Note the strength with which the attack starts, and set out unless there is peace."""
        peace = self.idle(self.world, self.side, rows, self.world.alike(self.to, rows))
        self.complete(rows[peace])
        rows = rows[~peace]
        self.note_start(rows)
        super().begin(rows)

    def note_start(self, rows: np.ndarray) -> None:
        """Losses and time are counted from now on."""
        self._strength[rows] = self._men(rows)
        if self._duration is not None:
            self._time_limit.add(rows, self._last_turn(self._duration[rows]))

    def _last_turn(self, hours: np.ndarray) -> np.ndarray:
        """The turns at whose end the time of attacks that begin now is over, (k,)."""
        return np.asarray(self.world.turn + np.maximum(self.world.clock.spans(hours), 1) - 1)

    def _men(self, rows: np.ndarray) -> np.ndarray:
        men: np.ndarray = _headcount(rows, self.units, self.world.state.men)
        return men

    def _may_lose(self, rows: np.ndarray) -> np.ndarray:
        """Men whose loss ends the attack, (k,); more than there are where there is none."""
        left, under_way = self._men(rows), (self.started_at, self.completed_at)
        most: np.ndarray = _may_lose(rows, left, self._stop_at, self._strength, under_way)
        return most

    def _count_losses(self, rows: np.ndarray) -> None:
        rows = self.under_way(rows)
        if not len(rows):
            return
        left = self._men(rows)
        self._call_off(_spent(rows, left, self._stop_at, self._strength))

    @classmethod
    def over(cls, world: World, side: int, bands: Bands) -> np.ndarray:
        """The place is taken, or nobody is left to attack it."""
        decided: np.ndarray = _decided(bands, side, world.state.control, world.state.whereabouts)
        return decided

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
        self.break_contact(rows)

    def break_contact(self, rows: np.ndarray) -> None:
        """The attackers leave the place."""
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
def _may_lose(
    rows: np.ndarray,
    left: np.ndarray,
    stop_at: np.ndarray,
    strength: np.ndarray,
    under_way: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    """Men whose loss ends the attack, (k,), of those who are left, (k,); see `Attack._may_lose`.

    `stop_at` and the strength at the start are (n,), and so are the turns of start and end.
    """
    most = left + 1
    started_at, completed_at = under_way
    for i in range(rows.shape[0]):
        row = rows[i]
        if started_at[row] != NEVER and completed_at[row] == NEVER:
            least = math.ceil((1.0 - stop_at[row]) * strength[row]) - 1
            most[i] = max(left[i] - least, 1)
    return most


@njit(cache=True)
def _spent(
    rows: np.ndarray, left: np.ndarray, stop_at: np.ndarray, strength: np.ndarray
) -> np.ndarray:
    """Those runs in which too few men are left, (k,); the others as in `_may_lose`."""
    spent = np.empty_like(rows)
    found = 0
    for i in range(rows.shape[0]):
        row = rows[i]
        if left[i] < (1.0 - stop_at[row]) * strength[row]:
            spent[found] = row
            found += 1
    return spent[:found]


@njit(cache=True)
def _decided(bands: Bands, side: int, control: np.ndarray, where: Whereabouts) -> np.ndarray:
    """Whether a side controls the place, or no attackers are there or on the way to it, (k,)."""
    decided = np.ones(bands.rows.shape[0], np.bool_)
    for i in range(bands.rows.shape[0]):
        row, goal = bands.rows[i], bands.goals[bands.which[i]]
        for unit in bands.units[bands.which[i]]:
            if where.place[row, unit] == goal and where.men[row, unit, _PRESENT] > 0:
                bound = where.status[row, unit] in (_FIELD, _EN_ROUTE)
                decided[i] &= not bound or control[row, goal] == side
    return decided
