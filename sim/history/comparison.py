"""The claims of history beside the distribution that was simulated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.history.luck import Luck, luck
from sim.history.predictive import Predictive
from sim.history.ranks import percent
from sim.history.rivals import Rivalry, rivalry
from sim.history.scores import Score, score, score_winner
from sim.history.skill import Skill, skill, sums_among
from sim.results.batch import Batch
from sim.results.statistics import quantiles, rank_share
from sim.results.summary import json_value
from sim.results.tally import Tally
from sim.scenario.definition import Claim, Definition

if TYPE_CHECKING:
    import pandas as pd

TAIL = 0.05
"""Share of the runs that lies beyond each end of the central 90 % interval."""


@dataclass(frozen=True)
class ComparedClaim:
    """One claim and what the runs say of it.

    `low` and `high` are numbers, `datetime` or the name of a side. `median`, `p5` and `p95` are
    None where the event had never happened in so many runs, and for the winner. `percentile`, 0 to
    100, is the share of runs below the claim plus half of those equal to it; of an interval its
    middle is taken; of a claimed winner it is the share of runs with that winner.
    """

    measure: str
    source: str
    low: Any
    high: Any
    median: Any
    p5: Any
    p95: Any
    percentile: int | float
    inside: bool
    """Whether the recorded interval overlaps the central 90 % interval; for a winner, whether at
    least 5 % of the runs have him."""
    distance: float | None
    """Robust standard deviations from the median to the claim; see `Predictive.distance`. None for
    the winner."""
    explanation: str | None
    """Why the model misses the claim, if it does and the scenario says so."""

    def as_json(self) -> dict[str, Any]:
        """The claim as JSON, times as ISO text."""
        return {name: json_value(getattr(self, name)) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Comparison:
    """Every claim of a scenario beside the runs of a batch."""

    scenario: str
    title: str
    runs: int
    claims: tuple[ComparedClaim, ...]
    batch: Batch = field(repr=False, compare=False)
    tallies: dict[str, Tally] = field(repr=False, compare=False)
    """How often each value of a measure with claims came up."""

    @cached_property
    def measures(self) -> dict[str, bool]:
        """Each measure with claims, and whether at least one of them lies inside."""
        found: dict[str, bool] = {}
        for claim in self.claims:
            found[claim.measure] = found.get(claim.measure, False) or claim.inside
        return found

    @property
    def inside(self) -> int:
        """Number of measures inside."""
        return sum(self.measures.values())

    @property
    def total(self) -> int:
        """Number of measures with claims."""
        return len(self.measures)

    @cached_property
    def predictives(self) -> dict[str, Predictive]:
        """The predictive distribution of each measure with claims but the winner."""
        definition = self.batch.document.definition
        ordered = {name: one for name, one in self.tallies.items() if one.kind != "side"}
        return {name: Predictive.of(one, definition) for name, one in ordered.items()}

    @cached_property
    def scores(self) -> tuple[Score, ...]:
        """CRPS and log score of each claim; smaller is better in both."""
        definition = self.batch.document.definition
        outcomes = len(definition.sides) + 1
        return tuple(
            score(name, claim, self.predictives[name])
            if name in self.predictives
            else score_winner(name, claim, tally, outcomes)
            for name, tally in self.tallies.items()
            for claim in definition.claims[name]
        )

    @cached_property
    def rivals(self) -> tuple[Rivalry, ...]:
        """The measures with rival claims: which of them do the runs find more likely?"""
        claims = self.batch.document.definition.claims
        found = (
            rivalry(name, claims[name], tally, self.predictives.get(name))
            for name, tally in self.tallies.items()
        )
        return tuple(one for one in found if one is not None)

    @cached_property
    def luck(self) -> Luck | None:
        """How lucky the recorded course was for each side; None in fewer than 20 runs.

        Reads the rows of the batch. Raises `UserError` if they were not kept.
        """
        return luck(self.batch, self.tallies)

    @cached_property
    def skill(self) -> Skill:
        """How much better than a null model the runs foretold what was recorded.

        Reads the rows of the batch. Raises `UserError` if they were not kept.
        """
        rows = next(iter(self.batch.source.tables(list(self.tallies))))
        return self.skill_without(sums_among({name: rows[name] for name in self.tallies}))

    def skill_without(self, sums: Sequence[str]) -> Skill:
        """The same without some measures, such as those that are sums of others."""
        return skill(self.tallies, self.batch.document.definition, sums)

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        if not self.runs and (failures := self.batch.failures):
            return (
                f"All {len(failures):,} runs failed, so that there is nothing to compare; the "
                f"first, run {failures[0].run:,}, with {failures[0].error} (see .failures)"
            )
        if not self.total:
            return "The scenario records no claims."
        return f"{self.skill.sentence}; {self.inside_sentence}"

    @property
    def inside_sentence(self) -> str:
        """How many measures lie inside, which alone is weak evidence."""
        verb = "lies" if self.inside == 1 else "lie"
        return f"{self.inside} of {self.total} measures {verb} inside the central 90 % interval"

    def as_json(self) -> dict[str, Any]:
        """The comparison as JSON."""
        return {
            "scenario": self.scenario,
            "runs": self.runs,
            "claims": [
                claim.as_json() | {"crps": one.crps, "log_score": one.log_score}
                for claim, one in zip(self.claims, self.scores, strict=True)
            ],
            "inside": self.inside,
            "total": self.total,
            "skill": self.skill.as_json() if self.tallies else None,
            "rivals": [one.as_json() for one in self.rivals],
            "luck": self.luck.as_json() if self.luck else [],
        }

    @property
    def table(self) -> "pd.DataFrame":
        """One row a claim, without its scores; times are ISO text."""
        import pandas as pd

        columns = list(ComparedClaim.__dataclass_fields__)
        return pd.DataFrame([claim.as_json() for claim in self.claims], columns=columns)


def compare(batch: Batch) -> Comparison:
    """Every claim of the batch's scenario beside its runs."""
    definition = batch.document.definition
    tallies = batch.tallies(list(definition.claims)) if batch.runs else {}
    claims = tuple(
        compared
        for measure, tally in tallies.items()
        for compared in _compared(definition.claims[measure], measure, tally, definition)
    )
    return Comparison(definition.name, definition.title, batch.runs, claims, batch, tallies)


