"""Farms: many points of many parameters, and what they say of a question."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from sim.experiments.design import Point
from sim.experiments.farming.choices import Choices
from sim.experiments.farming.designs import PointDesign, design_points
from sim.experiments.farming.factors import Factor, coded_points, only_active, written_points
from sim.experiments.farming.farm_json import measure_json, standing_json
from sim.experiments.farming.finding import Finding
from sim.experiments.farming.forecast import Check, Prediction, predictions, usual_checks
from sim.experiments.farming.look import HALF, Look
from sim.experiments.farming.robust import Standing
from sim.experiments.farming.thresholds import Root
from sim.experiments.farming.words import Rule, Threshold, rules_of
from sim.experiments.response import Response
from sim.experiments.sweep import Sweep, sweep
from sim.results.errors import UserError
from sim.scenario import Document
from sim.scenario.problems import unknown
from sim.world.words import count


@dataclass(frozen=True, repr=False)
class Farm:
    """A design that was played, and what follows from it."""

    sweep: Sweep
    design: PointDesign
    look: Look
    refined: dict[tuple[str, str, float], Root] = field(default_factory=dict, compare=False)
    """Thresholds about which points were added, by measure, factor and level."""
    checks: dict[str, Check] = field(default_factory=dict, compare=False)
    """How forecasts of fresh points have turned out, by measure; empty if none were made."""

    @property
    def document(self) -> Document:
        """The scenario."""
        return self.sweep.document

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What was varied."""
        return self.design.factors

    @property
    def responses(self) -> tuple[Response, ...]:
        """The measures that are looked at; the first ranks the decisions."""
        return self.look.responses

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """What the design says of each measure, by its name."""
        return {
            one.name: Finding(
                self.factors,
                self.design.coded,
                one.by_point(self.sweep.batch, len(self.sweep.points)),
                one.is_share,
                one.good_for(self.look.side) or 1,
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
        x = coded_points(self.document, self.factors, [{**usual, **point}])
        return {name: predictions(one, x)[0] for name, one in self.findings.items()}

    def check(self, points: int | None = None, **manner: Any) -> dict[str, Check]:
        """Forecasts of fresh points, which are played with luck of their own, beside what came.

        Without a number they are a sixteenth of the farm's own points, 4 to 16. `manner` is that of
        a sweep, such as `workers`.
        """
        count = usual_checks(len(self.sweep.points)) if points is None else points
        seed = self.sweep.seed + 1
        fresh = design_points(self.document, self.factors, kind="latin", points=count, seed=seed)
        values = self._played(fresh.points, seed, **manner)
        for one in self.responses:
            finding = self.findings[one.name]
            self.checks[one.name] = Check.of(finding, fresh.coded, values[one.name])
        return self.checks

    def _played(self, points: Sequence[Point], seed: int, **manner: Any) -> dict[str, np.ndarray]:
        """Each measure by point and run at further points."""
        found = sweep(
            self.document, self.sweep.runs, seed, points=points, measures=self.look.kept, **manner
        )
        return {one.name: one.by_point(found.batch, len(points)) for one in self.responses}

    # thresholds -------------------------------------------------------------------------------

    def thresholds(self, measure: str, level: float | None = None) -> list[Threshold]:
        """Where the mean of a measure passes a level as each factor moves.

        Without a level they are those that the farm was asked for; else one half, of a share.
        """
        finding, response = self._finding(measure), self._response(measure)
        levels = self.look.levels_of(response) if level is None else (level,)
        return [
            self._threshold(measure, at, self.refined.get((measure, one.path, at), one))
            for at in levels
            for one in finding.roots(at)
        ]

    def refine(
        self, measure: str, factor: str, level: float | None = None, **manner: Any
    ) -> Threshold:
        """A threshold of one factor from points that are added about it, in narrower windows.

        The others take values all over their ranges there. Without a level it is the first that
        the farm was asked for, or one half. `manner` is that of a sweep, such as `workers`. Raises
        `UserError` if the measure does not pass the level.
        """
        finding = self._finding(measure)
        at = next(iter(self.look.levels_of(self._response(measure))), HALF)
        at = at if level is None else level
        key = (measure, factor, at)
        if key not in self.refined:
            found = [one for one in finding.roots(at) if one.path == factor]
            if not found:
                raise UserError(f"{measure} does not pass {at:g} as {factor} moves")

            def play(unit: np.ndarray) -> np.ndarray:
                written = written_points(self.document, self.factors, unit)
                points = [only_active(self.factors, one) for one in written]
                return self._played(points, self.sweep.seed, **manner)[measure]

            self.refined[key] = finding.refined(found[0], at, play)
        return self._threshold(measure, at, self.refined[key])

    def _threshold(self, measure: str, level: float, root: Root) -> Threshold:
        factor = next(one for one in self.factors if one.path == root.path)
        return Threshold.of(measure, level, root, factor, self.document)

    def rules(self, measure: str) -> list[Rule]:
        """In words, where runs fail most often: boxes first, then leaves of a tree."""
        return rules_of(self._finding(measure), self._response(measure), self.document)

    # choices ----------------------------------------------------------------------------------

    @cached_property
    def _choices(self) -> Choices:
        return Choices(self.document, self.factors, self.sweep.points)

    @property
    def decisions(self) -> list[Point]:
        """The combinations of what can be chosen that were played, each once."""
        return self._choices.decisions

    def outcomes_of(self, measure: str) -> np.ndarray:
        """A measure by decision and scenario of the noise; see `Choices.outcomes`."""
        return self._choices.outcomes(self._finding(measure))

    @cached_property
    def ranking(self) -> list[Standing]:
        """The decisions, the best first, by the first measure; none if nothing can be chosen."""
        return self._choices.ranking(self.findings[self.responses[0].name])

    def pareto(self, first: str, second: str) -> list[int]:
        """The decisions that none beats in one of two measures without losing in the other."""
        return self._choices.pareto(self._finding(first), self._finding(second))

    # telling ----------------------------------------------------------------------------------

    @property
    def heading(self) -> str:
        """What was played."""
        points, factors = len(self.sweep.points), len(self.factors)
        return (
            f"{self.document.definition.title}: {count(factors, 'factor')} at "
            f"{count(points, 'point')} of {count(self.sweep.runs, 'run')}, "
            f"seed {self.sweep.seed}"
        )

    def as_json(self) -> dict[str, Any]:
        """The farm as JSON."""
        return {
            "scenario": self.document.name,
            "design": self.design.as_json(),
            "measures": {
                name: measure_json(one, self.thresholds(name), self.rules(name))
                for name, one in self.findings.items()
            },
            "ranking": [standing_json(one, self.decisions) for one in self.ranking],
        }

    def _finding(self, measure: str) -> Finding:
        if measure not in self.findings:
            raise UserError(unknown("measure of this farm", measure, self.findings))
        return self.findings[measure]

    def _response(self, measure: str) -> Response:
        return next(one for one in self.responses if one.name == measure)

    def __repr__(self) -> str:
        points = f"{len(self.factors)} factors, {len(self.sweep.points):,} points"
        return f"<Farm of {self.document.name!r}: {points}, {self.sweep.runs:,} runs>"
