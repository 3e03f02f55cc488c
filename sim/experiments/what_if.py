"""What-if: a battle and the same with something changed, run by run with the same luck."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiments.campaign import campaign
from sim.experiments.experiment import Experiment, Manner
from sim.experiments.until import MOST, DifferenceTarget, Reached, grow
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.statistics import (
    NORMAL_95,
    mean,
    mean_error,
    round_number,
    round_time,
    variance,
)
from sim.results.summary import json_value
from sim.results.tally import Tally
from sim.scenario import Definition, Document
from sim.scenario.measures import Measure, measures
from sim.scenario.problems import unknown

if TYPE_CHECKING:
    import pandas as pd

MOST_SHOWN = 8
"""Measures that are shown unless named."""
MOST_LISTED = 20
"""Decided runs that are listed by number."""


@dataclass(frozen=True)
class Difference:
    """A measure with the change minus the same without it, over the runs that have both.

    Times differ by minutes, in the runs in which both happened; ``winner=soviet`` is 1 in a run
    which that side wins and 0 in another.
    """

    of: Measure
    side: str | None
    """Whose share of the runs it is, of the winner."""
    before: Tally
    after: Tally
    paired: Tally
    """The difference in each run."""

    @property
    def measure(self) -> str:
        """The measure by name, such as ``red.killed`` or ``winner=red``."""
        return self.of.name if self.side is None else f"{self.of.name}={self.side}"

    def label(self, definition: Definition) -> str:
        """The measure in words, such as ``Winner: Soviet Union``."""
        if self.side is None:
            return self.of.label()
        named = self.side in definition.sides
        return f"{self.of.label()}: {definition.sides[self.side].title if named else 'neither'}"

    @property
    def runs(self) -> int:
        """Number of runs with both."""
        return self.paired.runs

    @property
    def mean(self) -> float:
        """Mean difference."""
        return mean(self.paired)

    @property
    def error(self) -> float:
        """Standard error of the mean difference; 0 if every run has the same."""
        return mean_error(self.paired) or 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the mean difference."""
        return self.mean - NORMAL_95 * self.error, self.mean + NORMAL_95 * self.error

    @property
    def changed(self) -> float:
        """Share of the runs in which it differs at all."""
        return float(self.paired.counts[self.paired.values != 0].sum() / self.runs)

    @property
    def reduction(self) -> float | None:
        """By how much the shared luck makes the variance of the mean difference smaller.

        So many times more runs would be needed with luck of their own for either side of the
        comparison. None if the difference is the same in every run.
        """
        paired = variance(self.paired)
        if not paired:
            return None
        return ((variance(self.before) or 0.0) + (variance(self.after) or 0.0)) / paired

    @property
    def is_time(self) -> bool:
        """Whether the measure is a time, and the difference in minutes."""
        return self.of.kind == "time"

    def typical(self, tally: Tally) -> Any:
        """Mean of one way, rounded: a number, or a `datetime`."""
        error = mean_error(tally)
        if self.is_time:
            moment = np.datetime64(round(mean(tally)), "m")
            return round_time(moment, error).item()
        return round_number(mean(tally), error)

    def as_json(self) -> dict[str, Any]:
        """The difference as JSON, rounded to what its error supports."""
        low, high = (round_number(end, self.error) for end in self.interval)
        return {
            "baseline": json_value(self.typical(self.before)),
            "change": json_value(self.typical(self.after)),
            "difference": round_number(self.mean, self.error),
            "se": round_number(self.error, self.error),
            "low": low,
            "high": high,
            "changed": round(self.changed, 6),
            "variance_reduction": None if self.reduction is None else round(self.reduction, 2),
            "runs": self.runs,
        }


@dataclass(frozen=True)
class Decided:
    """A run that another side wins because of the change."""

    run: int
    before: str
    after: str


@dataclass(frozen=True, repr=False)
class WhatIf:
    """A change and what it does, run by run."""

    experiment: Experiment
    batch: Batch
    """Point 0 is the baseline, point 1 has the change."""
    differences: dict[str, Difference]
    decided: list[Decided]
    """The first runs that the change decides."""
    decisions: int
    """How many there are."""
    reached: Reached | None = None
    """How a standard error that was asked for was reached, if one was."""

    @property
    def runs(self) -> int:
        """Runs that were played both ways."""
        return (self.batch.runs + len(self.batch.failures)) // 2

    @property
    def largest(self) -> list[str]:
        """The measures that differ, by the certainty that they do."""
        moved = [one for one in self.differences.values() if one.changed]
        moved.sort(key=lambda one: -abs(one.mean) / one.error if one.error else -math.inf)
        return [one.measure for one in moved]

    def chosen(self, measures: Sequence[str] | None = None) -> list[str]:
        """The measures that are named; else the winner, casualties, and what changes most surely.

        ``winner`` names the share of each side. Raises `UserError` for one that there is not.
        """
        known = self.differences
        names: list[str] = []
        for name in measures or ():
            listed = [key for key, one in known.items() if name in (key, one.of.name)]
            if not listed:
                raise UserError(unknown("measure", name, known))
            names += listed
        sides = self.experiment.document.definition.sides
        usual = [f"winner={side}" for side in sides] + [f"{side}.casualties" for side in sides]
        shown = dict.fromkeys([*filter(known.get, usual), *self.largest])
        return names or list(shown)[:MOST_SHOWN]

    @property
    def table(self) -> "pd.DataFrame":
        """One row a measure."""
        import pandas as pd

        rows = {name: one.as_json() for name, one in self.differences.items()}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("measure")

    def as_json(self) -> dict[str, Any]:
        """The what-if as JSON."""
        document = self.experiment.document
        return {
            "scenario": document.name,
            "seed": self.experiment.seed,
            "runs": self.runs,
            "measures": {name: one.as_json() for name, one in self.differences.items()},
            "decided": {"count": self.decisions, "runs": [one.__dict__ for one in self.decided]},
        }

    @property
    def heading(self) -> str:
        """What was played."""
        title = self.experiment.document.definition.title
        return f"{title}: what if, {self.runs:,} runs, seed {self.experiment.seed}"

    def __repr__(self) -> str:
        name, seed = self.experiment.document.name, self.experiment.seed
        changes = ", ".join(changes_in_words(self.experiment.points[1]))
        return f"<WhatIf of {name!r} with {changes}: {self.runs:,} runs, seed {seed}>"

    def _repr_html_(self) -> str:
        return str(self.table.to_html())


