"""Scores: how well the runs foretold what a source records. Smaller is better in both.

Both are proper: in the long run nobody gains by stating a distribution other than the one he
believes in (Gneiting and Raftery 2007).
"""

import math
import sys
from dataclasses import dataclass
from functools import cache
from typing import Any

from sim.history.predictive import Predictive
from sim.results.summary import json_value
from sim.results.tally import Tally
from sim.scenario.definition import Claim

EXPLANATION = (
    "Distance is in robust standard deviations from the median. CRPS is how far the runs are from "
    "the record, in men, pieces or hours: smaller is better, 0 is certainty of the right value. "
    "The log score is how surprising the record is: 0 is no surprise, each 0.7 more is half as "
    "likely."
)


@dataclass(frozen=True)
class Score:
    """How well the runs foretold one claim."""

    measure: str
    source: str
    low: Any
    high: Any
    distance: float | None
    """Robust standard deviations from the median; None for the winner."""
    crps: float | None
    """Continuous ranked probability score in the measure's own unit, of times in hours; of an
    interval, that of the value in it which suits the runs best. None for the winner."""
    log_score: float
    """-ln of the probability that the runs give to the recorded value or interval."""

    def as_json(self) -> dict[str, Any]:
        """The score as JSON, times as ISO text."""
        return {name: json_value(getattr(self, name)) for name in self.__dataclass_fields__}


def score(measure: str, claim: Claim, predictive: Predictive) -> Score:
    """The score of a claim on a count or an hour."""
    low, high = claim.interval
    ends = predictive.number(low), predictive.number(high)
    return Score(
        measure,
        str(claim.source),
        low,
        high,
        round(predictive.distance(*ends), 2),
        _short(crps(predictive, predictive.nearest(*ends))),
        _short(-math.log(predictive.probability(*ends))),
    )


def score_winner(measure: str, claim: Claim, tally: Tally, outcomes: int) -> Score:
    """The score of a claimed winner among so many possible outcomes.

    A share of k of n runs is taken as (k + 1) / (n + outcomes), Laplace's rule of succession.
    """
    low, high = claim.interval
    won = int(tally.counts[tally.values == low].sum())
    probability = (won + 1) / (tally.runs + outcomes)
    return Score(measure, str(claim.source), low, high, None, None, _short(-math.log(probability)))


def crps(predictive: Predictive, value: float) -> float:
    """Continuous ranked probability score of the runs as they are, never being the end."""
    numbers = predictive.numbers
    found = scoring_rules().crps_ensemble(
        min(value, predictive.end),
        numbers.values,
        ens_w=numbers.counts.astype(float),
        backend="numpy",
    )
    return max(float(found), 0.0)


@cache
def scoring_rules() -> Any:
    """The library on numpy alone: while it finds numba, it compiles kernels for some seconds."""
    there = sys.modules.get("numba")
    sys.modules["numba"] = None  # type: ignore[assignment]
    try:
        import scoringrules  # type: ignore[import-untyped]
    finally:
        if there is None:
            del sys.modules["numba"]
        else:
            sys.modules["numba"] = there
    return scoringrules


def _short(value: float) -> float:
    """Four significant digits."""
    return float(f"{value:.4g}") + 0.0
