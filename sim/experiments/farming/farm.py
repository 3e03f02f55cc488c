"""Farms: many points of many parameters, and what they say of a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from sim.experiments.design import Point
from sim.experiments.farming.design_file import keep_design
from sim.experiments.farming.designs import DesignKind, PointDesign, design_points
from sim.experiments.farming.factors import Factor, Role, coded_points, coded_unit, found_factors
from sim.experiments.farming.finding import Finding
from sim.experiments.farming.goal import goal_of
from sim.experiments.farming.robust import Standing, pareto_front, ranking
from sim.experiments.farming.thresholds import Root
from sim.experiments.farming.words import Rule, rules_of, value_words
from sim.experiments.metamodel import Metamodel
from sim.experiments.response import Response
from sim.experiments.sweep import Sweep, sweep
from sim.results.errors import UserError
from sim.results.statistics import NORMAL_95, round_number
from sim.scenario import Document
from sim.scenario.problems import unknown

SCENARIOS = 128
"""Values of the noise over which decisions are ranked by a metamodel."""
HALF = 0.5
"""The share at which thresholds are looked for."""
CHECKS = 16
"""Fresh points with which a metamodel is checked."""


@dataclass(frozen=True)
class Prediction:
    """What is expected of a measure at a point, and the 95 % interval of fresh runs' mean."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Check:
    """Forecasts of a measure at fresh points with fresh luck, beside what came of them."""

    predicted: np.ndarray
    played: np.ndarray
    inside: float
    """Share of the points that lie in their 95 % intervals."""
    rmse: float
    """Root of the mean square of the errors."""


@dataclass(frozen=True)
class Threshold:
    """Where a measure passes a level as a factor moves, and its 95 % interval."""

    measure: str
    level: float
    root: Root
    words: str
    """The value of the factor there."""
    limits: tuple[str, str]
    """The ends of its interval."""

    def as_json(self) -> dict[str, Any]:
        """As JSON, in the words of a scenario file."""
        return {
            "factor": self.root.path,
            "level": self.level,
            "at": self.words,
            "low": self.limits[0],
            "high": self.limits[1],
            "rising": self.root.rising,
        }


