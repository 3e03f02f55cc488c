"""Foresight: the futures that a commander asks for, played from where his battle stands.

A battle in progress is its scenario, seed and run, and the orders that were given. The futures
repeat these orders, and branch when he is asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.battle import Battle
from sim.commanders.orders import Order
from sim.commanders.outlook import Outlook, Question
from sim.commanders.script import Script, again
from sim.experiments.composed import composed
from sim.luck.branch import Branch
from sim.luck.draws import RUNS_LIMIT
from sim.results.condition import Columns, parse
from sim.results.errors import UserError
from sim.results.outcomes import Outcomes
from sim.scenario.definition import Definition
from sim.scenario.measures import measures
from sim.world.clock import NEVER

TRIALS = 4
"""Other values of an uncertain figure that are tried to see whether it has shown itself."""
MOST_ROWS = 20_000
"""Rows that are played at once."""


class _Rows(NamedTuple):
    """Futures that are played at once; all arrays have shape (m,)."""

    parents: np.ndarray
    """The run of the battle that each goes on from."""
    choices: np.ndarray
    """The choice of orders that it tries."""
    numbers: np.ndarray
    """Which future it is; -1 is the run itself, with no other luck."""


@dataclass(frozen=True)
class Futures:
    """Plays the futures of the runs of a battle that is under way."""

    definition: Definition
    runs: np.ndarray
    seed: int
    entries: np.ndarray | None = None

    def __call__(self, question: Question) -> list[Outlook]:
        """The outlook of each choice. Raises `UserError` for what cannot be asked."""
        readings = _Readings(self.definition, question.of)
        values = np.full(
            (len(question.choices), len(readings.names), len(self.runs), question.futures), np.nan
        )
        refused: list[str] = []
        shown = self._shown(question) if question.hidden else {}
        for rows in self._pieces(question):
            found, kept, complaints = self._play(question, rows, shown, readings)
            refused += complaints
            here = np.flatnonzero(kept & (rows.numbers >= 0))
            at = rows.choices[here], rows.parents[here], rows.numbers[here]
            for position, column in enumerate(found):
                values[at[0], position, at[1], at[2]] = column[here]
        told = tuple(dict.fromkeys(refused))
        return [Outlook(dict(zip(readings.names, one, strict=True)), told) for one in values]

    def _pieces(self, question: Question) -> Iterator[_Rows]:
        """All futures, so many runs at once as there is room for; each run with itself."""
        choices, futures = len(question.choices), question.futures
        room = max(MOST_ROWS // (choices * futures), 1)
        for start in range(0, len(question.rows), room):
            some = question.rows[start : start + room]
            parents = np.repeat(some, choices * futures)
            tried = np.tile(np.repeat(np.arange(choices), futures), len(some))
            numbers = np.tile(np.arange(futures), len(some) * choices)
            itself = np.zeros_like(some)
            yield _Rows(
                np.concatenate([some, parents]),
                np.concatenate([itself, tried]),
                np.concatenate([itself - 1, numbers]),
            )

    def _play(
        self,
        question: Question,
        rows: _Rows,
        shown: Mapping[str, np.ndarray],
        readings: "_Readings",
    ) -> tuple[list[np.ndarray], np.ndarray, list[str]]:
        """What came of each row, whether it fits what was seen, and what was refused."""
        itself = rows.numbers < 0
        branch = Branch(
            np.where(itself, NEVER, question.turn),
            (self.runs[rows.parents] + 1 + rows.numbers) % RUNS_LIMIT,
            {
                path: np.where(one[rows.parents] | itself, 0, 2 * NEVER)
                for path, one in shown.items()
            },
            mid_turn=True,
        )
        battle = self._battle(question, rows.parents, branch, rows.choices)
        outcomes = Outcomes(battle, readings.measures)
        kept = np.ones(len(itself), bool)
        same = np.searchsorted(rows.parents[itself], rows.parents)
        for turn in range(question.turn + 1) if shown else ():
            battle.play_to_orders(turn)
            kept &= battle.view(question.side).looks_like(same)
        battle.play()
        ours = [text for text, _ in battle.complaints() if text.startswith("orders of")]
        return readings.of(outcomes.collect()), kept, ours

    def _shown(self, question: Question) -> dict[str, np.ndarray]:
        """By uncertain figure, whether it has shown itself in each run to who asks, (n,)."""
        n, paths = len(self.runs), list(dict.fromkeys(question.figures))
        shown = {path: np.zeros(n, bool) for path in paths}
        per_run = 1 + TRIALS * len(paths)
        room = max(MOST_ROWS // per_run, 1)
        for start in range(0, len(question.rows), room):
            some = question.rows[start : start + room]
            tried = np.tile(np.r_[-1, np.repeat(np.arange(len(paths)), TRIALS)], len(some))
            other = np.tile(np.r_[0, np.tile(np.arange(TRIALS), len(paths))], len(some))
            parents = np.repeat(some, per_run)
            looks = self._trial(question, parents, (tried, other), paths)
            for position, path in enumerate(paths):
                there = np.unique(parents[(tried == position) & ~looks])
                shown[path][there] = True
        return shown

    def _trial(
        self,
        question: Question,
        parents: np.ndarray,
        trials: tuple[np.ndarray, np.ndarray],
        paths: list[str],
    ) -> np.ndarray:
        """Whether rows that differ in one figure have looked like their run to who asks."""
        tried, other = trials
        branch = Branch(
            np.full(len(parents), NEVER),
            (self.runs[parents] + 1 + other) % RUNS_LIMIT,
            {path: np.where(tried == i, 2 * NEVER, 0) for i, path in enumerate(paths)},
        )
        battle = self._battle(question, parents, branch)
        looks = np.ones(len(parents), bool)
        itself = np.flatnonzero(tried < 0)
        same = itself[np.searchsorted(parents[itself], parents)]
        for turn in range(question.turn + 1):
            battle.play_to_orders(turn)
            looks &= battle.view(question.side).looks_like(same)
        return looks

    def _battle(
        self,
        question: Question,
        parents: np.ndarray,
        branch: Branch,
        choices: np.ndarray | None = None,
    ) -> Battle:
        """The battle once more, with the orders that were given, in rows of its runs."""
        scripts = {}
        for side, given in question.given.items():
            written = again(given, parents)
            until = max([*written, question.turn - 1]) + 1
            scripts[side] = Script(written, until)
        if choices is not None:
            written = again(question.given.get(question.side, {}), parents)
            written[question.turn] = [
                Order(one.operation, np.asarray(one.runs, bool)[parents] & (choices == number))
                for number, orders in enumerate(question.choices)
                for one in orders
            ]
            scripts[question.side] = Script(written, question.turn + 1, question.then)
        return composed(
            self.definition,
            self.runs[parents],
            self.seed,
            entries=None if self.entries is None else self.entries[parents],
            branch=branch,
            commanders=scripts,
        )


class _Readings:
    """Measures and conditions as numbers."""

    def __init__(self, definition: Definition, of: Sequence[str]) -> None:
        known = measures(definition)
        kinds: dict[str, str] = {name: one.kind for name, one in known.items()}
        self.names = list(of)
        self._conditions = {
            one: parse(one, kinds, definition.sides) for one in of if one not in known
        }
        for name in of:
            if kinds.get(name, "number") != "number":
                raise UserError(f"{name} is no number; ask for a condition, such as {name} = ...")
        used = [name for one in self._conditions.values() for name in one.measures]
        needed = dict.fromkeys([*(name for name in of if name in known), *used])
        self.measures = [known[name] for name in needed]

    def of(self, columns: Columns) -> list[np.ndarray]:
        """Each of them, (n,) float."""
        return [
            (
                self._conditions[name].holds(columns) if name in self._conditions else columns[name]
            ).astype(np.float64)
            for name in self.names
        ]
