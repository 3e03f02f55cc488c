"""Choices: decisions held against each other over all that nobody can choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.experiments.design import Point
from sim.experiments.farming.factors import Factor, coded_points, coded_unit
from sim.experiments.farming.finding import Finding
from sim.experiments.farming.robust import Standing, pareto_front, ranking
from sim.experiments.metamodels.metamodel import Metamodel
from sim.scenario import Document

SCENARIOS = 128
"""Values of the noise over which decisions are ranked by a metamodel."""


@dataclass(frozen=True)
class Choices:
    """The decisions among some points."""

    document: Document
    factors: tuple[Factor, ...]
    points: Sequence[Point]

    @cached_property
    def decisions(self) -> list[Point]:
        """The combinations of what can be chosen that were played, each once."""
        found = {str(one): one for one in map(self._decision_of, self.points)}
        return [one for one in found.values() if one]

    def outcomes(self, finding: Finding) -> np.ndarray:
        """A measure by decision and scenario of what nobody can choose, the dice among it.

        If every decision was played with the same noise, as it was; else as the metamodel expects
        it, over values of the noise that are drawn anew.
        """
        rows = self._crossed_rows
        if rows is not None:
            return np.array([finding.values[one].ravel() for one in rows])
        return self._expected(finding, finding.chosen.model)

    def ranking(self, finding: Finding) -> list[Standing]:
        """The decisions, the best first, by a measure; none if nothing can be chosen."""
        if len(self.decisions) < 2 or not np.ptp(finding.means):
            return []
        parts = []
        if self._crossed_rows is None:
            if not finding.varies:
                return []
            families = finding.chosen.parts, finding.without_runs
            parts = [[self._expected(finding, one) for one in family] for family in families]
        return ranking(self.outcomes(finding), finding.good, parts)

    def pareto(self, first: Finding, second: Finding) -> list[int]:
        """The decisions that none beats in one of two measures without losing in the other."""
        means = [np.nanmean(self.outcomes(one), axis=1) for one in (first, second)]
        return pareto_front(means[0], means[1], (first.good, second.good))

    @cached_property
    def _crossed_rows(self) -> list[list[int]] | None:
        """The points of each decision; None if they have not all met the same noise."""
        noise = [one.path for one in self.factors if one.role == "noise"]
        keys = [str(self._decision_of(point)) for point in self.points]
        listed = [[i for i, k in enumerate(keys) if k == str(one)] for one in self.decisions]
        met = [[str([self.points[i].get(path) for path in noise]) for i in one] for one in listed]
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