@dataclass(frozen=True, repr=False)
class Farm:
    """A design that was played, and what follows from it."""

    sweep: Sweep
    design: PointDesign
    responses: tuple[Response, ...]
    """The measures that are looked at; the first ranks the decisions."""
    side: str
    """The side whose good is looked at."""
    added: dict[tuple[str, str], Root] = field(default_factory=dict, compare=False)

    @property
    def document(self) -> Document:
        """The scenario."""
        return self.sweep.document

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What was varied."""
        return self.design.factors

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """What the design says of each measure, by its name."""
        x = self.design.coded
        return {
            one.name: Finding(
                self.factors,
                x,
                one.by_point(self.sweep.batch, len(self.sweep.points)),
                one.side is not None,
                one.good_for(self.side) or 1,
            )
            for one in self.responses
        }

    # asking -----------------------------------------------------------------------------------

    def predict(self, point: Point) -> dict[str, Prediction]:
        """What is expected of each measure at a point.

        A number that is not given is at the middle of its range, a choice at its first value.
        Raises `UserError` for a path that was not varied, and a value that a choice has not.
        """
        known = {one.path: one for one in self.factors}
        if strangers := [path for path in point if path not in known]:
            raise UserError(unknown("factor of this farm", strangers[0], known))
        usual = {one.path: one.levels[0] if one.levels else None for one in self.factors}
        whole = {**usual, **point}
        x = coded_points(self.document, self.factors, [whole])
        return {name: _prediction(one, x)[0] for name, one in self.findings.items()}

    def check(self, points: int = CHECKS) -> dict[str, Check]:
        """Forecasts of fresh points, which are played with luck of their own, beside what came."""
        seed = self.sweep.seed + 1
        fresh = design_points(self.document, self.factors, kind="latin", points=points, seed=seed)
        played = sweep(
            self.document, self.sweep.runs, seed, points=list(fresh.points), measures=self.kept
        )
        found = {}
        for one in self.responses:
            values = one.by_point(played.batch, points)
            known = ~np.isnan(values).all(axis=1)
            means = np.nanmean(values[known], axis=1)
            forecasts = _prediction(self.findings[one.name], fresh.coded[known])
            predicted = np.array([each.mean for each in forecasts])
            inside = [a.low <= m <= a.high for a, m in zip(forecasts, means, strict=True)]
            rmse = float(np.sqrt(((means - predicted) ** 2).mean()))
            found[one.name] = Check(predicted, means, float(np.mean(inside)), rmse)
        return found

    @property
    def kept(self) -> list[str]:
        """The measures that a sweep has to keep."""
        return list(dict.fromkeys(one.of.name for one in self.responses))

    # thresholds -------------------------------------------------------------------------------

    def thresholds(self, measure: str, level: float | None = None) -> list[Threshold]:
        """Where the mean of a measure passes a level, one half for a share, factor by factor."""
        finding = self._finding(measure)
        if level is None and not finding.is_share:
            return []
        at = HALF if level is None else level
        listed = [self.added.get((measure, f"{one.path} {at}"), one) for one in finding.roots(at)]
        return [self._threshold(measure, at, one) for one in listed]

    def refine(self, measure: str, factor: str, level: float = HALF) -> Threshold:
        """A threshold of one factor from points that are added about it, in narrower windows.

        The others take values all over their ranges there. Raises `UserError` if the measure does
        not pass the level.
        """
        finding, response = self._finding(measure), self._response(measure)
        found = [one for one in finding.roots(level) if one.path == factor]
        if not found:
            raise UserError(f"{measure} does not pass {level:g} as {factor} moves")

        def play(unit: np.ndarray) -> np.ndarray:
            columns = [
                one.written(self.document, unit[:, place]) for place, one in enumerate(self.factors)
            ]
            paths = [one.path for one in self.factors]
            rows = [dict(zip(paths, row, strict=True)) for row in zip(*columns, strict=True)]
            points = [
                {one.path: row[one.path] for one in self.factors if one.active(row)} for row in rows
            ]
            found = sweep(
                self.document, self.sweep.runs, self.sweep.seed, points=points, measures=self.kept
            )
            return response.by_point(found.batch, len(points))

        root = finding.refined(found[0], level, play)
        self.added[measure, f"{factor} {level}"] = root
        return self._threshold(measure, level, root)

    def _threshold(self, measure: str, level: float, root: Root) -> Threshold:
        factor = next(one for one in self.factors if one.path == root.path)
        words = [value_words(factor, self.document, one) for one in (root.at, root.low, root.high)]
        return Threshold(measure, level, root, words[0], (words[1], words[2]))

    def rules(self, measure: str) -> list[Rule]:
        """In words, where runs fail most often: boxes first, then leaves of a tree."""
        response, finding = self._response(measure), self._finding(measure)
        return rules_of(finding, response, self.document)

    # choices ----------------------------------------------------------------------------------

    @cached_property
    def decisions(self) -> list[Point]:
        """The combinations of what can be chosen that were played, each once."""
        found = {str(one): one for one in map(self._decision_of, self.sweep.points)}
        return [one for one in found.values() if one]

    def outcomes_of(self, measure: str) -> np.ndarray:
        """A measure by decision and scenario of what nobody can choose, the dice among it.

        If every decision was played with the same noise, as it was; else as the metamodel expects
        it, over values of the noise that are drawn anew.
        """
        finding, rows = self._finding(measure), self._crossed_rows
        if rows is not None:
            return np.array([finding.values[one].ravel() for one in rows])
        return self._expected(finding, finding.chosen.model)

    @cached_property
    def _crossed_rows(self) -> list[list[int]] | None:
        """The points of each decision; None if they have not all met the same noise."""
        noise = [one.path for one in self.factors if one.role == "noise"]
        points = self.sweep.points
        keys = [str(self._decision_of(point)) for point in points]
        listed = [[i for i, k in enumerate(keys) if k == str(one)] for one in self.decisions]
        met = [[str([points[i].get(path) for path in noise]) for i in one] for one in listed]
        alike = all(one == met[0] for one in met)
        return listed if alike and (len(met[0]) > 1 or not noise) else None

    def _decision_of(self, point: Point) -> Point:
        paths = [one.path for one in self.factors if one.role == "decision"]
        return {path: point[path] for path in paths if path in point}

    def _expected(self, finding: Finding, model: Metamodel) -> np.ndarray:
        """What a metamodel expects, by decision and scenario of the noise."""
        from scipy.stats import qmc  # type: ignore[import-untyped]

        noise = [place for place, one in enumerate(self.factors) if one.role == "noise"]
        unit = np.full((SCENARIOS, len(self.factors)), 0.5)
        unit[:, noise] = qmc.Sobol(len(noise), rng=np.random.default_rng(0)).random(SCENARIOS)
        x = coded_unit(self.factors, unit)
        mine = [self.factors[group].role == "decision" for group in finding.groups]
        found = []
        for row in coded_points(self.document, self.factors, self.decisions):
            x[:, mine] = row[mine]
            found.append(model.predict(x))
        return np.clip(found, 0, 1) if finding.is_share else np.array(found)

    @cached_property
    def ranking(self) -> list[Standing]:
        """The decisions, the best first, by the first measure; none if nothing can be chosen."""
        first = self.responses[0].name
        finding = self.findings[first]
        if len(self.decisions) < 2 or not np.ptp(finding.means):
            return []
        parts = []
        if self._crossed_rows is None:
            if not finding.varies:
                return []
            parts = [self._expected(finding, one) for one in finding.chosen.parts]
        return ranking(self.outcomes_of(first), finding.good, parts)

    def pareto(self, first: str, second: str) -> list[int]:
        """The decisions that none beats in one of two measures without losing in the other."""
        means = [np.nanmean(self.outcomes_of(one), axis=1) for one in (first, second)]
        good = self._finding(first).good, self._finding(second).good
        return pareto_front(means[0], means[1], good)

    # telling ----------------------------------------------------------------------------------

    @property
    def heading(self) -> str:
        """What was played."""
        points, factors = len(self.sweep.points), len(self.factors)
        return (
            f"{self.document.definition.title}: {factors:,} factors at {points:,} points of "
            f"{self.sweep.runs:,} runs, seed {self.sweep.seed}"
        )

    def as_json(self) -> dict[str, Any]:
        """The farm as JSON."""
        return {
            "scenario": self.document.name,
            "design": self.design.as_json(),
            "measures": {name: self._measure_json(name) for name in self.findings},
            "ranking": [self._standing_json(one) for one in self.ranking],
        }

    def _measure_json(self, name: str) -> dict[str, Any]:
        one = self.findings[name]
        if not one.varies:
            return {
                "effects": {}, "interactions": [], "sobol": {}, "dice_share": None,
                "thresholds": [], "rules": [], "model": {"kind": None, "r2_cv": None},
            }  # fmt: skip
        found, luck = one.effects, one.luck
        pairs = [{"factors": list(e.factors), **_ends(e)} for e in found.interactions]
        return {
            "effects": {each.factors[0]: _ends(each) for each in found.main},
            "interactions": pairs,
            "sobol": {
                path: {"first": round(s.first.value, 3), "total": round(s.total.value, 3)}
                for path, s in one.sobol.items()
            },
            "dice_share": None if luck is None else round(luck.dice.value, 3),
            "thresholds": [each.as_json() for each in self.thresholds(name)],
            "rules": [each.as_json() for each in self.rules(name)],
            "model": {"kind": one.chosen.kind, "r2_cv": round(one.chosen.r2_cv, 3)},
        }

    def _standing_json(self, one: Standing) -> dict[str, Any]:
        digits = {
            name: float(f"{getattr(one, name):.4g}")
            for name in ("mean", "spread", "regret", "worst_tenth")
        }
        decision = dict(self.decisions[one.decision])
        return {"decision": decision, **digits, "rank": one.rank, "p5": one.p5, "p95": one.p95}

    def _finding(self, measure: str) -> Finding:
        if measure not in self.findings:
            raise UserError(unknown("measure of this farm", measure, self.findings))
        return self.findings[measure]

    def _response(self, measure: str) -> Response:
        return next(one for one in self.responses if one.name == measure)

    def __repr__(self) -> str:
        points = f"{len(self.factors)} factors, {len(self.sweep.points):,} points"
        return f"<Farm of {self.document.name!r}: {points}, {self.sweep.runs:,} runs>"


def _ends(one: Any) -> dict[str, Any]:
    low, high = one.interval(0.9)
    rounded = (round_number(value, one.error) for value in (one.effect, low, high))
    return dict(zip(("effect", "p5", "p95"), rounded, strict=True))


def _prediction(finding: Finding, x: np.ndarray) -> list[Prediction]:
    """What is expected at points from -1 to 1; fresh runs have other dice than the farm's."""
    if not finding.varies:
        only = float(finding.means[0]) if len(finding.means) else np.nan
        return [Prediction(only, only, only)] * len(x)
    means, spread = finding.chosen.model.predict(x), finding.chosen.model.error(x)
    half = NORMAL_95 * np.sqrt(spread**2 + 2.0 * finding.offset**2)
    found = np.stack([means, means - half, means + half], axis=1)
    found = np.clip(found, 0.0, 1.0) if finding.is_share else found
    return [Prediction(*map(float, row)) for row in found]


