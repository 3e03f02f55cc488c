"""Everything that an after-action report says, before it is written as HTML or Markdown."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Self

import numpy as np

from sim.experiments.design import has_arrays
from sim.history.comparison import Comparison, compare
from sim.plots.registry import Section
from sim.report.after_action import scenario_tables as tables
from sim.report.after_action.claims_table import claims_table, misses
from sim.report.after_action.outlook import FUTURES, Outlook, outlook_of
from sim.report.after_action.pictures import Picture, report_pictures
from sim.report.after_action.playback import playback
from sim.report.after_action.told_runs import (
    ToldRun,
    ToldRuns,
    choice_words,
    distinct,
    title,
    told_runs,
)
from sim.report.comparison_table import judgement_parts
from sim.report.outcome_table import LOSSES, outcome_tables, winner_sentence
from sim.report.summary_table import summary_parts
from sim.report.table import Table
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.failure import batch_command
from sim.results.figures import percent
from sim.results.labels import duration
from sim.results.manifest import versions
from sim.results.store import Store
from sim.scenario.definition import Definition
from sim.scenario.titles import capitalised

MOST_FAILURES = 10
"""Failures that are listed one by one."""


@dataclass(frozen=True)
class Report:
    """A batch, its comparison with history, and the runs that are told in full."""

    batch: Batch
    comparison: Comparison
    told: ToldRuns
    futures: int = FUTURES
    """Futures of each of these runs at each turn; 0 for none."""

    @classmethod
    def of(cls, batch: Batch, by: str | None = None, futures: int = FUTURES) -> Self:
        """The report of a batch; `by` is the measure by which runs are best and worst.

        Raises `UserError` for a sweep, and for a measure that there is not.
        """
        source = batch.source
        if isinstance(source, Store) and len(source.manifest.points) > 1:
            count = f"{len(source.manifest.points):,} points of a sweep or what-if"
            raise UserError(
                f"{source.folder} holds {count}; a report tells one batch. Of a sweep, "
                f"`beachhead farm {source.folder} --report` tells all points"
            )
        return cls(batch, compare(batch), told_runs(batch, by), futures)

    @property
    def definition(self) -> Definition:
        """The scenario as it was played."""
        return self.batch.document.definition

    @property
    def span(self) -> str:
        """From when to when, on which clock, in which turns."""
        one = self.definition
        clock = f"{_moment(one.start)} to {_moment(one.end)}, {one.clock.words}"
        return f"{clock}; {one.turns:,} turns of {duration(one.turn_hours)}"

    @cached_property
    def facts(self) -> dict[str, str]:
        """What was played, and with what."""
        batch, source = self.batch, self.batch.source
        found = {"Runs": f"{batch.runs:,}", "Seed": f"{batch.seed}"}
        known = versions()
        if isinstance(source, Store):
            known = source.manifest.versions
            if not source.manifest.complete:
                asked = f"{batch.runs:,} of {source.manifest.runs:,}; the batch is not complete"
                found["Runs"] = asked
        if batch.failures:
            found["Failed runs"] = f"{len(batch.failures):,}"
        found["Combat model"] = self.definition.combat.model
        found["Versions"] = ", ".join(f"{name} {text}" for name, text in known.items())
        return found

    @property
    def winners(self) -> str:
        """Who wins how often, in a sentence."""
        if not self.batch.runs:
            return "No run came to its end."
        shares = self.batch.summaries["winner"].mean
        titles = {name: side.title for name, side in self.definition.sides.items()}
        first, *others = (
            f"{titles.get(name, 'neither side')} in {percent(share)}"
            for name, share in sorted(shares.items(), key=lambda item: -item[1])
        )
        return f"Winner: {', '.join([f'{first} of the runs', *others])}."

    @property
    def command(self) -> str | None:
        """The command that repeats the batch; None if a command line cannot say it."""
        document = self.batch.document
        if self.why_no_command:
            return None
        source = self.batch.source
        runs = source.manifest.runs if isinstance(source, Store) else self.batch.runs
        return batch_command(document, self.batch.seed, runs)

    @property
    def why_no_command(self) -> str:
        """Why a command line cannot repeat it; empty if it can."""
        if self.told.alone:
            return "People commanded; the saved game repeats the battle."
        if any(isinstance(one, np.ndarray) for one in self.batch.document.changes.values()):
            return (
                "Parameters of this batch have one value a run, which a command line cannot say; "
                "play it from Python."
            )
        return ""

    # what happened ----------------------------------------------------------------------------

    @cached_property
    def _measures(self) -> tuple[list[Table], list[Table]]:
        """Tables of the measures that say most, and of all others."""
        if not self.batch.runs:
            return [], []
        summaries = self.batch.summaries
        main = {f"{side}.{loss}" for side in self.definition.sides for loss in LOSSES}
        main |= {f"{place}.taken_at" for place in self.definition.places}
        parts = []
        for chosen in (True, False):
            some = {n: s for n, s in summaries.items() if (n in main) == chosen and n != "winner"}
            shown = summary_parts(some, self.definition)
            parts.append([one for one in shown if isinstance(one, Table)])
        return parts[0], parts[1]

    @property
    def main_measures(self) -> list[Table]:
        """Losses of each side, and the hours at which places were taken."""
        return self._measures[0]

    @property
    def other_measures(self) -> list[Table]:
        """All other measures that are not zero, or never, in every run."""
        return self._measures[1]

    @cached_property
    def typical_pictures(self) -> list[Picture]:
        """Pictures of what happened typically."""
        return self._pictures("typical")

    # history ----------------------------------------------------------------------------------

    @property
    def claims(self) -> Table:
        """Each claim beside the runs."""
        return claims_table(self.comparison, self.definition)

    @property
    def misses(self) -> list[tuple[str, str]]:
        """Measures whose claims all lie outside, and why."""
        return misses(self.comparison, self.definition)

    @property
    def judgement(self) -> list[Table | str]:
        """Rival claims side by side and luck, as tables and paragraphs."""
        parts = judgement_parts(self.comparison, self.definition) if self.batch.runs else []
        return [one if isinstance(one, Table) else str(one).strip() for one in parts]

    @cached_property
    def history_pictures(self) -> list[Picture]:
        """Pictures of claims and runs."""
        return self._pictures("history")

    def _pictures(self, section: Section) -> list[Picture]:
        return list(report_pictures(section, self.comparison)) if self.batch.runs else []

    # runs -------------------------------------------------------------------------------------

    @property
    def runs(self) -> list[tuple[str, ToldRun]]:
        """The runs that are told, each once, and which they are."""
        return [(title(kinds, run), run) for kinds, run in distinct(self.told)]

    @property
    def told_heading(self) -> str:
        """What is told in full."""
        return "The battle" if self.told.alone else "Median, best and worst run"

    @property
    def choice(self) -> str:
        """By what they were chosen."""
        return choice_words(self.told, self.batch)

    def outcome(self, told: ToldRun) -> list[Table]:
        """What came of a run."""
        return outcome_tables(told.outcome, self.definition)

    def winner(self, told: ToldRun) -> str:
        """Who has won a run."""
        return winner_sentence(told.outcome, self.definition)

    @cached_property
    def outlooks(self) -> dict[int, Outlook]:
        """The outlook of each run that is told, by its number, if futures are asked for.

        A scenario with arrays over runs has none: its runs are those of the arrays.
        """
        asked = self.futures and not has_arrays(self.definition)
        runs = dict.fromkeys(one.run for one in self.told.runs) if asked else ()
        return {run: outlook_of(self.batch, run, self.futures) for run in runs}

    @cached_property
    def playback(self) -> dict[str, Any] | None:
        """The data of the part that plays runs back; None if no run is told."""
        return playback(self.told, self.definition, self.outlooks) if self.told.runs else None

    # the scenario -----------------------------------------------------------------------------

    @property
    def orders_of_battle(self) -> list[Table]:
        """The units of each side."""
        return list(tables.orders_of_battle(self.definition))

    @property
    def scenario_tables(self) -> list[Table]:
        """Commanders, places and plan."""
        listed = tables.commanders(self.definition), tables.places(self.definition)
        return [one for one in (*listed, tables.plan(self.definition)) if one.rows]

    @property
    def victory(self) -> list[str]:
        """Who wins when."""
        return tables.victory(self.definition)

    @property
    def parameters(self) -> list[Table]:
        """The parameters of combat."""
        return list(tables.parameter_tables(self.definition))

    @property
    def changes(self) -> list[tuple[str, str]]:
        """What the batch changed in the scenario file, by path."""
        changed = self.batch.document.changes.items()
        return [(path, _short(value)) for path, value in changed]

    @property
    def failures(self) -> list[tuple[str, str]]:
        """The first runs that failed: the error, and the command that repeats the run."""
        listed = self.batch.failures[:MOST_FAILURES]
        return [(f"Run {one.run:,}: {one.error}", one.command) for one in listed]


def _moment(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y %H:%M}"


def _short(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"one value a run, {value.min():g} to {value.max():g}"
    return capitalised(str(value)) if isinstance(value, bool) else str(value)
