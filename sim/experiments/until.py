"""Until: as many runs as a standard error takes."""

import math
import re
from dataclasses import dataclass
from typing import ClassVar, Protocol, Self

import numpy as np

from sim.experiments.campaign import Campaign, campaign
from sim.experiments.experiment import Experiment, Manner
from sim.experiments.response import Response
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.statistics import mean_error, share_error
from sim.results.tally import Tally
from sim.scenario.definition import Definition
from sim.scenario.measures import complaint, measures
from sim.scenario.problems import unknown

FIRST = 1_000
"""Runs of the first round, from which the number of the next is reckoned."""
MOST = 10_000_000
"""Runs at which a batch ends in any case, unless the caller says otherwise."""
MARGIN = 1.1
"""What is played beyond the number reckoned, because that rests on an estimate."""
GROWTH = 10
"""How much larger than the one before a round makes the batch, at most."""
PATIENCE = 10_000
"""Runs after which what has happened in hardly any of them is given up."""
FORM = re.compile(
    r"\s*(?P<measure>[^=\s]+?)\s*(?:=\s*(?P<side>\w+))?\s*(?:\+-|\+/-|±)\s*"
    r"(?P<error>[0-9]*\.?[0-9]+(?:e-?[0-9]+)?)\s*(?P<unit>min|h|%)?\s*"
)
UNITS = {"min": 1.0, "h": 60.0, "%": 0.01, None: 1.0}


class Goal(Protocol):
    """A standard error that is to be small enough."""

    first: ClassVar[int]
    """Runs of the first round."""

    @property
    def name(self) -> str:
        """What it is the error of."""

    @property
    def error(self) -> float:
        """How small it is to be."""

    def error_of(self, batch: Batch, runs: int) -> float:
        """What the first so many runs give; infinite if they give none."""

    def words(self, error: float, definition: Definition) -> str:
        """An error with its unit."""


@dataclass(frozen=True)
class Target:
    """The mean of a measure, or the share of the runs that a side wins, and the error asked for.

    The error is in the measure's own unit; that of a time is in minutes.
    """

    measure: str
    side: str | None
    error: float
    first: ClassVar[int] = FIRST

    @classmethod
    def parse(cls, text: str, definition: Definition) -> Self:
        """Read ``soviet.killed +- 2``, ``winner=soviet +- 0.5 %`` or ``port.taken_at +- 5 min``.

        Raises `UserError`.
        """
        match = FORM.fullmatch(text)
        if not match or not float(match["error"]):
            raise UserError(
                f'--until takes "MEASURE +- ERROR" such as "soviet.killed +- 2" or '
                f'"winner=soviet +- 0.005", not {text!r}'
            )
        target = cls(match["measure"], match["side"], float(match["error"]) * UNITS[match["unit"]])
        target._check(definition, match["unit"])
        return target

    def _check(self, definition: Definition, unit: str | None) -> None:
        known = measures(definition)
        wrong = complaint(self.measure, definition, known)
        if wrong:
            raise UserError(f"--until: {wrong}")
        kind = known[self.measure].kind
        if kind == "side" and self.side is None:
            example = f"{self.measure}={next(iter(definition.sides))}"
            raise UserError(f"--until: {self.measure} needs a side, such as {example} +- 0.005")
        if kind != "side" and self.side is not None:
            raise UserError(f"--until: {self.measure} has no side; write {self.measure} +- ERROR")
        if self.side not in (None, "none", *definition.sides):
            raise UserError(f"--until: {unknown('side', str(self.side), definition.sides)}")
        if (unit in ("min", "h")) != (kind == "time"):
            raise UserError("--until: the error of a time has min or h as its unit, no other has")
        if unit == "%" and kind != "side":
            raise UserError("--until: only the error of a share, such as winner=..., can be in %")

    @property
    def name(self) -> str:
        """The measure by name, such as ``red.killed`` or ``winner=red``."""
        return self.name_alone

    @property
    def name_alone(self) -> str:
        """The same without where it is asked for."""
        return f"{self.measure}={self.side}" if self.side else self.measure

    def error_of(self, batch: Batch, runs: int) -> float:
        """The standard error that the first so many runs give; infinite if they give none."""
        return self.of_tally(_tally(batch, self.measure, runs))

    def of_tally(self, tally: Tally) -> float:
        """The standard error that so many runs give; infinite if they give none."""
        if self.side is not None:
            wins = int(tally.counts[tally.values == self.side].sum())
            return share_error(wins / tally.runs, tally.runs)
        known = tally.known
        if known.kind == "time" and known.runs:
            minutes = (known.values - known.values[0]) / np.timedelta64(1, "m")
            known = Tally(minutes, known.counts)
        error = mean_error(known) if known.runs > 1 else None
        return math.inf if error is None else error

    def words(self, error: float, definition: Definition) -> str:
        """An error with its unit: that of a share in per cent, of a time in minutes."""
        if self.side is not None:
            return f"{100 * error:.3g} %"
        measure = measures(definition)[self.measure]
        unit = {"time": "min", "number": measure.unit}[measure.kind]
        return f"{error:.3g}" if unit == "number" else f"{error:.3g} {unit}"


