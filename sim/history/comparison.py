"""The claims of history beside the distribution that was simulated."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.results.batch import Batch
from sim.results.statistics import quantiles, rank_share, round_share
from sim.results.summary import json_value
from sim.results.tally import Tally
from sim.scenario.definition import Claim

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

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        if not self.total:
            return "The scenario records no claims."
        verb = "lies" if self.inside == 1 else "lie"
        return f"{self.inside} of {self.total} measures {verb} inside the central 90 % interval"

    def as_json(self) -> dict[str, Any]:
        """The comparison as JSON."""
        return {
            "scenario": self.scenario,
            "runs": self.runs,
            "claims": [claim.as_json() for claim in self.claims],
            "inside": self.inside,
            "total": self.total,
        }

    @property
    def table(self) -> "pd.DataFrame":
        """One row a claim; times are ISO text."""
        import pandas as pd

        columns = list(ComparedClaim.__dataclass_fields__)
        return pd.DataFrame([claim.as_json() for claim in self.claims], columns=columns)

    def __str__(self) -> str:
        return self.sentence

    def _repr_html_(self) -> str:
        return f"{self.table._repr_html_()}<p>{self.sentence}</p>"  # type: ignore[operator]


def compare(batch: Batch) -> Comparison:
    """Every claim of the batch's scenario beside its runs."""
    definition = batch.document.definition
    tallies = batch.tallies(list(definition.claims)) if batch.runs else {}
    claims = tuple(
        compared
        for measure, tally in tallies.items()
        for compared in _compared(measure, definition.claims[measure], tally)
    )
    return Comparison(definition.name, definition.title, batch.runs, claims)


def _compared(measure: str, claims: list[Claim], tally: Tally) -> Iterator[ComparedClaim]:
    if tally.kind == "side":
        for claim in claims:
            yield _of_side(measure, claim, tally)
        return
    simulated = quantiles(tally)
    for claim in claims:
        yield _of_quantity(measure, claim, tally, simulated)


def _of_side(measure: str, claim: Claim, tally: Tally) -> ComparedClaim:
    low, high = claim.interval
    share = int(tally.counts[tally.values == low].sum()) / tally.runs
    percentile = _percentile(share, tally.runs)
    inside = share >= TAIL
    return ComparedClaim(
        measure, str(claim.source), low, high, None, None, None, percentile, inside
    )


def _of_quantity(
    measure: str, claim: Claim, tally: Tally, simulated: dict[str, Any]
) -> ComparedClaim:
    low, high = claim.interval
    middle = low + (high - low) / 2
    if isinstance(middle, datetime):
        middle = np.datetime64(middle, "m")
    share = rank_share(tally, middle)
    p5, p95 = _comparable(simulated["p5"]), _comparable(simulated["p95"])
    # what never happened in so many runs lies later than everything
    inside = p5 is not None and high >= p5 and (p95 is None or low <= p95)
    return ComparedClaim(
        measure=measure,
        source=str(claim.source),
        low=low,
        high=high,
        median=_comparable(simulated["median"]),
        p5=p5,
        p95=p95,
        percentile=_percentile(share, tally.runs),
        inside=inside,
    )


def _percentile(share: float, runs: int) -> int | float:
    rounded = 100.0 * round_share(share, runs)
    rounded = round(rounded, 10)  # 100 times a decimal fraction leaves a residue
    return int(rounded) if rounded.is_integer() else rounded


def _comparable(value: Any) -> Any:
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else value.astype("datetime64[m]").item()
    return value
