"""Futures: the rest of one battle, played many times over from many of its turns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.battle import Battle
from sim.commanders.outlook import Log
from sim.experiments.arguments import MOST_RUNS, seed_of, whole
from sim.experiments.campaign import campaign
from sim.experiments.experiment import Experiment, Manner
from sim.experiments.hidden import settled_turns
from sim.experiments.play import Played, play
from sim.experiments.validation import checked
from sim.results.batch import Batch
from sim.results.condition import Condition, parse
from sim.results.errors import UserError
from sim.results.past import Past
from sim.results.statistics import round_number, share_error
from sim.results.summary import Summary, json_value, summarise_all
from sim.scenario import Document
from sim.scenario.definition import Definition
from sim.scenario.measures import Measure, measures
from sim.scenario.problems import unknown
from sim.world.calendar import Calendar
from sim.world.chronicle import Occurrence
from sim.world.clock import NEVER, Clock
from sim.world.sequence import Step

if TYPE_CHECKING:
    import pandas as pd

USUAL = 500
"""Futures at each turn."""
MOST_TURNS = 80
"""Turns at which futures begin, unless the caller says how many lie between two of them."""
SURE = 4.0
"""Standard errors by which the outlook must move for a turning point."""
LEAST = 0.1
"""How far it must move, as a share of the spread of outcomes before the battle."""
MOST_POINTS = 8
"""Turning points that are told."""
SHOWN = ("mean", "se", "p5", "median", "p95")


@dataclass(frozen=True)
class TurningPoint:
    """Turns in which the outlook moved."""

    turn: int
    """The first of them."""
    last: int
    """The last of them."""
    of: str
    """The measure, or the condition, whose outlook it is."""
    before: float
    """Its mean, or its chance, when the turn begins."""
    after: float
    error: float
    """The standard error of the difference."""
    size: float
    """The difference as a share of the spread of outcomes before the battle."""
    events: tuple[Occurrence, ...]
    """What the turn record says of these turns."""

    @property
    def jump(self) -> float:
        """By how much it moved."""
        return self.after - self.before


@dataclass(frozen=True, repr=False)
class Futures:
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
        return (*self.past.turns, self.end)

    @property
    def end(self) -> int:
        """The turn at which the battle was over."""
        return self.document.definition.turns

    @cached_property
    def times(self) -> list[Any]:
        """Date and hour of each of the turns."""
        clock = Clock(self.document.definition)
        return [clock.moment(turn) for turn in self.turns]

    @cached_property
    def values(self) -> dict[str, np.ndarray]:
        """What came of each future: by measure or condition, (turns, futures) float.

        Of a condition it is 1 where it came true; hours are minutes since 1970, NaN for never and
        for futures that failed. In the last row the battle itself is its only future.
        """
        known = self._known
        names = [*self.measures, *(one.text for one in self.conditions)]
        shape = (len(self.past.turns) + 1, self.futures)
        found = {name: np.full(shape, np.nan) for name in names}
        used = [name for one in self.conditions for name in one.measures]
        for table in self.batch.source.tables([*dict.fromkeys([*self.measures, *used])]):
            rows = table.get("point", np.zeros_like(table["run"])), table["run"]
            for name in self.measures:
                if known[name].kind != "side":
                    found[name][rows] = _plain(table[name])
            for one in self.conditions:
                found[one.text][rows] = one.holds(table)
        for name in self.measures:
            if known[name].kind != "side":
                found[name][-1] = _plain(self.battle.outcomes[name])[0]
        for one in self.conditions:
            found[one.text][-1] = one.holds(self.battle.outcomes)[0]
        return found

    @property
    def _known(self) -> Mapping[str, Measure]:
        return measures(self.document.definition)

    def outlook(self, of: str) -> tuple[np.ndarray, np.ndarray]:
        """The mean of a measure, or the chance of a condition, at each turn, and its error."""
        values = self.values[of]
        number = np.maximum((~np.isnan(values)).sum(axis=1), 1)
        mean = np.nansum(values, axis=1) / number
        spread = np.nansum((values - mean[:, None]) ** 2, axis=1) / np.maximum(number - 1, 1)
        if of in {one.text for one in self.conditions}:
            error = np.array([share_error(p, n) for p, n in zip(mean, number, strict=True)])
        else:
            error = np.sqrt(spread / number)
        error[-1] = 0.0
        return mean, error

    def quantiles(self, of: str, shares: Sequence[float]) -> np.ndarray:
        """Quantiles of a measure over the futures at each turn, (len(shares), turns)."""
        return np.asarray(np.nanquantile(self.values[of], shares, axis=1, method="inverted_cdf"))

    def jumps(self, of: str) -> tuple[np.ndarray, np.ndarray]:
        """How far the outlook moved from each turn to the next, and the error of that, (turns - 1).

        Future J has the same luck at every turn, so that the error is that of a paired difference.
        """
        steps = np.diff(self.values[of], axis=0)
        number = np.maximum((~np.isnan(steps)).sum(axis=1), 1)
        mean = np.nansum(steps, axis=1) / number
        squares = np.nansum((steps - mean[:, None]) ** 2, axis=1)
        return mean, np.sqrt(squares / np.maximum(number - 1, 1) / number)

    @cached_property
    def turning_points(self) -> list[TurningPoint]:
        """The turns with the largest jumps of any measure or chance, the largest first."""
        found = [point for of in self._moving for point in self._points_of(of)]
        found.sort(key=lambda one: (-round(abs(one.size), 9), one.turn))
        kept: list[TurningPoint] = []
        for one in found:  # what one side's chance gains, the other's loses
            twins = (two for two in kept if two.turn == one.turn and _is_chance(two, self))
            if not (_is_chance(one, self) and any(two.jump == -one.jump for two in twins)):
                kept.append(one)
        return kept[:MOST_POINTS]

    @property
    def _moving(self) -> list[str]:
        numbers = [name for name in self.measures if self._known[name].kind == "number"]
        return [*numbers, *(one.text for one in self.conditions)]

    def _points_of(self, of: str) -> Iterator[TurningPoint]:
        moved, errors = self.jumps(of)
        spread = float(np.nanstd(self.values[of][0])) or 1.0
        means, turns = self.outlook(of)[0], self.turns
        for step, (jump, error) in enumerate(zip(moved.tolist(), errors.tolist(), strict=True)):
            if abs(jump) > SURE * error and abs(jump) > LEAST * spread:
                first, after = turns[step], turns[step + 1]
                yield TurningPoint(
                    first,
                    after - 1,
                    of,
                    float(means[step]),
                    float(means[step]) + jump,
                    error,
                    jump / spread,
                    self.events(first, after),
                )

    def events(self, first: int, after: int) -> tuple[Occurrence, ...]:
        """What the turn record says of some turns, from the first to the one before `after`."""
        return tuple(one for one in self.battle.record if first <= one.turn < after)

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
        for of in self._moving:
            columns[of], columns[f"{of} se"] = self.outlook(of)
        return pd.DataFrame(columns, index=pd.Index(self.turns, name="turn"))

    def as_json(self) -> dict[str, Any]:
        """The outlook as JSON."""
        return {
            "scenario": self.document.name,
            "seed": self.seed,
            "run": self.run,
            "turns": [self._turn_json(position) for position in range(len(self.past.turns))],
            "turning_points": [self._point_json(one) for one in self.turning_points],
        }

    def _turn_json(self, position: int) -> dict[str, Any]:
        found = self.summaries[position]
        return {
            "turn": self.turns[position],
            "time": self.times[position].isoformat(timespec="minutes"),
            "measures": {
                name: {key: json_value(getattr(one, key)) for key in SHOWN}
                for name, one in found.items()
                if one.kind != "side"
            },
            "chance": {one.text: self._chance_json(one.text, position) for one in self.conditions},
        }

    def _chance_json(self, of: str, position: int) -> dict[str, Any]:
        means, errors = self.outlook(of)
        share, error = float(means[position]), float(errors[position])
        return {"p": round_number(share, error), "se": round_number(error, error)}

    def _point_json(self, one: TurningPoint) -> dict[str, Any]:
        clock = Clock(self.document.definition)
        return {
            "turn": one.turn,
            "time": clock.moment(one.turn).isoformat(timespec="minutes"),
            "measure": one.of,
            "from": round_number(one.before, one.error),
            "to": round_number(one.after, one.error),
            "se": round_number(one.error, one.error),
            "events": [
                {
                    "turn": event.turn,
                    "time": clock.moment(event.turn).isoformat(timespec="minutes"),
                    "kind": event.kind,
                    "place": event.place,
                    "side": event.side,
                    "text": event.text,
                }
                for event in one.events
            ],
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


def _is_chance(point: TurningPoint, of: Futures) -> bool:
    return point.of in {one.text for one in of.conditions}


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
    futures: int = USUAL,
    every: int | None = None,
    start: int = 0,
    measures: Sequence[str] | None = None,
    chances: Sequence[str] | None = None,
    hidden: bool = False,
    given: Log | None = None,
    **manner: Any,
) -> Futures:
    """Play the futures of one battle from every `every`-th of its turns on, from `start` on.

    Without `every` there are about eighty turns. `measures` are told of, by default the casualties
    of both sides, and `chances` of conditions, by default of the victory of each. With `hidden`
    uncertain figures that have not shown themselves are drawn anew. `given` are the orders that
    commanders gave in the battle; in its futures the plan goes on in their place. Further arguments
    are those of `sim.experiments.experiment.Manner`. Raises `ScenarioError` and `UserError`.
    """
    run, count = whole("run", run, 0, MOST_RUNS - 1), whole("futures", futures, 2, MOST_RUNS)
    definition = checked(document).definition
    if given and hidden:
        raise UserError("what is hidden is found for battles by the plan, not under commanders")
    turns = turns_of(definition, every, start)
    settled = settled_turns(definition, run, seed_of(seed)) if hidden else None
    past = Past(run, turns, settled, given=given or {}, until=turns)
    if given and manner.get("out") is not None:
        raise UserError("a folder cannot hold the orders of commanders; leave out= out")
    names, conditions = asked(definition, measures, chances)
    experiment = Experiment(document, seed, [{}] * len(turns), past=past)
    with campaign(experiment, Manner(**{"series_every": 0, **manner}), count) as going:
        batch = going.play_to(count)
    return told(document, experiment.seed, past, batch, names, conditions)


def told(
    document: Document,
    seed: int,
    past: Past,
    batch: Batch,
    names: Sequence[str],
    conditions: Sequence[Condition],
) -> Futures:
    """Futures that were played, with the battle that they are of, which is played again."""
    known = measures(document.definition)
    course = _Course([known[name] for name in names if known[name].kind == "number"], past.turns)
    battle = play(
        document.definition,
        np.array([past.run]),
        seed,
        series_every=1,
        traced=True,
        watch=course.follow,
        commanders=replace(past, until=(NEVER,)).commanders(np.zeros(1, np.int64)),
    )
    values = course.values(battle.outcomes)
    return Futures(document, seed, past, batch, battle, values, tuple(names), tuple(conditions))


class _Course:
    """What measures of a single battle are at the beginning of some turns."""

    def __init__(self, of: Sequence[Measure], turns: Sequence[int]) -> None:
        self._of = of
        self._turns = turns
        self._read: dict[str, list[float]] = {one.name: [] for one in of}

    def follow(self, battle: Battle) -> None:
        """Read them whenever one of the turns begins."""
        schedule = battle.world.schedule
        looks = Calendar(schedule, Step.FUTURES, lambda _: self._look(battle), (1,))
        for turn in self._turns:
            looks.add(battle.world.all_rows, turn)

    def _look(self, battle: Battle) -> None:
        for one in self._of:
            self._read[one.name].append(float(one.of(battle)[0]))

    def values(self, outcomes: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """By measure, (turns + 1,): after the end of the battle what came of it."""
        found = {}
        for name, read in self._read.items():
            last = float(outcomes[name][0])
            found[name] = np.array(read + [last] * (len(self._turns) + 1 - len(read)))
        return found


def turns_of(definition: Definition, every: int | None, start: int = 0) -> tuple[int, ...]:
    """The turns at which futures begin. Raises `UserError` for turns that there are not."""
    last = definition.turns - 1
    start = whole("the first turn", start, 0, last)
    left = definition.turns - start
    step = -(-left // MOST_TURNS) if every is None else whole("every", every, 1)
    return tuple(range(start, definition.turns, step))


def asked(
    definition: Definition, names: Sequence[str] | None, chances: Sequence[str] | None
) -> tuple[list[str], list[Condition]]:
    """The measures and conditions to be told of. Raises `UserError` for those there are not."""
    known = measures(definition)
    for name in names or ():
        if name not in known:
            raise UserError(unknown("measure", name, known))
    kinds = {name: one.kind for name, one in known.items()}
    texts = chances or [f"winner = {side}" for side in definition.sides]
    usual = [f"{side}.casualties" for side in definition.sides]
    found = [parse(text, kinds, definition.sides, "--chance") for text in dict.fromkeys(texts)]
    return list(dict.fromkeys(names or usual)), found
