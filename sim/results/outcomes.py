"""Measures of effectiveness: what came out of each run."""

from collections.abc import Iterable
from datetime import datetime

import numpy as np

from sim.battle import Battle
from sim.scenario.measures import Measure
from sim.world.calendar import Calendar
from sim.world.sequence import Step


class Outcomes:
    """Reads measures off a battle; made before the battle is played."""

    def __init__(self, battle: Battle, measures: Iterable[Measure]) -> None:
        self._battle = battle
        self._names: list[str] = []
        self._snapshots: dict[str, Snapshot] = {}
        self._kinds: dict[type[Measure], list[Measure]] = {}
        """The others, by class."""
        for one in measures:
            self._names.append(one.name)
            if isinstance(one.moment, datetime):
                self._snapshots[one.name] = Snapshot(battle, one, one.moment)
            else:
                self._kinds.setdefault(type(one), []).append(one)

    def collect(self) -> dict[str, np.ndarray]:
        """Every measure by name, each of shape (n,)."""
        found = {name: one.of(self._battle) for name, one in self._snapshots.items()}
        for kind, several in self._kinds.items():
            values = kind.of_all(several, self._battle)
            found |= {one.name: value for one, value in zip(several, values, strict=True)}
        return {name: found[name] for name in self._names}


class Snapshot:
    """A measure at an hour; at the end in runs that were over before."""

    def __init__(self, battle: Battle, measure: Measure, hour: datetime) -> None:
        self._battle = battle
        self._measure = measure
        world = battle.world
        n = len(world.all_rows)
        self._taken, self._value = np.zeros(n, bool), np.zeros(n, np.int64)
        # the state at an hour is what the turn that ends then leaves
        calendar = Calendar(world.schedule, Step.RECORD, self._take)
        calendar.add(world.all_rows, max(world.clock.turn_of(hour) - 1, 0))

    def _take(self, rows: np.ndarray) -> None:
        self._value[rows] = self._measure.of(self._battle)[rows]
        self._taken[rows] = True

    def of(self, battle: Battle) -> np.ndarray:
        """The value, (n,) int64."""
        return np.where(self._taken, self._value, self._measure.of(battle))
