"""What a farm says of a measure and of a decision, as JSON."""

from collections.abc import Sequence
from typing import Any

from sim.experiments.design import Point
from sim.experiments.farming.finding import Finding
from sim.experiments.farming.robust import Standing
from sim.experiments.farming.words import Rule, Threshold
from sim.results.statistics import round_number


def measure_json(
    finding: Finding, thresholds: Sequence[Threshold], rules: Sequence[Rule]
) -> dict[str, Any]:
    """A measure; effects have their 90 % interval."""
    if not finding.varies:
        return {
            "effects": {}, "interactions": [], "sobol": {}, "dice_share": None,
            "thresholds": [], "rules": [], "model": {"kind": None, "r2_cv": None},
        }  # fmt: skip
    found, luck = finding.effects, finding.luck
    pairs = [{"factors": list(e.factors), **_ends(e)} for e in found.interactions]
    return {
        "effects": {each.factors[0]: _ends(each) for each in found.main},
        "interactions": pairs,
        "sobol": {
            path: {"first": round(s.first.value, 3), "total": round(s.total.value, 3)}
            for path, s in finding.sobol.items()
        },
        "dice_share": None if luck is None else round(luck.dice.value, 3),
        "thresholds": [each.as_json() for each in thresholds],
        "rules": [each.as_json() for each in rules],
        "model": {"kind": finding.chosen.kind, "r2_cv": round(finding.chosen.r2_cv, 3)},
    }


def standing_json(one: Standing, decisions: Sequence[Point]) -> dict[str, Any]:
    """A decision in a ranking, with its rank in 90 % of resampled scenarios."""
    error = max(one.mean_error, 1e-9)
    digits = {
        name: round_number(getattr(one, name), error)
        for name in ("mean", "spread", "regret", "worst_tenth")
    }
    decision = dict(decisions[one.decision])
    return {"decision": decision, **digits, "rank": one.rank, "p5": one.p5, "p95": one.p95}


def _ends(one: Any) -> dict[str, Any]:
    low, high = one.interval(0.9)
    rounded = (round_number(value, one.error) for value in (one.effect, low, high))
    return dict(zip(("effect", "p5", "p95"), rounded, strict=True))
