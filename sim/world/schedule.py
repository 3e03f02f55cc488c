"""The schedule: what is due when, and the runs in which nothing is due any more."""

from collections.abc import Callable
from typing import Any

import numpy as np
import simpy
from simpy.events import NORMAL, Event

from sim.interruption import check
from sim.world.clock import Clock
from sim.world.sequence import Phase, Position, Step

_OWN = 2
"""Priorities that SimPy itself gives: what it wakes up comes before any step, at once."""


_schedule: Any = simpy.Environment.schedule


class Environment(simpy.Environment):
    """SimPy's environment with tuples as priorities, so that a step can be subdivided at will."""

    def schedule(self, event: Event, priority: Any = NORMAL, delay: float = 0) -> None:
        """Schedule an event with a priority of SimPy's own, or a tuple."""
        full = priority if isinstance(priority, tuple) else (int(priority),)
        _schedule(self, event, full, delay)


class Moment(Event):
    """The phase of a turn; who waits for it hears of it after `come`."""

    def __init__(
        self, env: Environment, turn: int, phase: Phase, come: Callable[[Any], None]
    ) -> None:
        self.env = env
        self.callbacks = [come]
        self._ok = True
        self._value = None
        self.turn = turn
        self.phase = phase


class Schedule:
    """Time in a battle: SimPy owns it, turn by turn and step by step."""

    def __init__(self, clock: Clock, runs: int) -> None:
        self.env = Environment()
        self.clock = clock
        self.runs = runs
        self.turn = 0
        self.phase = Phase.WEATHER
        self.part = np.ones(runs)
        """(n,): the part of the turn after which what follows from combat happens in each run."""
        self._ended = np.zeros(runs, bool)
        self._any_ended = False
        self.ended = self._ended.view()
        """(n,) bool, to be read: whether a run is over."""
        self.ended.flags.writeable = False
        self.ended_at = np.full(runs, clock.turns, np.int32)

    def until(self, turn: int, step: Step, position: Position = ()) -> Event:
        """A SimPy event at a step of a turn; within the step, lower positions come first.

        Raises ValueError if that is past.
        """
        phase = step.phase
        if (turn, phase) < (self.turn, self.phase):
            raise ValueError(
                f"turn {turn}, {phase.name} is past: now is turn {self.turn}, {self.phase.name}"
            )
        env = self.env
        moment = Moment(env, turn, phase, self._enter)
        _schedule(env, moment, (_OWN + step.rank, *position), turn - env.now)
        return moment

    def _enter(self, moment: Moment) -> None:
        check()  # between two events nothing is half done
        self.turn = moment.turn
        self.phase = moment.phase

    def next_turn(self, phase: Phase) -> int:
        """The first turn at which a phase is still to come."""
        return self.turn if phase > self.phase else self.turn + 1

    def play(self, until: int) -> None:
        """Let everything happen that is due before the beginning of a turn."""
        if until > self.env.now:
            self.env.run(until=until)

    @property
    def over(self) -> bool:
        """Whether the last turn has been played, or all runs have ended."""
        return bool(self.env.now >= self.clock.turns or self._ended.all())

    def play_to(self, turn: int, step: Step, position: Position) -> None:
        """Let everything happen that is due before a position in a step of a turn."""
        self.env.run(until=self.until(turn, step, position))

    def going_on(self, rows: np.ndarray) -> np.ndarray:
        """Those runs that are not over."""
        return rows[~self._ended[rows]] if self._any_ended else rows

    def end(self, rows: np.ndarray) -> None:
        """End some runs; nothing happens in them any more."""
        self._ended[rows] = True
        self._any_ended = True
        self.ended_at[rows] = self.turn