def farm(
    document: Document,
    decisions: Mapping[str, Any] | None = None,
    noise: Mapping[str, Any] | None = None,
    *,
    design: "DesignKind | PointDesign" = "nolh",
    points: int = 129,
    noise_points: int = 0,
    runs: int | None = 200,
    seed: int = 1,
    measures: Sequence[str] | None = None,
    side: str | None = None,
    until: str | None = None,
    **manner: Any,
) -> Farm:
    """Play a design of what can be chosen and what nobody can, and see what follows.

    `decisions` and `noise` give each path its two ends as a tuple, or a list of values to choose
    from; `design` may also be the points themselves. `measures`, by default the winner and the
    casualties of both sides, are looked at with the eyes of `side`, the first unless named.
    Further arguments are those of `sim.experiments.sweep.sweep`. Raises `ScenarioError` and
    `UserError`.
    """
    if isinstance(design, PointDesign):
        made = design
    else:
        factors = [*_factors(document, decisions, "decision"), *_factors(document, noise, "noise")]
        made = design_points(
            document, factors, kind=design, points=points, noise_points=noise_points, seed=seed
        )
    responses = responses_of(document, measures)
    chosen = side_of(document, side)
    good = responses[0].good_for(chosen) or 1
    goal = None if until is None else goal_of(until, made, responses, good)
    kept = list(dict.fromkeys(one.of.name for one in responses))
    found = sweep(
        document, runs, seed, points=list(made.points), measures=kept, until=goal, **manner
    )
    if manner.get("out") is not None:
        keep_design(made, manner["out"])
    return Farm(found, made, responses, chosen)