@dataclass(frozen=True)
class PointTarget(Target):
    """The same at every point of a sweep: the greatest of the errors counts."""

    first: ClassVar[int] = 100

    @property
    def name(self) -> str:
        """The measure by name, at each point."""
        return f"{super().name} at each point"

    def error_of(self, batch: Batch, runs: int) -> float:
        """The greatest standard error that the first so many runs give at any point."""
        numbers = _by_point(self, batch, runs)
        return max((self._of_point(row[~np.isnan(row)]) for row in numbers), default=math.inf)

    def _of_point(self, numbers: np.ndarray) -> float:
        if self.side is not None and len(numbers):
            return share_error(numbers.mean(), len(numbers))
        return _error(numbers)


@dataclass(frozen=True)
class DifferenceTarget(Target):
    """The difference between the second point and the first, run by run: that of a what-if."""

    first: ClassVar[int] = 200

    @property
    def name(self) -> str:
        """The measure by name, and that it is a difference."""
        return f"difference of {super().name}"

    def error_of(self, batch: Batch, runs: int) -> float:
        """The standard error of the mean difference over the first so many runs."""
        before, after = _by_point(self, batch, runs)[:2]
        difference = after - before
        return _error(difference[~np.isnan(difference)])


def _by_point(target: Target, batch: Batch, runs: int) -> np.ndarray:
    """The measure by point and run; hours in minutes, as the target has its error."""
    response = Response.named(target.name_alone, batch.document.definition)
    scale = 60.0 if response.unit == "h" else 1.0
    return scale * response.by_point(batch, runs=runs)


def _error(numbers: np.ndarray) -> float:
    """Standard error of a mean; infinite for fewer than two."""
    return math.inf if len(numbers) < 2 else float(numbers.std(ddof=1) / math.sqrt(len(numbers)))


@dataclass(frozen=True)
class Reached:
    """A batch that was played until its error was small enough, or there were too many runs."""

    batch: Batch
    target: Goal
    error: float
    rounds: int
    runs: int
    """Runs that were looked at, of each point."""
    reason: str = ""
    """Why it was given up before there were so many runs."""

    @property
    def enough(self) -> bool:
        """Whether the error asked for was reached."""
        return self.error <= self.target.error

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        target, definition = self.target, self.batch.document.definition
        verb = "reached" if self.enough else "NOT reached"
        there = math.isfinite(self.error)
        found = f"it is {target.words(self.error, definition)}" if there else "there is none"
        rounds = "1 round" if self.rounds == 1 else f"{self.rounds} rounds"
        runs = "1 run" if self.runs == 1 else f"{self.runs:,} runs"
        return (
            f"{target.name}: the standard error asked for, {target.words(target.error, definition)}"
            f", was {verb}: {found} after {runs} in {rounds}"
            f"{f'; {self.reason}' if self.reason else ''}"
        )


def play_until(
    experiment: Experiment, target: Target, manner: Manner, most: int | None = None
) -> Reached:
    """Play growing batches until the target's standard error is reached, or `most` runs.

    Without a limit it ends early as well, and says why, if what has happened says that no number
    of runs up to ten million is enough. The number of runs depends on outcomes alone, so it is the
    same however they are played, and however often they were interrupted: each round looks at its
    own runs, even if a resumed folder holds more.
    """
    limit = most or MOST
    with campaign(experiment, manner, limit) as going:
        return grow(going, target, most)


def grow(going: Campaign, goal: Goal, most: int | None = None) -> Reached:
    """Play growing batches of a campaign until a goal is reached; see `play_until`."""
    limit, rounds = most or MOST, 0
    runs = min(goal.first, limit)
    while True:
        batch, rounds = going.play_to(runs), rounds + 1
        error = goal.error_of(batch, runs)
        if error <= goal.error or runs >= limit:
            return Reached(batch, goal, error, rounds, runs)
        ratio = max(1.0, (error / goal.error) ** 2) * MARGIN
        reason = _hopeless(runs, runs * ratio, limit if most is None else math.inf)
        if reason:
            return Reached(batch, goal, error, rounds, runs, reason)
        runs = min(limit, math.ceil(runs * min(GROWTH, ratio)))


def _tally(batch: Batch, measure: str, runs: int) -> Tally:
    """What a measure is in the first runs; a batch that was killed may have more than a round."""
    if batch.runs + len(batch.failures) == runs:
        return batch.tallies([measure])[measure]
    tables = batch.source.tables([measure])
    return Tally.merged([Tally.of(one[measure][one["run"] < runs]) for one in tables])


def _hopeless(there: int, needed: float, limit: float) -> str:
    """Why so many more runs are not worth playing; empty if they are."""
    if not math.isfinite(needed):
        return "" if there < PATIENCE else "it happens in too few runs for a standard error"
    return "" if needed <= limit else f"some {needed:.2g} runs would be needed"
