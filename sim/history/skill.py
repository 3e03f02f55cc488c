"""Skill: how much better the runs foretold the records than a null model does.

Rival claims on a measure are one piece of evidence: a probability of their mixture, and the mean of
their CRPS. A measure that in every run is the sum of others with claims says nothing new and is
left out. CRPS of different units are made one number by the spread of the null model, which no
record changes, so that both scores stay proper.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.history.null_model import null_predictive, null_winner
from sim.history.predictive import Predictive
from sim.history.ranks import distinct
from sim.history.scores import crps
from sim.results.tally import Tally
from sim.scenario.definition import Definition
from sim.scenario.measures import measures


@dataclass(frozen=True)
class MeasureScore:
    """How well the runs and the null model foretold one measure; smaller is better."""

    measure: str
    log: float
    """-ln of the probability of the record, rivals as a mixture."""
    null_log: float
    crps: float | None
    """In spreads of the null model; None for the winner."""
    null_crps: float | None


@dataclass(frozen=True)
class Skill:
    """The scores of all measures that count."""

    scores: tuple[MeasureScore, ...]
    sums: tuple[str, ...]
    """Measures that are sums of others, and were left out."""

    @property
    def log(self) -> float:
        """Mean log score."""
        return float(np.mean([one.log for one in self.scores]))

    @property
    def null_log(self) -> float:
        """That of the null model."""
        return float(np.mean([one.null_log for one in self.scores]))

    @property
    def times(self) -> float:
        """How many times the probability of the null model a record has, in the geometric mean."""
        return float(np.exp(self.null_log - self.log))

    @property
    def crps(self) -> float | None:
        """Mean CRPS; None if nothing but the winner is claimed."""
        found = [one.crps for one in self.scores if one.crps is not None]
        return float(np.mean(found)) if found else None

    @property
    def null_crps(self) -> float | None:
        """That of the null model."""
        found = [one.null_crps for one in self.scores if one.null_crps is not None]
        return float(np.mean(found)) if found else None

    @property
    def crps_skill(self) -> float | None:
        """The part of the null model's CRPS that the runs save: 1 is perfect, 0 no skill at all."""
        if self.crps is None or not self.null_crps:
            return None
        return 1.0 - self.crps / self.null_crps

    @property
    def sentence(self) -> str:
        """The skill in a few words."""
        saved = self.crps_skill
        error = "" if saved is None else f", and {_saved(saved)}"
        return (
            f"The runs give the records {self.times:.2g} times the probability of the null model "
            f"(log score {self.log:.2f} against {self.null_log:.2f}){error}"
        )

    def as_json(self) -> dict[str, Any]:
        """The skill as JSON."""
        return {
            "measures": len(self.scores),
            "sums": list(self.sums),
            "log": round(self.log, 3),
            "null_log": round(self.null_log, 3),
            "crps": _rounded(self.crps),
            "null_crps": _rounded(self.null_crps),
            "crps_skill": _rounded(self.crps_skill),
        }


def _saved(part: float) -> str:
    if part < 0:
        return f"err {-100 * part:.0f} % more in CRPS"
    return f"err {100 * part:.0f} % less in CRPS"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def skill(tallies: Mapping[str, Tally], definition: Definition, sums: Sequence[str]) -> Skill:
    """The scores of the measures with claims but `sums`, of at least one run each."""
    counted = (name for name in tallies if name not in sums)
    return Skill(
        tuple(score_measure(name, tallies[name], definition) for name in counted),
        tuple(name for name in tallies if name in sums),
    )


def joined(skills: Sequence[Skill]) -> Skill:
    """The skill over the measures of several battles."""
    scores = tuple(score for one in skills for score in one.scores)
    return Skill(scores, tuple(name for one in skills for name in one.sums))


def score_measure(name: str, tally: Tally, definition: Definition) -> MeasureScore:
    """The score of one measure."""
    claims = distinct(definition.claims[name])
    if tally.kind == "side":
        shares = [_share(tally, low, len(definition.sides) + 1) for low, _ in claims]
        return MeasureScore(
            name,
            -float(np.log(np.mean(shares))),
            -float(np.log(null_winner(definition))),
            None,
            None,
        )
    null = null_predictive(measures(definition)[name], definition)
    runs = Predictive.of(tally, definition)
    spans = [(runs.number(low), runs.number(high)) for low, high in claims]
    return MeasureScore(
        name,
        _log(runs, spans),
        _log(null, spans),
        _crps(runs, spans) / null.scale,
        _crps(null, spans) / null.scale,
    )


def _share(tally: Tally, side: str, outcomes: int) -> float:
    """The probability of a winner by Laplace's rule of succession."""
    return (int(tally.counts[tally.values == side].sum()) + 1) / (tally.runs + outcomes)


def _log(forecast: Predictive, spans: Sequence[tuple[float, float]]) -> float:
    return -float(np.log(np.mean([forecast.probability(*ends) for ends in spans])))


def _crps(forecast: Predictive, spans: Sequence[tuple[float, float]]) -> float:
    return float(np.mean([crps(forecast, forecast.nearest(*ends)) for ends in spans]))


def sums_among(columns: Mapping[str, np.ndarray]) -> list[str]:
    """The measures that in every run are the sum of others among them, the greatest first.

    Of two that are always the same the later counts as the sum of the earlier. Those that never
    vary are no sums. `columns` have shape (n,), one a measure.
    """
    from scipy.optimize import nnls  # type: ignore[import-untyped]

    varied = {
        name: values.astype(np.float64)
        for name, values in columns.items()
        if values.dtype.kind in "iuf" and len(values) and np.ptp(values) > 0
    }
    place = {name: position for position, name in enumerate(varied)}
    order = sorted(varied, key=lambda name: (-float(varied[name].mean()), -place[name]))
    found: list[str] = []
    for name in order:
        others = [one for one in varied if one != name and one not in found]
        if not others:
            continue
        weights, left = nnls(np.stack([varied[one] for one in others], axis=1), varied[name])
        whole = np.abs(weights - np.rint(weights)) < 1e-6
        if left < 1e-6 * np.linalg.norm(varied[name]) and whole.all():
            found.append(name)
    return found
