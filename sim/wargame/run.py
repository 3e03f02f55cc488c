"""Run: one battle that was played, with its turn record."""

from collections.abc import Mapping
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from sim.commanders.commander import Commander
from sim.experiments.play import Played, play
from sim.results.batch import Batch, Memory
from sim.results.situation import Situation, situations
from sim.scenario import Document
from sim.wargame.failed import warn_of
from sim.wargame.pictures import Pictures
from sim.world.chronicle import Occurrence

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiments.account import Account
    from sim.experiments.decision import Decision
    from sim.report.turn_record import TurnRecord
    from sim.wargame.futures import Futures


class Run:
    """One battle, played with its turn record and series."""

    def __init__(self, document: Document, seed: int, played: Played) -> None:
        self.document = document
        self.seed = seed
        self._played = played

    @classmethod
    def of(
        cls, document: Document, seed: int, run: int, commanders: Mapping[str, Commander]
    ) -> Self:
        """Play a run."""
        played = play(
            document.definition,
            np.array([run]),
            seed,
            commanders=commanders,
            series_every=1,
            traced=True,
        )
        return cls(document, seed, played)

    @property
    def run(self) -> int:
        """The run's number."""
        return int(self._played.runs[0])

    @cached_property
    def outcome(self) -> dict[str, Any]:
        """Each measure: int, `datetime` (None for what never happened), or the winner's name."""
        from sim.report.outcome_table import plain_outcome

        return plain_outcome(self._played.outcomes)

    @property
    def record(self) -> list[Occurrence]:
        """What happened, in order."""
        return self._played.record

    @cached_property
    def strengths(self) -> "pd.DataFrame":
        """One row a time and side: columns `time`, `side`, `ashore` and `losses` (men)."""
        series = self._played.series.labelled().isel(run=0)[["ashore", "losses"]]
        return series.to_dataframe().reset_index()[["time", "side", "ashore", "losses"]]

    @property
    def turn_record(self) -> "TurnRecord":
        """The turn record as tables."""
        from sim.report.turn_record import TurnRecord

        recorder = self._played.recorder
        assert recorder is not None
        return TurnRecord(
            self.document.definition, self.record, recorder.ashore[0], recorder.losses[0]
        )

    @cached_property
    def batch(self) -> Batch:
        """The run as a batch of one."""
        table = {"run": np.array([self.run]), **self._played.outcomes}
        return Batch(self.document, self.seed, Memory(table, self._played.series))

    @cached_property
    def situations(self) -> list[Situation]:
        """Who holds which place with how many men: before the battle, then after each turn."""
        return situations(self.batch)

    def futures(self, futures: int = 500, **options: Any) -> "Futures":
        """The outlook of the battle: play it on from many of its turns with other luck.

        Options are those of `sim.experiments.futures.futures`: `every`, `start`, `measures`,
        `chances`, `hidden`, and how it is played. Warns with `RunsFailed` if futures failed. Raises
        `UserError`.
        """
        from sim.experiments import futures as experiment
        from sim.wargame.futures import Futures

        given = self._played.given
        found = experiment.futures(
            self.document, self.run, self.seed, futures=futures, given=given, **options
        )
        warn_of(found.batch)
        return Futures.of(found)

    def instead(
        self, changes: Mapping[str, Any], futures: int = 500, *, at: int | None = None
    ) -> "Decision":
        """What it is worth to do something else, with the same past and the same luck after it.

        Such as ``{"operations.assault.enabled": False}`` for an order withheld; `at` is the turn at
        which the ways part. Raises `ScenarioError`, and `UserError` for a change that alters the
        past.
        """
        from sim.experiments.decision import decision, otherwise

        changed = otherwise(self.document, changes)
        return decision(self.document, changed, self.run, self.seed, futures=futures, at=at)

    def account(self, measure: str, futures: int = 200, **options: Any) -> "Account":
        """Luck against decision: how far dice and orders moved the outlook of a measure.

        Options are those of `futures`. Raises `UserError`.
        """
        from sim.experiments.account import account

        given = self._played.given
        return account(
            self.document, self.run, measure, self.seed, futures=futures, given=given, **options
        )

    @property
    def plot(self) -> Pictures:
        """Pictures: `strengths`, `build_up`, `timeline`, `histogram(measure)`, `map` and others."""
        return Pictures("batch", self.batch)

    def __str__(self) -> str:
        from sim.report.console import plain_text
        from sim.report.outcome_table import outcome_tables, winner_sentence

        definition = self.document.definition
        return plain_text(
            f"{definition.title}: run {self.run}, seed {self.seed}",
            *self.turn_record.lines(),
            winner_sentence(self.outcome, definition),
            *outcome_tables(self.outcome, definition),
        )

    def __repr__(self) -> str:
        return f"<Run {self.run} of {self.document.name!r}, seed {self.seed}>"

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"
