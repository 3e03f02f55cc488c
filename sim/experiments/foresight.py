"""Foresight: the futures that a commander asks for, played from where his battle stands.

A battle in progress is its scenario, seed and run, and the orders that were given. The futures
repeat these orders, and branch when he is asked.

What is hidden from him is found by trial: the battle is played again with other uncertain figures,
with a guess in place of each enemy unit, and with the enemy's latest orders left to his plan. What
has looked to him just as his battle did has not shown itself, and is drawn anew in each future.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from sim.battle import Battle
from sim.commanders.orders import Order
from sim.commanders.outlook import Outlook, Question
from sim.commanders.script import Relay, Script, again
from sim.experiments.composed import composed
from sim.experiments.guesses import Guesses
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
CUTS = 8
"""Turns from which on the enemy's orders are tried to be other."""
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


class _Trials(NamedTuple):
    """Rows that differ from their run in one thing each, (m,); -1 where it is no such thing."""

    parents: np.ndarray
    figures: np.ndarray
    """The uncertain figure that is another."""
    units: np.ndarray
    """The enemy unit that is guessed."""
    until: np.ndarray
    """The turn from which on the enemy follows his plan."""
    other: np.ndarray
    """Which other value it is."""


class _Known(NamedTuple):
    """What has shown itself, in each run of the battle, (n, ...)."""

    figures: Mapping[str, np.ndarray]
    """By uncertain figure, (n,) bool."""
    units: np.ndarray
    """(n, enemy units) bool."""
    until: np.ndarray
    """(n,) the turn from which on no order of the enemy has shown itself."""


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
        units = self._strangers(question)
        guesses = Guesses(self.definition, question.side, units, self.seed)
        known = self._known(question, guesses) if question.hidden else None
        for rows in self._pieces(question):
            found, kept, complaints = self._play(question, rows, (known, guesses), readings)
            refused += complaints
            here = np.flatnonzero(kept & (rows.numbers >= 0))
            at = rows.choices[here], rows.parents[here], rows.numbers[here]
            for position, column in enumerate(found):
                values[at[0], position, at[1], at[2]] = column[here]
        told = tuple(dict.fromkeys(refused))
        return [Outlook(dict(zip(readings.names, one, strict=True)), told) for one in values]

    def _strangers(self, question: Question) -> list[str]:
        """Enemy units that are guessed unless they have shown themselves."""
        units = self.definition.units.items() if question.guess else ()
        return [name for name, unit in units if unit.side != question.side]

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
        seen: tuple[_Known | None, Guesses],
        readings: "_Readings",
    ) -> tuple[list[np.ndarray], np.ndarray, list[str]]:
        """What came of each row, whether it fits what was seen, and what was refused."""
        itself, (known, guesses) = rows.numbers < 0, seen
        later = (self.runs[rows.parents] + 1 + rows.numbers) % RUNS_LIMIT
        settled, options = {}, {}
        if known is not None:
            for path, one in known.figures.items():
                settled[path] = np.where(one[rows.parents] | itself, 0, 2 * NEVER)
            unseen = ~(known.units[rows.parents] | itself[:, None])
            options["guesses"] = guesses.drawn(later, unseen)
        branch = Branch(np.where(itself, NEVER, question.turn), later, settled, mid_turn=True)
        free = np.full(len(self.runs), NEVER) if known is None else known.until
        until = np.where(itself, NEVER, free[rows.parents])
        scripts = self._scripts(question, rows.parents, until, rows.choices)
        battle = self._battle(rows.parents, scripts, branch, **options)
        outcomes = Outcomes(battle, readings.measures)
        kept = np.ones(len(itself), bool)
        same = np.searchsorted(rows.parents[itself], rows.parents)
        for turn in range(question.turn + 1) if known is not None else ():
            battle.play_to_orders(turn)
            kept &= battle.view(question.side).looks_like(same)
        battle.play()
        ours = [text for text, _ in battle.complaints() if text.startswith("orders of")]
        return readings.of(outcomes.collect()), kept, ours

    def _known(self, question: Question, guesses: Guesses) -> _Known:
        """What has shown itself to who asks."""
        n, turn = len(self.runs), question.turn
        paths = [path for path in dict.fromkeys(question.figures) if path not in guesses.paths]
        figures, units = np.zeros((n, len(paths)), bool), np.zeros((n, len(guesses.units)), bool)
        until = np.full(n, turn)
        tried = self._tried(question, len(paths), len(guesses.units))
        room = max(MOST_ROWS // len(tried.other), 1)
        for start in range(0, len(question.rows), room):
            some = question.rows[start : start + room]
            trials = _Trials(
                np.repeat(some, len(tried.other)), *(np.tile(one, len(some)) for one in tried[1:])
            )
            looks = self._trial(question, trials, paths, guesses)
            for array, which in ((figures, trials.figures), (units, trials.units)):
                here = (which >= 0) & ~looks
                array[trials.parents[here], which[here]] = True
            here = (trials.until < turn) & looks
            np.minimum.at(until, trials.parents[here], trials.until[here])
        return _Known(dict(zip(paths, figures.T, strict=True)), units, until)

    @staticmethod
    def _tried(question: Question, figures: int, units: int) -> _Trials:
        """What is tried of one run; first comes itself."""
        things = TRIALS * (figures + units)
        enemy = any(given for side, given in question.given.items() if side != question.side)
        cuts = np.unique(np.linspace(0, question.turn, CUTS, endpoint=False).astype(np.int64))
        cuts = cuts if enemy else cuts[:0]
        m = 1 + things + len(cuts)
        none = np.full(m, -1)
        trials = _Trials(np.zeros(m, np.int64), none, none.copy(), np.full(m, NEVER), none * 0)
        thing = np.repeat(np.arange(figures + units), TRIALS)
        trials.figures[1 : 1 + things] = np.where(thing < figures, thing, -1)
        trials.units[1 : 1 + things] = np.where(thing < figures, -1, thing - figures)
        trials.other[1 : 1 + things] = np.tile(np.arange(TRIALS), figures + units)
        trials.until[1 + things :] = cuts
        return trials

    def _trial(
        self, question: Question, trials: _Trials, paths: list[str], guesses: Guesses
    ) -> np.ndarray:
        """Whether rows that differ in one thing have looked like their run to who asks."""
        parents, later = trials.parents, (self.runs[trials.parents] + 1 + trials.other) % RUNS_LIMIT
        branch = Branch(
            np.full(len(parents), NEVER),
            later,
            {path: np.where(trials.figures == i, 2 * NEVER, 0) for i, path in enumerate(paths)},
        )
        guessed = trials.units[:, None] == np.arange(len(guesses.units))
        scripts = self._scripts(question, parents, trials.until)
        battle = self._battle(parents, scripts, branch, guesses=guesses.drawn(later, guessed))
        looks = np.ones(len(parents), bool)
        _, first = np.unique(parents, return_index=True)
        same = first[np.searchsorted(parents[first], parents)]
        for turn in range(question.turn + 1):
            battle.play_to_orders(turn)
            looks &= battle.view(question.side).looks_like(same)
        return looks

    def _scripts(
        self,
        question: Question,
        parents: np.ndarray,
        until: np.ndarray,
        choices: np.ndarray | None = None,
    ) -> dict[str, Script]:
        """The orders that were given, in rows of the battle's runs, and what may come then.

        From the turn `until` on, (m,), the enemy follows his plan. The own side gives the orders of
        the question's `choices`, if it has any, and leaves what comes then to who takes over.
        """
        scripts = {}
        for side, given in question.given.items():
            written = again(given, parents)
            last = max([*written, question.turn - 1]) + 1
            own = side == question.side
            scripts[side] = Script(written, last if own else np.minimum(until, last))
        if choices is not None:
            written = again(question.given.get(question.side, {}), parents)
            written[question.turn] = [
                Order(one.operation, np.asarray(one.runs, bool)[parents] & (choices == number))
                for number, orders in enumerate(question.choices)
                for one in orders
            ]
            heirs = Relay(question.then, choices)
            scripts[question.side] = Script(written, question.turn + 1, heirs)
        return scripts

    def _battle(
        self, parents: np.ndarray, scripts: dict[str, Script], branch: Branch, **options: Any
    ) -> Battle:
        """The battle once more, in rows of its runs."""
        return composed(
            self.definition,
            self.runs[parents],
            self.seed,
            entries=None if self.entries is None else self.entries[parents],
            branch=branch,
            commanders=scripts,
            **options,
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
