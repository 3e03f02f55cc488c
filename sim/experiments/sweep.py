"""Sweeps: one scenario at many points of its parameters, all with the same luck."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any

from sim.experiments.arguments import taken
from sim.experiments.campaign import campaign
from sim.experiments.design import Point
from sim.experiments.experiment import Experiment, Manner
from sim.experiments.points import Space
from sim.experiments.response import NEITHER, winners
from sim.experiments.until import MOST, Goal, PointTarget, Reached, grow
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.summary import Summary, json_value, summarise_all
from sim.scenario import Document
from sim.scenario.definition import Definition
from sim.scenario.problems import unknown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Sweep:
    """What came of each point of a sweep."""

    document: Document
    seed: int
    points: Sequence[Point]
    batch: Batch
    """One row a run and point, in that order; the column `point` is a position in `points`."""
    measures: tuple[str, ...]
    reached: Reached | None = None
    """How a standard error that was asked for was reached, if one was."""

    @property
    def paths(self) -> list[str]:
        """The parameters that differ between points."""
        return list(dict.fromkeys(path for point in self.points for path in point))

    @property
    def is_grid(self) -> bool:
        """Whether the points are all combinations of some values, each once."""
        rows = {tuple(str(one.get(path)) for path in self.paths) for one in self.points}
        levels = (len(set(column)) for column in zip(*rows, strict=True))
        return len(rows) == len(self.points) == prod(levels)

    @cached_property
    def outcomes_of_winner(self) -> list[str]:
        """The sides, and ``none`` if some run had no winner."""
        shares = [
            one.mean for found in self.summaries for one in found.values() if one.kind == "side"
        ]
        names = winners(self.document.definition)
        return [one for one in names if one != NEITHER or any(one in share for share in shares)]

    @property
    def runs(self) -> int:
        """Runs of each point."""
        return (self.batch.runs + len(self.batch.failures)) // len(self.points)

    @cached_property
    def summaries(self) -> list[dict[str, Summary]]:
        """The summary of each measure at each point; empty where all runs failed."""
        tallies = self.batch.source.tallies_by_point(self.measures, len(self.points))
        return [summarise_all(one) for one in tallies]

    @property
    def table(self) -> "pd.DataFrame":
        """One row a point: its parameters, then mean, error, median and 90 % of each measure.

        Of the winner there is the share of the runs that each side wins, and its error. Times are
        ISO text.
        """
        import pandas as pd

        rows = [
            {**point, **_cells(found, self.outcomes_of_winner)}
            for point, found in zip(self.points, self.summaries, strict=True)
        ]
        return pd.DataFrame(rows).rename_axis("point")

    def as_json(self) -> dict[str, Any]:
        """The sweep as JSON."""
        return {
            "scenario": self.document.name,
            "seed": self.seed,
            "runs": self.runs,
            "paths": self.paths,
            "points": [
                {"values": dict(point), "measures": {m: one.as_json() for m, one in found.items()}}
                for point, found in zip(self.points, self.summaries, strict=True)
            ],
        }

    @property
    def heading(self) -> str:
        """What was played."""
        points = f"{len(self.points):,} points of {self.runs:,} runs"
        return f"{self.document.definition.title}: {points}, seed {self.seed}"

    def __repr__(self) -> str:
        points = f"{len(self.points):,} points of {self.runs:,} runs"
        return f"<Sweep of {self.document.name!r}: {points}, seed {self.seed}>"

    def _repr_html_(self) -> str:
        return str(self.table.to_html())


def _cells(found: Mapping[str, Summary], winners: Sequence[str]) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for measure, one in found.items():
        if one.kind == "side":
            for name in winners:
                cells[f"{measure}={name}"] = one.mean.get(name, 0)
                cells[f"{measure}={name} se"] = one.se.get(name, 0)
            continue
        for name in ("mean", "se", "median", "p5", "p95"):
            cells[f"{measure} {name}"] = json_value(getattr(one, name))
    return cells


def chosen(definition: Definition, known: Sequence[str], names: Sequence[str] | None) -> list[str]:
    """The measures that were named; if none were, the winner and the casualties of both sides.

    The share of a side, such as ``winner=red``, is part of what is told of the winner. Raises
    `UserError` for one that there is not.
    """
    shares = {f"winner={side}": "winner" for side in winners(definition)}
    for name in names or ():
        if name not in known and name not in shares:
            raise UserError(unknown("measure", name, [*known, *shares]))
    usual = ["winner", *(f"{side}.casualties" for side in definition.sides)]
    return list(dict.fromkeys(shares.get(name, name) for name in names or usual))


def sweep(
    document: Document,
    runs: int | None,
    seed: int = 1,
    *,
    measures: Sequence[str] | None = None,
    until: str | Goal | None = None,
    **options: Any,
) -> Sweep:
    """Play runs 0 to `runs` - 1 at every point, or until a standard error is reached.

    Run 17 has the same luck at every point. Options are those of `sim.experiments.points.Space`,
    which says what the points are, and of `sim.experiments.experiment.Manner`; nothing but the
    latter says how the batch is played. Raises `ScenarioError` for wrong paths and values, and
    `UserError`.
    """
    space = taken(options, Space)
    experiment = Experiment(document, seed, space.listed(document, seed))
    if runs is None and until is None:
        raise UserError("a sweep needs a number of runs, or until= a standard error")
    goal = PointTarget.parse(until, document.definition) if isinstance(until, str) else until
    with campaign(experiment, Manner(**options), runs or MOST) as going:
        names = chosen(document.definition, going.measures, measures)
        reached = None if goal is None else grow(going, goal, runs)
        batch = reached.batch if reached is not None else going.play_to(runs or MOST)
    return Sweep(document, seed, experiment.points, batch, tuple(names), reached)
