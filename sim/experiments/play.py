"""Playing: a scenario and a set of run numbers become outcomes."""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from sim.battle import Battle
from sim.commanders.commander import Commander, OrderWarning
from sim.experiments.composed import composed
from sim.interruption import deferred
from sim.results.outcomes import Outcomes
from sim.results.recorder import Recorder
from sim.results.series import Series
from sim.scenario.definition import Definition
from sim.scenario.measures import measures
from sim.world.chronicle import Occurrence
from sim.world.world import Options

if TYPE_CHECKING:
    from sim.commanders.outlook import Foresight, Log


@dataclass(frozen=True)
class Played:
    """What came of some runs; arrays are in the order of `runs`."""

    runs: np.ndarray
    outcomes: dict[str, np.ndarray]
    """Each measure: int64 counts, datetime64[m] times with NaT, text for the winner."""
    recorder: Recorder | None = None
    record: list[Occurrence] = field(default_factory=list)
    doubts: dict[str, int] = field(default_factory=dict)
    """What was wrong with the orders of commanders, and in how many runs."""
    acted: dict[int, list[str]] = field(default_factory=dict)
    """By turn, who acted in it, see `sim.world.cast`; of a battle that is traced."""
    given: "Log" = field(default_factory=dict)
    """What commanders ordered, by side and turn."""

    @property
    def series(self) -> Series:
        """Strengths by run, turn and side.

        Raises ValueError if no series were asked for.
        """
        if self.recorder is None:
            raise ValueError("the battle was played without series")
        return self.recorder.series()


def play(
    definition: Definition,
    runs: np.ndarray,
    seed: int,
    *,
    commanders: Mapping[str, Commander] | None = None,
    series_every: int = 0,
    watch: Callable[[Battle], None] | None = None,
    **options: Unpack[Options],
) -> Played:
    """Play the given runs of a scenario at once.

    `runs` are run numbers, shape (n,). `series_every` k records every k-th turn, 0 none. `watch`
    sees the battle before it starts. Further options are those of `World`: `entries`, of the shape
    of `runs`, say which value of a figure that is an array each of them takes, without them that of
    its number; a `branch` gives rows another future; `traced` keeps a turn record. An
    `OrderWarning` tells what is wrong with orders.
    """
    numbers, entries = np.asarray(runs, np.int64), options.get("entries")
    parts = options.get("branch") is not None
    with deferred():
        battle = composed(
            definition,
            numbers,
            seed,
            commanders=commanders,
            foresight=None if parts else _foresight(definition, numbers, seed, entries),
            **options,
        )
        outcomes = Outcomes(battle, measures(definition).values())
        recorder = Recorder(battle.world, series_every) if series_every else None
        if watch is not None:
            watch(battle)
        battle.play()
        collected = outcomes.collect()
    doubts = {text: int(concerned.sum()) for text, concerned in battle.complaints()}
    warn_of_orders(doubts, len(numbers))
    world = battle.world
    record, acted = world.chronicle.record, world.cast.acted
    return Played(numbers, collected, recorder, record, doubts, acted, battle.given)


def _foresight(*battle: Any) -> "Foresight":
    """The futures of a battle, which few commanders ask for."""

    def futures(question: Any) -> Any:
        from sim.experiments.foresight import Futures

        return Futures(*battle)(question)

    return futures


def warn_of_orders(doubts: Mapping[str, int], of: int) -> None:
    """Warn of orders that were refused or can have no effect, each with its number of runs."""
    for text, runs in doubts.items():
        where = "" if of == 1 else f" (in {runs:,} of {of:,} runs)"
        warnings.warn(f"{text}{where}", OrderWarning, stacklevel=3)
