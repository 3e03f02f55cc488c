"""Futures: the rest of one battle, played many times over from many of its turns."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.commanders.outlook import Log
from sim.experiments.arguments import MOST_RUNS, seed_of, whole
from sim.experiments.asked import Asked
from sim.experiments.campaign import campaign
from sim.experiments.course import Course
from sim.experiments.ensemble import Ensemble
from sim.experiments.experiment import Experiment, Manner
from sim.experiments.hidden import Unknown
from sim.experiments.play import Played, play
from sim.experiments.turning_points import TurningPoint, turning_points
from sim.experiments.validation import checked
from sim.results.batch import Batch
from sim.results.condition import Condition
from sim.results.past import Past
from sim.results.statistics import round_number
from sim.results.summary import Summary, json_value, summarise_all
from sim.scenario import Document
from sim.scenario.measures import Measure, measures
from sim.world.clock import NEVER, Clock

if TYPE_CHECKING:
    import pandas as pd

SHOWN = ("mean", "se", "p5", "median", "p95")


@dataclass(frozen=True, repr=False)
class Futures(Ensemble):
    """The outlook of one battle: at each turn, what came of its futures from there."""

    document: Document
    seed: int
    past: Past
    batch: Batch
    """One row a future and point; the futures of a point begin at `past.turns[point]`."""
    battle: Played
    """The battle itself, with its turn record."""
    course: Mapping[str, np.ndarray]
    """By measure that is a number, what it was in the battle itself at each of the turns."""
    measures: tuple[str, ...]
    conditions: tuple[Condition, ...]

    @property
    def run(self) -> int:
        """The number of the battle."""
        return self.past.run

    @property
    def futures(self) -> int:
        """Futures at each turn."""
        return (self.batch.runs + len(self.batch.failures)) // len(self.past.turns)

    @property
    def turns(self) -> tuple[int, ...]:
        """The turns at whose beginning futures begin, and at last the end of the battle."""
        return (*self.past.turns, self.document.definition.turns)

    @cached_property
    def clock(self) -> Clock:
        """The clock of the battle."""
        return Clock(self.document.definition)

    @cached_property
    def times(self) -> list[Any]:
        """Date and hour of each of the turns."""
        return [self.clock.moment(turn) for turn in self.turns]

    @cached_property
    def values(self) -> dict[str, np.ndarray]:
        """What came of each future, see `Ensemble`."""
        told = [name for name in self.measures if self._known[name].kind != "side"]
        shape = len(self.turns), self.futures
        found = {name: np.full(shape, np.nan) for name in [*told, *self._texts]}
        used = [name for one in self.conditions for name in one.measures]
        for table in self.batch.source.tables([*dict.fromkeys([*told, *used])]):
            rows = table.get("point", np.zeros_like(table["run"])), table["run"]
            for name in told:
                found[name][rows] = _plain(table[name])
            for one in self.conditions:
                found[one.text][rows] = one.holds(table)
        for name in told:
            found[name][-1] = _plain(self.battle.outcomes[name])[0]
        for one in self.conditions:
            found[one.text][-1] = one.holds(self.battle.outcomes)[0]
        return found

    @property
    def _known(self) -> Mapping[str, Measure]:
        return measures(self.document.definition)

    @property
    def _texts(self) -> list[str]:
        return [one.text for one in self.conditions]

    @property
    def moving(self) -> list[str]:
        """Measures that are numbers, and conditions: that of which turning points are told."""
        return [*self.course, *self._texts]

    @cached_property
    def turning_points(self) -> list[TurningPoint]:
        """The turns with the largest jumps of any measure or chance, the largest first."""
        return turning_points(self, self.moving, self.battle.record)

    @cached_property
    def summaries(self) -> list[dict[str, Summary]]:
        """The summary of each measure at each turn at which futures begin."""
        tallies = self.batch.source.tallies_by_point(self.measures, len(self.past.turns))
        return [summarise_all(one) for one in tallies]

    @property
    def table(self) -> "pd.DataFrame":
        """One row a turn: its time, and the mean and error of each measure and chance."""
        import pandas as pd

        columns: dict[str, Any] = {"time": pd.to_datetime(self.times)}
        for of in self.moving:
            columns[of], columns[f"{of} se"] = self.outlook(of)
        return pd.DataFrame(columns, index=pd.Index(self.turns, name="turn"))

    def as_json(self) -> dict[str, Any]:
        """The outlook as JSON."""
        chances = {of: self.outlook(of) for of in self._texts}
        return {
            "scenario": self.document.name,
            "seed": self.seed,
            "run": self.run,
            "turns": [
                self._turn_json(position, chances) for position in range(len(self.past.turns))
            ],
            "turning_points": [one.as_json(self.clock) for one in self.turning_points],
        }

    def _turn_json(
        self, position: int, chances: Mapping[str, tuple[np.ndarray, np.ndarray]]
    ) -> dict[str, Any]:
        found = self.summaries[position]
        return {
            "turn": self.turns[position],
            "time": self.times[position].isoformat(timespec="minutes"),
            "measures": {
                name: {key: json_value(getattr(one, key)) for key in SHOWN}
                for name, one in found.items()
                if one.kind != "side"
            },
            "chance": {
                of: _chance_json(float(means[position]), float(errors[position]))
                for of, (means, errors) in chances.items()
            },
        }

    @property
    def heading(self) -> str:
        """What was played."""
        turns = len(self.past.turns)
        times = "1 turn" if turns == 1 else f"each of {turns:,} turns"
        return (
            f"{self.document.definition.title}: run {self.run:,}, seed {self.seed}, "
            f"{self.futures:,} futures at {times}"
        )

    def __repr__(self) -> str:
        return f"<Futures of run {self.run} of {self.document.name!r}, seed {self.seed}>"

    def _repr_html_(self) -> str:
        return str(self.table.to_html())


def _chance_json(share: float, error: float) -> dict[str, Any]:
    return {"p": round_number(share, error), "se": round_number(error, error)}


def _plain(values: np.ndarray) -> np.ndarray:
    """Numbers as they are; hours as minutes since 1970, NaN for never."""
    if values.dtype.kind != "M":
        return values.astype(np.float64)
    minutes = values.astype("datetime64[m]")
    return np.where(np.isnat(minutes), np.nan, minutes.astype(np.int64).astype(np.float64))


def futures(
    document: Document,
    run: int,
    seed: int = 1,
    *,
    given: Log | None = None,
    **options: Any,
) -> Futures:
    """Play the futures of one battle from many of its turns on.

    Options are the fields of `sim.experiments.asked.Asked`: what is asked of the futures, and of
    `sim.experiments.experiment.Manner`: how they are played. `given` are the orders that commanders
    gave in the battle; in its futures the plan goes on in their place. Raises `ScenarioError` and
    `UserError`.
    """
    asked, manner = Asked.of(options)
    run, seed = whole("run", run, 0, MOST_RUNS - 1), seed_of(seed)
    definition = checked(document).definition
    turns, given = asked.turns(definition), given or {}
    asked.subjects(definition)
    settled = None
    if asked.hidden:
        found = Unknown(definition, seed, given).settled_turns(np.array([run]))
        settled = {path: int(turn[0]) for path, turn in found.items()}
    past = Past(run, turns, settled, given=given, until=turns)
    experiment = Experiment(document, seed, [{}] * len(turns), past=past)
    with campaign(experiment, Manner(**{"series_every": 0, **manner}), asked.futures) as going:
        batch = going.play_to(asked.futures)
    return told(document, seed, past, batch, asked)


def told(document: Document, seed: int, past: Past, batch: Batch, asked: Asked) -> Futures:
    """Futures that were played, with the battle that they are of, which is played again."""
    definition = document.definition
    names, conditions = asked.subjects(definition)
    known = measures(definition)
    course = Course([known[name] for name in names if known[name].kind == "number"], past.turns)
    battle = play(
        definition,
        np.array([past.run]),
        seed,
        series_every=1,
        traced=True,
        watch=course.follow,
        commanders=replace(past, until=(NEVER,)).commanders(np.zeros(1, np.int64)),
    )
    values = course.values(battle.outcomes)
    return Futures(document, seed, past, batch, battle, values, names, conditions)
