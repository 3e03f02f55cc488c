"""The world of a battle: what every rule and operation needs, and no rule of its own."""

from collections.abc import Mapping
from typing import Any, TypedDict

import numpy as np

from sim.luck.branch import Branch
from sim.luck.draws import Draws
from sim.scenario.definition import Definition
from sim.world.calendar import Calendar
from sim.world.cast import Cast
from sim.world.chronicle import Chronicle
from sim.world.clock import Clock
from sim.world.deployment import Arsenal, deploy
from sim.world.inputs import Inputs
from sim.world.ledger import Ledger
from sim.world.news import News
from sim.world.order_of_battle import order_of_battle
from sim.world.schedule import Schedule
from sim.world.sequence import Phase, Step
from sim.world.survey import Survey
from sim.world.ways import Ways


class Options(TypedDict, total=False):
    """What a world may be told besides what is played."""

    entries: np.ndarray | None
    branch: Branch | None
    traced: bool
    guesses: Mapping[str, np.ndarray] | None


class World:
    """Time, news, luck, forces and state of a batch.

    `rows` are always positions of runs in the batch, shape (k,), in ascending order. A run number
    may be there more than once: rows of one number share their luck and may differ in their
    `entries`, the values that they take of figures which are arrays. A `branch` gives rows another
    future from some turn on. `guesses`, (n,) by path, stand in place of figures where not NaN.
    """

    def __init__(
        self,
        definition: Definition,
        runs: np.ndarray,
        seed: int,
        *,
        entries: np.ndarray | None = None,
        branch: Branch | None = None,
        traced: bool = False,
        guesses: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        self.definition = definition
        self.clock = Clock(definition)
        self.schedule = Schedule(self.clock, len(runs))
        self.ledger = Ledger(len(runs))
        self.news = News(self.ledger)
        self.forces = order_of_battle(definition)
        self.draws = Draws(seed, runs, branch)
        self.inputs = Inputs(self.draws, entries, guesses)
        self.all_rows = self.draws.all_rows
        self.state = deploy(definition, self.forces, self.inputs)
        self.arsenal = Arsenal(definition, self.inputs)
        self.survey = Survey(definition, self.inputs)
        self.ways = Ways(definition, self.inputs)
        self.chronicle = Chronicle(definition, self.forces, self.schedule, self.draws.past, traced)
        self.cast = Cast(self.draws, self.schedule, traced)
        self._alike: dict[int, np.ndarray] = {}
        self.kept: dict[object, Any] = {}
        """What commanders keep from turn to turn, each under himself."""
        if branch is not None:
            step = Step.COMMAND if branch.mid_turn else Step.FUTURES
            parting = Calendar(self.schedule, step, self.draws.follow)
            parting.add(self.all_rows, branch.turns)

    @property
    def turn(self) -> int:
        """The present turn."""
        return self.schedule.turn

    @property
    def phase(self) -> Phase:
        """The present phase."""
        return self.schedule.phase

    @property
    def now(self) -> int:
        """The turn that begins next to what happens now: the next one, once there is combat."""
        return self.schedule.turn + (self.schedule.phase > Phase.FIRE_SUPPORT)

    def moments(self, rows: np.ndarray) -> np.ndarray:
        """When it is now, in turns, (k,): the beginning of this one, or when a fight in it ends."""
        if self.schedule.phase <= Phase.FIRE_SUPPORT:
            return np.full(len(rows), float(self.turn))
        return np.asarray(self.turn + self.schedule.part[rows])

    @property
    def night(self) -> bool:
        """Whether it is dark now."""
        return bool(self.clock.night[self.schedule.turn])

    def alike(self, number: int, rows: np.ndarray) -> np.ndarray:
        """A number for each of some runs, (k,), to be read."""
        if number not in self._alike:
            self._alike[number] = np.full(len(self.all_rows), number)
        return self._alike[number][: len(rows)]

    def hours_since(self, turns: np.ndarray) -> np.ndarray:
        """Hours from the beginning of some turns to that of the present one."""
        return np.asarray((self.turn - turns) * self.clock.hours)
