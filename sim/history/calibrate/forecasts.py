"""Forecasts of a battle: by the defaults, the prior, and posteriors with and without itself."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.history.comparison import compare
from sim.history.skill import Skill
from sim.results.batch import Batch, Memory

WAYS = ("default", "prior", "held_out", "posterior")
"""What a battle is forecast by."""


@dataclass(frozen=True)
class BattleForecasts:
    """How well one battle was foretold in each way."""

    name: str
    title: str
    skills: Mapping[str, Skill]
    """By way."""
    inside: Mapping[str, int]
    """Measures within the central 90 %, by way."""

    @property
    def claims(self) -> int:
        """Measures that count: rivals once, sums once."""
        return len(self.skills["default"].scores)

    def scores(self, name: str) -> dict[str, float | None]:
        """The mean log score or CRPS in each way, and that of the null model."""
        null = getattr(self.skills["default"], f"null_{name}")
        return {way: getattr(one, name) for way, one in self.skills.items()} | {"null": null}


def judged(name: str, title: str, batches: Mapping[str, Batch]) -> BattleForecasts:
    """The scores of the runs of each way, all by the measures that count under the defaults."""
    compared = {way: compare(batch) for way, batch in batches.items()}
    sums = compared["default"].skill.sums
    skills = {way: one.skill_without(sums) for way, one in compared.items()}
    counted = {one.measure for one in skills["default"].scores}
    inside = {
        way: sum(held for measure, held in one.measures.items() if measure in counted)
        for way, one in compared.items()
    }
    return BattleForecasts(name, title, skills, inside)


def part_of(batch: Batch, count: int) -> Batch:
    """So many rows of a batch, evenly spread: more would give it finer probabilities."""
    rows = np.linspace(0, batch.runs - 1, min(count, batch.runs)).astype(np.int64)
    table = {name: column[rows] for name, column in batch.columns.items()}
    return Batch(batch.document, batch.seed, Memory(table))
