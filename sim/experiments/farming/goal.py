"""Goals of a farm: a standard error of an effect, of a rank, or of a measure at each point."""

import math
import re
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.experiments.farming.designs import PointDesign
from sim.experiments.farming.effects import effects
from sim.experiments.farming.factors import column_names, groups_of
from sim.experiments.farming.look import Look
from sim.experiments.farming.robust import ranking
from sim.experiments.response import Response
from sim.experiments.until import UNITS, Goal, PointTarget
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.scenario.definition import Definition
from sim.scenario.problems import unknown

NUMBER = r"\s*(?:\+-|\+/-|±)\s*(?P<error>[0-9]*\.?[0-9]+(?:e-?[0-9]+)?)\s*(?P<unit>min|h|%)?\s*"
EFFECT = re.compile(r"\s*(?P<measure>\S.*?)\s+by\s+(?P<path>\S+?)" + NUMBER)
RANK = re.compile(r"\s*rank" + NUMBER)


def goal_of(text: str, design: PointDesign, look: Look) -> Goal:
    """The goal of ``soviet.killed by units.militia.men +- 2``, ``rank +- 1`` or of a sweep.

    A rank is that of the best decision by the first measure. Raises `UserError`.
    """
    definition = design.document.definition
    if match := EFFECT.fullmatch(text):
        names = column_names(design.factors)
        if match["path"] not in names:
            raise UserError(f"--until: {unknown('factor of this farm', match['path'], names)}")
        response = Response.named(match["measure"], definition)
        scale = UNITS[match["unit"]] / (60.0 if response.unit == "h" else 1.0)
        return EffectGoal(float(match["error"]) * scale, response, match["path"], design)
    if match := RANK.fullmatch(text):
        if not any(one.role == "decision" for one in design.factors):
            raise UserError("--until: there is nothing to rank without --decision")
        return RankGoal(float(match["error"]), look.responses[0], look.good, design)
    return PointTarget.parse(text, definition)


@dataclass(frozen=True)
class EffectGoal:
    """The effect of a factor on a measure."""

    error: float
    response: Response
    path: str
    design: PointDesign
    first: ClassVar[int] = 50

    @property
    def name(self) -> str:
        """The effect by name."""
        return f"effect of {self.path} on {self.response.name}"

    def error_of(self, batch: Batch, runs: int) -> float:
        """Its standard error after the first so many runs."""
        values = self.response.by_point(batch, len(self.design.points), runs=runs)
        factors = self.design.factors
        found = effects(self.design.coded, values, column_names(factors), groups_of(factors))
        return found.of(self.path).error or math.inf

    def words(self, error: float, definition: Definition) -> str:
        """An error with its unit: that of a share in per cent, of a time in minutes."""
        return _words(self.response, error)


@dataclass(frozen=True)
class RankGoal:
    """The rank of the best decision."""

    error: float
    response: Response
    good: int
    design: PointDesign
    first: ClassVar[int] = 50

    @property
    def name(self) -> str:
        """The rank by name."""
        return f"rank of the best decision by {self.response.name}"

    def error_of(self, batch: Batch, runs: int) -> float:
        """The standard error of the rank, resampled over the first so many runs."""
        values = self.response.by_point(batch, len(self.design.points), runs=runs)
        rows: dict[str, list[int]] = {}
        paths = [one.path for one in self.design.factors if one.role == "decision"]
        for place, point in enumerate(self.design.points):
            rows.setdefault(str([point.get(path) for path in paths]), []).append(place)
        by_run = np.array([np.nanmean(values[places], axis=0) for places in rows.values()])
        return ranking(by_run, self.good)[0].error

    def words(self, error: float, definition: Definition) -> str:
        """Places in the ranking."""
        return f"{error:.3g}"


def _words(response: Response, error: float) -> str:
    if response.is_share:
        return f"{100 * error:.3g} %"
    if response.unit == "h":
        return f"{60 * error:.3g} min"
    return f"{error:.3g} {response.unit}".strip()