def _compared(
    claims: list[Claim], measure: str, tally: Tally, definition: Definition
) -> Iterator[ComparedClaim]:
    if tally.kind == "side":
        found = [_of_side(measure, claim, tally) for claim in claims]
    else:
        simulated, predictive = quantiles(tally), Predictive.of(tally, definition)
        found = [_of_quantity(measure, claim, tally, simulated, predictive) for claim in claims]
    missed = not any(one.inside for one in found)
    for claim, one in zip(claims, found, strict=True):
        yield replace(one, explanation=claim.explanation) if missed else one


def _of_side(measure: str, claim: Claim, tally: Tally) -> ComparedClaim:
    low, high = claim.interval
    share = int(tally.counts[tally.values == low].sum()) / tally.runs
    return ComparedClaim(
        measure=measure,
        source=str(claim.source),
        low=low,
        high=high,
        median=None,
        p5=None,
        p95=None,
        percentile=percent(share, tally.runs),
        inside=share >= TAIL,
        distance=None,
        explanation=None,
    )


def _of_quantity(
    measure: str, claim: Claim, tally: Tally, simulated: dict[str, Any], predictive: Predictive
) -> ComparedClaim:
    low, high = claim.interval
    middle = low + (high - low) / 2
    if isinstance(middle, datetime):
        middle = np.datetime64(middle, "m")
    p5, p95 = _comparable(simulated["p5"]), _comparable(simulated["p95"])
    return ComparedClaim(
        measure=measure,
        source=str(claim.source),
        low=low,
        high=high,
        median=_comparable(simulated["median"]),
        p5=p5,
        p95=p95,
        percentile=percent(rank_share(tally, middle), tally.runs),
        # what never happened in so many runs lies later than everything
        inside=p5 is not None and high >= p5 and (p95 is None or low <= p95),
        distance=round(predictive.distance(predictive.number(low), predictive.number(high)), 2),
        explanation=None,
    )


def _comparable(value: Any) -> Any:
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else value.astype("datetime64[m]").item()
    return value
