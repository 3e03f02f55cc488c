"""The course of a battle: what its measures were at the beginning of some of its turns."""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.battle import Battle
from sim.scenario.measures import Measure
from sim.world.calendar import Calendar
from sim.world.sequence import Step


class Course:
    """Reads measures of a single battle while it is played."""

    def __init__(self, of: Sequence[Measure], turns: Sequence[int]) -> None:
        self._of = of
        self._turns = turns
        self._read: dict[str, list[float]] = {one.name: [] for one in of}

    def follow(self, battle: Battle) -> None:
        """Read them whenever one of the turns begins."""
        schedule = battle.world.schedule
        looks = Calendar(schedule, Step.FUTURES, lambda _: self._look(battle), (1,))
        for turn in self._turns:
            looks.add(battle.world.all_rows, turn)

    def _look(self, battle: Battle) -> None:
        for one in self._of:
            self._read[one.name].append(float(one.of(battle)[0]))

    def values(self, outcomes: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """By measure, (turns + 1,): after the end of the battle what came of it."""
        found = {}
        for name, read in self._read.items():
            last = float(outcomes[name][0])
            found[name] = np.array(read + [last] * (len(self._turns) + 1 - len(read)))
        return found
