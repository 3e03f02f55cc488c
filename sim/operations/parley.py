"""Parley: envoys meet, and the enemy commander gives up or does not."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np

from sim.kernel import njit
from sim.operations.base import Operation
from sim.plan import parley as plan
from sim.rules.disarmament import Disarmament
from sim.rules.isolation import Isolation
from sim.rules.parley import Parley as Rule
from sim.rules.parley import chance_of_giving_up
from sim.rules.rulebook import Rulebook
from sim.world.clock import NEVER
from sim.world.sequence import Step
from sim.world.state import Fate, under_arms

_FIRST_LOSS, _FIRST_SAFE = int(Fate.KILLED), int(Fate.EVACUATED)


class Parley(Operation[plan.Parley]):
    """Rounds of talks until the garrison agrees; complete at its agreement.

    The chance of each round is that of `sim.rules.parley`. A garrison that agrees stops fighting
    at once and is disarmed in its time; one that refuses fights on, and is asked again after the
    interval if there is one. Talks do not stop the fighting: a `cease_fire` does.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Parley) -> None:
        super().__init__(rules, name, spec)
        self._garrison = self.world.forces.positions(spec.garrison)
        self._place = self.world.forces.place[spec.place]
        self._talks = np.maximum(self.world.clock.spans(self.number("duration")), 1)
        self._interval = None
        if spec.every is not None:
            self._interval = np.maximum(self.world.clock.spans(self.number("every")), 1)
        self._last_round = self._turn(spec.until, self.world.clock.turns)
        self._disarmed_from = self._turn(spec.disarmed_from, 0)
        self._length = self.world.clock.spans(self.number("disarmament"))
        self._isolation = Isolation(self.world, self._place, 1 - self.side)
        self._disarmament = self.rules[Disarmament].of(self.calendar, self._garrison, self._place)
        self._rounds = self.calendar(Step.PARLEY, self._decide)
        self._decides_at = np.full(len(self.world.all_rows), -1, np.int64)
        """Turn at which the present or next round of talks ends."""

    def _turn(self, moment: Any, default: int) -> int:
        return default if moment is None else self.world.clock.turn_of(moment.value)

    def begin(self, rows: np.ndarray) -> None:
        """Meet."""
        self._tell(rows, "calls upon the enemy commander to give up", self.side)
        self._decides_at[rows] = self.world.turn + self._talks[rows] - 1
        self._rounds.add(rows, self._decides_at[rows])

    def busy(self, rows: np.ndarray) -> np.ndarray:
        """Whether a round of talks is going on or agreed upon, or the garrison has given up."""
        asked = self._decides_at[rows] >= self.world.turn
        given_up = (self.completed_at[rows] != NEVER) & ~self.called_off[rows]
        return np.asarray(asked | given_up)

    def recallable(self, rows: np.ndarray) -> np.ndarray:
        """Envoys can be called back at any time."""
        return np.ones(len(rows), bool)

    def turn_back(self, rows: np.ndarray) -> None:
        """Break off the talks."""
        self._decides_at[rows] = -1
        self._tell(rows, "breaks off the talks", self.side)

    def _decide(self, rows: np.ndarray) -> None:
        world = self.world
        rows = self.under_way(rows)
        own = self._men(self._garrison, rows)
        rows, own = rows[own > 0], own[own > 0]
        if not len(rows):
            return
        facing = self._men(self._facing, rows)
        met = facing > 0
        uniform = world.draws.uniform(self.address(), world.turn, rows)
        agrees = met & (uniform < self._chance(rows, facing, own))
        self._agree(rows[agrees])
        self._tell(rows[met & ~agrees], "the commander refuses to surrender", 1 - self.side)
        self._meet_again(rows[~agrees])

    def _chance(self, rows: np.ndarray, facing: np.ndarray, own: np.ndarray) -> np.ndarray:
        return chance_of_giving_up(
            self.rules[Rule].parameters,
            rows,
            self._isolation.share(rows),
            _lost_share(rows, self._garrison, self.world.state.men),
            facing,
            own,
            np.full(len(rows), self._days_since_news()),
        )

    @cached_property
    def _facing(self) -> np.ndarray:
        """The own units on land."""
        units = self.world.forces.units_of_side(self.side)
        return np.asarray(units[self.world.forces.ground[units]])

    def _men(self, units: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Men of some units who stand on the battlefield under arms, shape (k,)."""
        there = self.world.state.whereabouts
        men: np.ndarray = under_arms(rows, units, there.status, there.men)
        return men

    def _days_since_news(self) -> float:
        if self.spec.news is None:
            return 0.0
        now = self.world.clock.moment(self.world.turn + 1)
        heard: datetime = self.spec.news.value
        return max((now - heard) / timedelta(days=1), 0.0)

    def _agree(self, rows: np.ndarray) -> None:
        if len(rows):
            self._tell(rows, "the commander agrees to lay down arms", 1 - self.side)
            first = np.full(len(rows), self._disarmed_from)
            self._disarmament.begin(rows, first, self._length[rows])
            self.complete(rows)

    def _meet_again(self, rows: np.ndarray) -> None:
        if self._interval is not None:
            again = self.world.turn + self._interval[rows]
            in_time = again <= self._last_round
            self._decides_at[rows[in_time]] = again[in_time]
            self._rounds.add(rows[in_time], again[in_time])

    def _tell(self, rows: np.ndarray, text: str, side: int) -> None:
        self.world.chronicle.tell(rows, "parley", self._place, text, side=side)


@njit(cache=True)
def _lost_share(rows: np.ndarray, units: np.ndarray, men: np.ndarray) -> np.ndarray:
    """The share of the men of some units that is lost for good, (k,)."""
    share = np.empty(rows.shape[0])
    for k in range(rows.shape[0]):
        gone = total = 0
        for unit in units:
            for fate in range(men.shape[2]):
                number = men[rows[k], unit, fate]
                total += number
                gone += number if _FIRST_LOSS <= fate < _FIRST_SAFE else 0
        share[k] = gone / max(total, 1)
    return share