def farm_of(
    found: Sweep,
    measures: Sequence[str] | None = None,
    noise: Sequence[str] = (),
    side: str | None = None,
) -> Farm:
    """The farm of a sweep that was played; `noise` are the paths that nobody can choose.

    Raises `UserError`.
    """
    for path in noise:
        if path not in found.paths:
            raise UserError(unknown("parameter of this sweep", path, found.paths))
    factors = found_factors(found.document, found.points, noise)
    made = PointDesign(found.document, tuple(factors), tuple(found.points), "given")
    return Farm(found, made, responses_of(found.document, measures), side_of(found.document, side))


def _factors(document: Document, given: Mapping[str, Any] | None, role: Role) -> list[Factor]:
    return [
        Factor.between(document, path, values, role)
        if isinstance(values, tuple) and len(values) == 2
        else Factor.among(document, path, list(values), role)
        for path, values in (given or {}).items()
    ]


def responses_of(document: Document, measures: Sequence[str] | None) -> tuple[Response, ...]:
    """The measures that are named; else the winner and the casualties. Raises `UserError`."""
    definition = document.definition
    usual = ["winner", *(f"{side}.casualties" for side in definition.sides)]
    found = [Response.named(name, definition) for name in measures or usual]
    return tuple({one.name: one for one in found}.values())


def side_of(document: Document, side: str | None) -> str:
    """The side that is named, else the first. Raises `UserError`."""
    sides = document.definition.sides
    if side is not None and side not in sides:
        raise UserError(unknown("side", side, sides))
    return side or next(iter(sides))