def what_if(
    document: Document,
    changed: Document,
    runs: int | None,
    seed: int = 1,
    *,
    until: str | None = None,
    **manner: Any,
) -> WhatIf:
    """Play runs 0 to `runs` - 1 of a scenario and of the same with changes, with the same luck.

    `changed` is `document` after `set` or `variant`. `until`, such as ``soviet.killed +- 2``, plays
    until the standard error of the mean difference is so small; `runs` is the most then. Further
    arguments are those of `sim.experiments.experiment.Manner`. Raises `UserError` if nothing was
    changed.
    """
    experiment = Experiment(document, seed, ({}, changes_of(document, changed)))
    if runs is None and until is None:
        raise UserError("a what-if needs a number of runs, or until= a standard error")
    goal = None if until is None else DifferenceTarget.parse(until, document.definition)
    with campaign(experiment, Manner(**manner), runs or MOST) as going:
        reached = None if goal is None else grow(going, goal, runs)
        batch = reached.batch if reached is not None else going.play_to(runs or MOST)
        names = going.measures
    return replace(compared(experiment, batch, names), reached=reached)


def changes_of(document: Document, changed: Document) -> dict[str, Any]:
    """What is set in a scenario after changes, by path. Raises `UserError` if nothing was."""
    changes = {
        path: value
        for path, value in changed.changes.items()
        if path not in document.changes or document.changes[path] is not value
    }
    if not changes:
        raise UserError("nothing is changed; name a change with --set or --variant")
    return changes


def changes_in_words(changes: Mapping[str, Any]) -> list[str]:
    """Each change as ``--set`` takes it; where a figure is from is left out."""
    figures = {
        path: one["value"] if isinstance(one, dict) and "value" in one else one
        for path, one in changes.items()
    }
    return [f"{path}={value}" for path, value in figures.items()]


def compared(experiment: Experiment, batch: Batch, names: Sequence[str]) -> WhatIf:
    """What some measures of a batch of two points say: a baseline, and the same with changes."""
    definition = experiment.document.definition
    known, sides = measures(definition), [*definition.sides, "none"]
    collected: dict[tuple[Measure, str | None], list[tuple[Tally, Tally, Tally]]] = {}
    decided: list[Decided] = []
    decisions = 0
    for runs, before, after in _pairs(batch, names):
        for of, side, one, other in _numbers(before, after, sides, known):
            tallies = Tally.of(one), Tally.of(other), Tally.of(other - one)
            waiting = collected.setdefault((of, side), [])
            waiting.append(tallies)
            waiting[:] = [_merged(waiting)]
        moved = np.flatnonzero(before["winner"] != after["winner"])
        decisions += len(moved)
        decided += [
            Decided(int(runs[i]), str(before["winner"][i]), str(after["winner"][i]))
            for i in moved[: MOST_LISTED - len(decided)]
        ]
    found = (Difference(*key, *waiting[0]) for key, waiting in collected.items())
    differences = {one.measure: one for one in found if one.runs}
    return WhatIf(experiment, batch, differences, decided, decisions)


def _merged(parts: list[tuple[Tally, Tally, Tally]]) -> tuple[Tally, Tally, Tally]:
    first, second, third = (Tally.merged(column) for column in zip(*parts, strict=True))
    return first, second, third


Columns = Mapping[str, np.ndarray]


def _pairs(batch: Batch, names: Sequence[str]) -> Iterator[tuple[np.ndarray, Columns, Columns]]:
    """Run numbers, and the columns without and with the change, of runs that have both."""
    for table in batch.source.tables(names):
        runs, point = table["run"], table["point"]
        both = np.intersect1d(runs[point == 0], runs[point == 1])
        kept = np.isin(runs, both)
        ways = [kept & (point == way) for way in (0, 1)]
        before, after = ({name: table[name][way] for name in names} for way in ways)
        yield both, before, after


def _numbers(
    before: Columns, after: Columns, sides: Sequence[str], known: Mapping[str, Measure]
) -> Iterator[tuple[Measure, str | None, np.ndarray, np.ndarray]]:
    """Each measure as numbers that can be subtracted; of the winner, whether it is a side."""
    for name, one in before.items():
        measure, other = known[name], after[name]
        if measure.kind == "side":
            for side in sides:
                won = (one == side), (other == side)
                yield measure, side, won[0].astype(np.int64), won[1].astype(np.int64)
        elif measure.kind == "time":
            both = ~np.isnat(one) & ~np.isnat(other)
            yield measure, None, one[both].astype(np.int64), other[both].astype(np.int64)
        else:
            yield measure, None, one, other
