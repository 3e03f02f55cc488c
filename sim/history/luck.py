"""Luck: where the recorded course lies among the courses that the runs took.

Each run has a rank among all runs in each measure of which history speaks, oriented so that high is
lucky for a side. The sum of these ranks is how lucky a run was as a whole, and the share of the
runs whose sum is below that of the recorded course is the luck index. As the runs themselves say
how the sum varies, measures that go together, such as killed and casualties, need no correction:
a record that were one of the runs would have an index that is uniform from 0 to 100.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.history.ranks import Ranks, distinct, percent
from sim.results.batch import Batch
from sim.results.labels import label
from sim.results.tally import Tally
from sim.scenario.definition import Definition
from sim.scenario.measures import measures

CAUTION = "What the model gets wrong looks like luck too."
FEWEST = 20
"""Runs below which there is no index."""
ENOUGH = 100_000
"""Runs that give it to a sixth of a per cent; more are not read."""


@dataclass(frozen=True)
class SideLuck:
    """The luck of a side, from 0 (no run was unluckier) to 100 (none was luckier)."""

    side: str
    index: int | float
    low: int | float
    """The index if of rival claims, and of intervals, what is worst for the side is believed."""
    high: int | float
    """The index if what is best for it is believed."""
    measures: dict[str, int | float]
    """The rank of the record in each measure, likewise; the mean of rival claims."""

    def as_json(self) -> dict[str, Any]:
        """The luck as JSON."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Luck:
    """How lucky the recorded course was for each side."""

    sides: tuple[SideLuck, ...]
    runs: int

    def sentences(self, definition: Definition) -> list[str]:
        """The index of each side in words, and where it was most and least lucky."""
        return [self._sentence(one, definition) for one in self.sides]

    def _sentence(self, one: SideLuck, definition: Definition) -> str:
        title = definition.sides[one.side].title
        words = f"{title}: luckier than {one.index:g} % of the runs"
        if one.low < one.high:
            words += f" ({one.low:g} to {one.high:g} as the sources are read)"
        ordered = sorted(one.measures, key=lambda name: one.measures[name])
        if len(ordered) > 1:
            most, least = (
                f"{label(name, definition)} ({one.measures[name]:g})"
                for name in (ordered[-1], ordered[0])
            )
            words += f"; most in {most}, least in {least}"
        return f"{words}."

    def as_json(self) -> list[dict[str, Any]]:
        """The luck of each side as JSON."""
        return [one.as_json() for one in self.sides]


@dataclass(frozen=True)
class _Scale:
    """A measure as a side sees it."""

    measure: str
    sign: int
    ranks: Ranks
    winner_for: str | None = None
    """Of the winner, the side that looks at it."""

    @classmethod
    def of(cls, measure: str, sign: int, tally: Tally, side: str) -> "_Scale":
        if tally.kind != "side":
            return cls(measure, sign, Ranks.of(tally))
        values = np.array([_level(name, side) for name in tally.values])
        parts = (Tally(values[i : i + 1], tally.counts[i : i + 1]) for i in range(len(values)))
        return cls(measure, sign, Ranks.of(Tally.merged(parts)), side)

    def of_runs(self, values: np.ndarray) -> np.ndarray:
        """Twice the oriented mid-rank of each run, (n,), whole numbers."""
        if self.winner_for is not None:
            values = np.array([_level(name, self.winner_for) for name in values])
        below, upto = self.ranks.of_runs(values)
        return np.asarray(self.sign * (below + upto))

    def of_claim(self, low: Any, high: Any) -> int:
        """Twice the oriented mid-rank of an interval."""
        if self.winner_for is not None:
            low = high = _level(low, self.winner_for)
        return self.sign * sum(self.ranks.of_claim(low, high))

    def percent(self, twice: float) -> int | float:
        """An oriented rank, 0 to 100."""
        share = 0.5 * twice / self.ranks.runs
        return percent(share if self.sign > 0 else 1.0 + share, self.ranks.runs)


def _level(winner: object, side: str) -> int:
    """What a winner is worth to a side, whether or not any run has him."""
    return 2 if str(winner) == side else int(str(winner) == "none")


class _Course:
    """The recorded course as a side sees it, and how many runs were unluckier."""

    def __init__(self, side: str, batch: Batch, tallies: Mapping[str, Tally]) -> None:
        definition = batch.document.definition
        known = measures(definition)
        signs = {name: known[name].good_for(side) for name in tallies}
        self.side = side
        self.scales = [
            _Scale.of(name, signs[name], tally, side)
            for name, tally in tallies.items()
            if signs[name]
        ]
        self._claims = [distinct(definition.claims[scale.measure]) for scale in self.scales]
        self._recorded = np.array(list(self._readings())).sum(axis=0)
        self._below = np.zeros(3)

    def _readings(self) -> Iterator[tuple[float, float, float]]:
        """Twice the rank of the record in each measure: as it is, at its worst, at its best."""
        for scale, intervals in zip(self.scales, self._claims, strict=True):
            ends = [scale.of_claim(end, end) for interval in intervals for end in interval]
            yield self._rank(scale, intervals), min(ends), max(ends)

    def _rank(self, scale: _Scale, intervals: list[tuple[Any, Any]]) -> float:
        return float(np.mean([scale.of_claim(*interval) for interval in intervals]))

    def take(self, table: dict[str, np.ndarray]) -> None:
        """Count the runs of a table."""
        sums = sum(scale.of_runs(table[scale.measure]) for scale in self.scales)
        recorded = self._recorded[:, None]
        self._below += np.sum(sums < recorded, axis=1) + 0.5 * np.sum(sums == recorded, axis=1)

    def result(self, runs: int) -> SideLuck:
        """What was found in so many runs."""
        index, low, high = (percent(float(share), runs) for share in self._below / runs)
        ranks = {
            scale.measure: scale.percent(self._rank(scale, intervals))
            for scale, intervals in zip(self.scales, self._claims, strict=True)
        }
        return SideLuck(self.side, index, low, high, ranks)


def luck(batch: Batch, tallies: Mapping[str, Tally]) -> Luck | None:
    """The luck of each side in a batch; None without claims that speak of luck, or in few runs.

    The first 100,000 rows are read once more, so many at a time. Raises `UserError` if they were
    not kept.
    """
    if batch.runs < FEWEST:
        return None
    courses = [_Course(side, batch, tallies) for side in batch.document.definition.sides]
    courses = [course for course in courses if course.scales]
    if not courses:
        return None
    names = dict.fromkeys(scale.measure for course in courses for scale in course.scales)
    counted = 0
    for table in batch.source.tables(list(names)):
        for course in courses:
            course.take(table)
        counted += len(table["run"])
        if counted >= ENOUGH:
            break
    return Luck(tuple(course.result(counted) for course in courses), counted)
