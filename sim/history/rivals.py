"""Rival claims side by side: whose count do the runs find more likely?"""

from dataclasses import dataclass
from typing import Any

from sim.history.predictive import Predictive
from sim.results.summary import json_value
from sim.results.tally import Tally
from sim.scenario.definition import Claim

UNDECIDED = 3.0
"""A likelihood ratio below it says nothing (Jeffreys 1961: barely worth mentioning)."""
CLEAR = 10.0
CAUTION = (
    "The model was built from these documents and is no independent witness: a likelihood ratio "
    "says which figure fits the model better, not which is true. Below 3 it says nothing."
)


@dataclass(frozen=True)
class Rival:
    """One of the values that are recorded of a measure, and the sources that have it."""

    sources: tuple[str, ...]
    low: Any
    high: Any
    ratio: float
    """How many times likelier the likeliest rival is; never more than the number of runs."""
    at_least: bool
    """Whether more runs might show a greater ratio."""
    beyond: bool
    """Whether it lies beyond every run."""

    def as_json(self) -> dict[str, Any]:
        """The rival as JSON, times as ISO text."""
        values = {name: json_value(getattr(self, name)) for name in ("low", "high")}
        found = {name: getattr(self, name) for name in ("ratio", "at_least", "beyond")}
        return {"sources": list(self.sources), **values, **found}


@dataclass(frozen=True)
class Rivalry:
    """The rival claims on one measure, the likeliest first."""

    measure: str
    rivals: tuple[Rival, ...]

    @property
    def ratio(self) -> float:
        """Likelihood of the likeliest over that of the next."""
        return self.rivals[1].ratio

    @property
    def verdict(self) -> str:
        """What the ratio says, in a few words."""
        if all(one.beyond for one in self.rivals):
            return "none: all lie beyond every run"
        if self.ratio < UNDECIDED:
            return "undecided"
        return "more likely" if self.ratio < CLEAR else "clearly more likely"

    def as_json(self) -> dict[str, Any]:
        """The rivals as JSON."""
        rivals = [one.as_json() for one in self.rivals]
        return {"measure": self.measure, "verdict": self.verdict, "rivals": rivals}


def rivalry(
    measure: str, claims: list[Claim], tally: Tally, predictive: Predictive | None
) -> Rivalry | None:
    """The rivals of a measure; None if all claims on it say the same.

    They are compared by the smoothed predictive distribution, an interval by the mean probability
    of one unit in it, so that it gains nothing by its length. Of the winner (`predictive` is None)
    shares of the runs are compared.
    """
    sources: dict[tuple[Any, Any], list[str]] = {}
    for claim in claims:
        sources.setdefault(claim.interval, []).append(str(claim.source))
    if len(sources) < 2:
        return None
    likelihoods = {
        interval: _of_winner(interval[0], tally)
        if predictive is None
        else predictive.density(*(predictive.number(end) for end in interval))
        for interval in sources
    }
    best = max(likelihoods.values())
    rivals = [
        Rival(
            tuple(dict.fromkeys(sources[interval])),
            *interval,
            ratio=_two_digits(min(best / likelihood, tally.runs)),
            at_least=best / likelihood >= tally.runs,
            beyond=_beyond(interval, tally, predictive),
        )
        for interval, likelihood in likelihoods.items()
    ]
    return Rivalry(measure, tuple(sorted(rivals, key=lambda one: one.ratio)))


def _of_winner(side: str, tally: Tally) -> float:
    return (int(tally.counts[tally.values == side].sum()) + 1) / (tally.runs + 1)


def _two_digits(ratio: float) -> float:
    return float(f"{ratio:.2g}")


def _beyond(interval: tuple[Any, Any], tally: Tally, predictive: Predictive | None) -> bool:
    if predictive is None:
        return not (tally.values == interval[0]).any()
    low, high = (predictive.number(end) for end in interval)
    known = predictive.known.values
    return not len(known) or bool(high < known[0] or low > known[-1])
