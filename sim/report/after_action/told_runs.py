"""The runs that a report tells in full: the median, the best and the worst of a measure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from sim.combat.registry import is_model
from sim.experiments.play import Played, play
from sim.report.after_action.believed import Believed, believed
from sim.report.outcome_table import plain_outcome
from sim.report.turn_record import TurnRecord
from sim.results.batch import Batch
from sim.results.beliefs import BeliefRow, Beliefs
from sim.results.errors import UserError
from sim.results.labels import label
from sim.results.search import Extreme, search
from sim.results.store import Store
from sim.results.summary import json_value
from sim.results.tally import Tally
from sim.scenario.problems import unknown
from sim.scenario.titles import capitalised

Kind = Extreme | Literal["played"]
"""Why a run is told; of a battle that was played at a table, because it is the only one."""
KINDS: tuple[Extreme, ...] = ("median", "best", "worst")
"""The runs that are told, in that order."""


@dataclass(frozen=True)
class ToldRun:
    """One run, played again with its turn record."""

    kind: Kind
    run: int
    value: Any
    """The measure in this run: a number, `datetime` or None."""
    outcome: Mapping[str, Any]
    record: TurnRecord
    ashore: np.ndarray
    """(steps, sides): men on the battlefield, before the battle and at the end of each turn."""
    losses: np.ndarray
    """(steps, sides): men lost so far."""
    control: np.ndarray
    """(steps, places): position of the side that holds a place, -1 for nobody."""
    men: np.ndarray
    """(steps, places, sides): men who stand at a place."""
    hidden: np.ndarray
    """(steps, sides): men who have fled into the hills."""
    believed: Sequence[Believed]
    """What each side believed of the enemy."""


@dataclass(frozen=True)
class ToldRuns:
    """The runs that are told, and what to say of those that cannot be."""

    measure: str
    """They have its median, smallest and greatest value."""
    runs: tuple[ToldRun, ...] = ()
    note: str = ""
    """Why there are none."""

    @property
    def alone(self) -> bool:
        """Whether it is one battle that was played at a table, and no choice from a batch."""
        return [one.kind for one in self.runs] == ["played"]


def told_runs(batch: Batch, measure: str | None = None) -> ToldRuns:
    """The median, best and worst run of a batch by a measure, played again.

    The worst run has the greatest value: most losses, latest hour. The measure is a side's
    casualties unless named. Raises `UserError` for a measure that has no such order.
    """
    chosen = _measure(batch, measure)
    if not batch.runs:
        return ToldRuns(chosen, note="No run came to its end, so there is none to tell.")
    if isinstance(batch.source, Store) and batch.source.manifest.commanders:
        return ToldRuns(
            chosen,
            note="The runs cannot be told again: commanders of your own gave the orders, "
            "and a results folder cannot hold them.",
        )
    model = batch.document.definition.combat.model
    if not is_model(model):
        return ToldRuns(
            chosen,
            note=f"The runs cannot be told again: the combat model “{model}” is not known here.",
        )
    numbers = {kind: search(batch.source, None, kind, chosen).rows[0][0] for kind in KINDS}
    runs = np.unique(list(numbers.values()))
    definition = batch.document.definition
    beliefs: list[Beliefs] = []
    played = play(
        definition,
        runs,
        batch.seed,
        series_every=1,
        traced=True,
        watch=lambda battle: beliefs.append(Beliefs(battle)),
    )
    if not _the_same(batch, played):
        return ToldRuns(
            chosen,
            note="The runs cannot be told again: played now, they come out differently. The batch "
            "is of another version, or somebody else commanded.",
        )
    rows = {run: row for row, run in enumerate(played.runs.tolist())}
    told = (
        _told(batch, played, beliefs[0].rows, _Choice(kind, rows[run], chosen))
        for kind, run in numbers.items()
    )
    return ToldRuns(chosen, tuple(told))


def told_battle(batch: Batch, played: Played, rows: "_Rows") -> ToldRuns:
    """A battle that was played at a table: a batch of one, which cannot be played again alone.

    `rows` gives what a side believed, by side and row.
    """
    measure = _measure(batch, None)
    return ToldRuns(measure, (_told(batch, played, rows, _Choice("played", 0, measure)),))


def _measure(batch: Batch, named: str | None) -> str:
    """The measure that was named, or the first usual one that differs between runs."""
    known = batch.source.measures()
    if named is not None:
        if named not in known or named == "winner":
            ordered = [name for name in known if name != "winner"]
            raise UserError(unknown("measure", named, ordered))
        return named
    definition = batch.document.definition
    usual = [*(f"{side}.casualties" for side in definition.sides), *definition.claims]
    candidates = [name for name in usual if name in known and name != "winner"]
    if not candidates:
        candidates = [name for name in known if name != "winner"]
    tallies: dict[str, Tally] = batch.tallies(candidates) if batch.runs else {}
    differing = (name for name, tally in tallies.items() if len(tally.values) > 1)
    return next(differing, candidates[0])


def _the_same(batch: Batch, played: Played) -> bool:
    """Whether the runs come out as they stand in the batch."""
    names = [name for name in batch.source.measures() if name in played.outcomes]
    rows = {run: row for row, run in enumerate(played.runs.tolist())}
    for table in batch.source.tables(names):
        for place in np.flatnonzero(np.isin(table["run"], played.runs)):
            row = rows[int(table["run"][place])]
            for name in names:
                if json_value(table[name][place]) != json_value(played.outcomes[name][row]):
                    return False
    return True


_Rows = Callable[[str, int], list[BeliefRow]]


class _Choice(NamedTuple):
    """A run that is told: its row, and the measure of which it has an extreme."""

    kind: Kind
    row: int
    measure: str


def _told(batch: Batch, played: Played, rows: "_Rows", choice: _Choice) -> ToldRun:
    kind, row, measure = choice
    recorder = played.recorder
    assert recorder is not None
    assert recorder.men is not None
    run = int(played.runs[row])
    outcome = plain_outcome(played.outcomes, row)
    occurrences = [one for one in played.record if one.run == run]
    ashore, losses = recorder.ashore[row], recorder.losses[row]
    record = TurnRecord(batch.document.definition, occurrences, ashore, losses)
    state = ashore, losses, recorder.control[row], recorder.men[row], recorder.hidden[row]
    definition = batch.document.definition
    sides = [believed(side, rows(side, row), definition) for side in definition.sides]
    return ToldRun(kind, run, outcome[measure], outcome, record, *state, sides)


def choice_words(told: ToldRuns, batch: Batch) -> str:
    """By what the runs were chosen, in a sentence."""
    if told.alone:
        return "This is the battle as it was played; only it can be told, for people commanded."
    name = label(told.measure, batch.document.definition)
    return (
        f"Chosen by “{name}”: the best run has the smallest value, the worst the greatest (or "
        "latest), and the median run the one that half of the runs do not exceed."
    )


def distinct(told: ToldRuns) -> Iterator[tuple[list[Kind], ToldRun]]:
    """Each run once, with everything that it is: of one run, median, best and worst at once."""
    for one in told.runs:
        kinds = [other.kind for other in told.runs if other.run == one.run]
        if one.kind == kinds[0]:
            yield kinds, one


def title(kinds: list[Kind], told: ToldRun) -> str:
    """What a run is, and its number: ``Median and best run: run 17``."""
    *others, last = kinds
    words = f"{', '.join(others)} and {last}" if others else last
    return capitalised(f"{words} run: run {told.run:,}")
