"""How far the runs are that are being played: progress within a large chunk."""

from collections.abc import Generator
from contextlib import suppress
from time import monotonic

from simpy.events import Event

from sim.battle import Battle
from sim.experiments.experiment import Progress
from sim.world.sequence import Step

EVERY = 0.5
"""Seconds from one word to the next."""
SEVERAL = 100
"""Rows of a chunk whose progress is told: fewer are over soon in any scenario."""


class UnderWay:
    """Counts runs that are being played by the turns that they have behind them."""

    def __init__(self, tell: Progress, runs: int, points: int) -> None:
        self._tell = tell
        self._runs = runs
        self._rows = runs * points
        self._behind = 0
        """Rows whose battles are over."""
        self._told = monotonic()

    def watch(self, battle: Battle) -> None:
        """Follow a battle of some rows of the chunk, which begins."""
        battle.world.schedule.env.process(self._follow(battle))

    def _follow(self, battle: Battle) -> Generator[Event]:
        schedule, turns = battle.world.schedule, battle.world.clock.turns
        rows = len(battle.world.all_rows)
        for turn in range(turns):
            yield schedule.until(turn, Step.RECORD)
            if monotonic() >= self._told + EVERY:
                self._say(self._behind + rows * (turn + 1) / turns)
        self._behind += rows

    def _say(self, rows: float) -> None:
        self._told = monotonic()
        behind = int(self._runs * rows / self._rows)
        with suppress(Exception):  # no fault of a run: it will be told again of the whole chunk
            self._tell(min(behind, self._runs - 1))
