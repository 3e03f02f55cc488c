"""Proof that a kind of operation keeps the contract, with messages that name the likely bug.

    import sim
    sim.check_operation("sortie")

The kind is tried in a sample battle; what it must be told is made up unless it is given.
"""

import inspect
import traceback
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from simpy.events import Event

from sim.battle import Battle
from sim.combat.checks.verdict import ContractError
from sim.experiments.play import Played, play
from sim.experiments.sample_battle import NAME, sample_battle
from sim.operations.base import Operation, process_of
from sim.rules.civilians import Civilians
from sim.scenario.definition import Definition
from sim.scenario.kinds import OperationSpec, fault_of, kind_named, kind_names
from sim.scenario.order import OrderError
from sim.world.clock import NEVER
from sim.world.sequence import Step

_RUNS = 48
_SEED = 7
_HALT = {
    "kind": "halt",
    "side": "red",
    "start": {"at": "1945-08-15 05:30", "delay": {"uniform": ["0 h", "9 h"]}},
}
"""Ends the battle at another hour in each run."""


def check_operation(kind: str | type[OperationSpec], **given: Any) -> None:
    """Check that a kind of operation keeps the contract.

    `given` is what it is told in the words of a scenario file, such as ``to="village"``: places are
    shore, village, hill, camp, island, haven, roads and straits. Raises `ContractError`
    that says what is broken and what the likely bug is.
    """
    spec = _spec(kind)
    try:
        process_of(spec)
        battle = sample_battle(spec, given)
        halted = sample_battle(spec, given, _HALT)
    except (LookupError, OrderError) as error:
        advice = f"; say what it needs: check_operation({spec.kind_name()!r}, field=...)"
        words = f"{error}{advice if isinstance(error, OrderError) else ''}"
        raise ContractError(f"{spec.kind_name()}: {words}") from error
    for check in _CHECKS:
        check(Trial(spec, battle))
    _check_end(Trial(spec, halted))


def _spec(kind: str | type[OperationSpec]) -> type[OperationSpec]:
    if isinstance(kind, str):
        found = kind_named(kind)
        if found is None and kind in kind_names():
            raise ContractError(fault_of(kind))
        if found is None:
            near = get_close_matches(kind, kind_names()) or kind_names()
            raise KeyError(f"no kind of operation {kind!r}; did you mean {' or '.join(near)}?")
        return found
    if "kind" not in kind.model_fields:
        raise ContractError(f"{kind.__name__}: give it a field `kind: Literal['x'] = 'x'`")
    return kind


@dataclass(frozen=True)
class Trial:
    """A kind of operation in a sample battle."""

    spec: type[OperationSpec]
    battle: Definition

    def play(
        self,
        runs: np.ndarray,
        watch: Callable[[Battle], None] | None = None,
        traced: bool = False,
    ) -> Played:
        """Play some runs; an error of the operation becomes one that says where it arose."""
        try:
            return play(self.battle, runs, _SEED, watch=watch, traced=traced)
        except ContractError:
            raise
        except Exception as error:
            self.fail(f"{self._line(error)}{_what(error)}", error)

    def _line(self, error: Exception) -> str:
        """The last line of the operation's own that led to an error."""
        classes = process_of(self.spec).__mro__
        homes = {inspect.getfile(one) for one in classes if issubclass(one, Operation)}
        homes.discard(inspect.getfile(Operation))
        own = [one for one in traceback.extract_tb(error.__traceback__) if one.filename in homes]
        return f"{Path(own[-1].filename).name}:{own[-1].lineno} " if own else ""

    def fail(self, message: str, cause: Exception | None = None) -> NoReturn:
        """Raise the error."""
        raise ContractError(f"{self.spec.kind_name()}: {message}") from cause


def _what(error: Exception) -> str:
    words = str(error)
    if "read-only" in words or "readonly" in words:
        return (
            "writes to an array of the state that belongs to a rule: ask its owner instead, such "
            "as rules[Movement], rules[Casualties] or rules[Control]"
        )
    return f"raises {type(error).__name__}: {words.splitlines()[0] if words else ''}"


# what it says of itself -------------------------------------------------------------------------


def _check_words(trial: Trial) -> None:
    battle = trial.battle
    operation = battle.operations[NAME]
    stands = {name: unit.place for name, unit in battle.units.items()}
    for way in operation.ways(stands):
        for end in {way.start, way.end} - {None}:
            if end not in battle.places:
                trial.fail(f"ways() leads by {end!r}, which is no place of the scenario")
    leaves = operation.leaves()
    named = {"leaves()": leaves, "brings()": operation.brings(), "carriers()": operation.carriers()}
    for hook, units in named.items():
        for unit in units:
            if unit not in battle.units:
                trial.fail(f"{hook} names {unit!r}, which is no unit of the scenario")
    for unit, place in leaves.items():
        if place not in battle.places:
            trial.fail(f"leaves() puts {unit!r} at {place!r}, which is no place of the scenario")
    for hook, words in (("who()", operation.who()), ("goal()", operation.goal())):
        if isinstance(words, str) or not [*words]:
            trial.fail(f"{hook} must be a list of names or words that is not empty")


# what every turn must obey ----------------------------------------------------------------------


class _Books:
    """Looks at a battle at the end of each turn."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial

    def __call__(self, battle: Battle) -> None:
        self.battle = battle
        self._tables = _arrays(battle)
        self._pools = _pools(battle)
        self._before = self._totals()
        battle.world.schedule.env.process(self._audit())

    def _accounts(self) -> list[np.ndarray]:
        state = self.battle.world.state
        return [state.men, state.weapons, self.battle[Civilians].people]

    def _totals(self) -> list[np.ndarray]:
        """What stays the same: men and weapons may join another unit of their side."""
        pairs = zip(self._accounts(), self._pools, strict=True)
        return [account.sum(axis=2) @ pool for account, pool in pairs]

    def _audit(self) -> Generator[Event]:
        schedule = self.battle.world.schedule
        for turn in range(schedule.clock.turns):
            yield schedule.until(turn, Step.RECORD)
            whats = ("men", "weapons", "civilians")
            books = zip(whats, self._accounts(), self._totals(), self._before, strict=True)
            for what, account, total, before in books:
                if (account < 0).any():
                    self._trial.fail(
                        f"there are {account.min()} {what} of some fate in turn {turn}: cap what "
                        "is taken at what is there"
                    )
                if (total != before).any():
                    self._trial.fail(
                        f"{what} are made or lost in turn {turn}: move them from one fate to "
                        "another (rules[Casualties].transfer) or to a unit of their side (regroup)"
                    )

    def close(self) -> None:
        """At the end: the tables of the scenario are as they were."""
        for name, table in _arrays(self.battle).items():
            if not np.array_equal(table, self._tables[name]):
                self._trial.fail(
                    f"it changes world.{name}, which all operations share: work on a copy"
                )


def _pools(battle: Battle) -> list[np.ndarray]:
    """Who may join whom: units of a side, a side's weapons of a class; civilians stay."""
    forces, places = battle.world.forces, len(battle.world.forces.places)
    weapons = forces.unit_side[forces.entry_unit] * len(forces.classes) + forces.entry_class
    groups = (forces.unit_side, weapons, np.arange(places))
    return [np.asarray(group[:, None] == np.unique(group), np.int64) for group in groups]


def _arrays(battle: Battle) -> dict[str, np.ndarray]:
    """Copies of the tables that nobody writes."""
    parts = {"forces": battle.world.forces, "arsenal": battle.world.arsenal}
    return {
        f"{part}.{name}": value.copy()
        for part, tables in parts.items()
        for name, value in vars(tables).items()
        if isinstance(value, np.ndarray)
    }


def _check_books(trial: Trial) -> None:
    books = _Books(trial)
    trial.play(np.arange(_RUNS), watch=books)
    books.close()


def _check_completion(trial: Trial) -> None:
    seen: list[Battle] = []
    record = trial.play(np.arange(_RUNS), watch=seen.append, traced=True).record
    operation = seen[0].operations[NAME]
    begun = operation.started_at != NEVER
    if not begun.any():
        trial.fail("it begins in no run although its hour comes: begin() must not be skipped")
    silent = begun & (operation.completed_at == NEVER)
    for one in record:
        if one.turn >= operation.started_at[one.run]:
            silent[one.run] = False
    if silent.any():
        trial.fail(
            f"run {np.flatnonzero(silent)[0]} neither completes it nor says why not: call "
            "self.complete(rows) when it is done, or tell world.chronicle"
        )


# runs, addresses and kernels --------------------------------------------------------------------


def _check_repeatable(trial: Trial) -> None:
    runs = np.arange(_RUNS)
    if not _same(trial.play(runs), trial.play(runs)):
        trial.fail(
            "the same runs come out otherwise the second time: it keeps state between battles (in "
            "its class or module), or draws from a generator of its own instead of self.world.draws"
        )


def _check_addresses(trial: Trial) -> None:
    runs, shuffled = np.arange(_RUNS), np.arange(_RUNS)[::-1].copy()
    if not _same(trial.play(runs), trial.play(shuffled), shuffled):
        trial.fail(
            "run 8 depends on its place in the batch: address draws by run "
            "(self.world.draws with rows does), not by row, and take figures by row (figure[rows])"
        )


def _check_independence(trial: Trial) -> None:
    together = trial.play(np.arange(_RUNS))
    for chosen in (np.array([17]), np.array([5]), np.arange(0, _RUNS, 7)):
        if not _same(together, trial.play(chosen), chosen):
            trial.fail(
                "a run fares otherwise in a smaller batch: one run depends on another (an any(), "
                "sum or maximum over axis 0, or figure[0] for figure[rows]?)"
            )


def _check_kernels(trial: Trial) -> None:
    compiled = trial.play(np.arange(_RUNS))
    with _interpreted(trial.spec) as kernels:
        if kernels and not _same(compiled, trial.play(np.arange(_RUNS))):
            trial.fail(
                f"compiled kernels ({', '.join(kernels)}) give other numbers than interpreted "
                "ones: use whole numbers, the four operations and sim.elementary, and no overflow"
            )


@contextmanager
def _interpreted(spec: type[OperationSpec]) -> Iterator[list[str]]:
    """The kernels of a kind's own modules as they stand."""
    modules = [import_module(home.__module__) for home in {spec, process_of(spec)}]
    compiled = [
        (module, name, kernel)
        for module in modules
        for name, kernel in vars(module).items()
        if hasattr(kernel, "py_func") and kernel.__module__ == module.__name__
    ]
    for module, name, kernel in compiled:
        setattr(module, name, kernel.py_func)
    try:
        yield sorted({name for _, name, _ in compiled})
    finally:
        for module, name, kernel in compiled:
            setattr(module, name, kernel)


# after the end ----------------------------------------------------------------------------------


def _check_end(trial: Trial) -> None:
    """In runs that are over nothing happens any more."""
    kept: dict[int, list[np.ndarray]] = {}

    def watch(battle: Battle) -> None:
        def look() -> Generator[Event]:
            world = battle.world
            for turn in range(world.clock.turns):
                yield world.schedule.until(turn, Step.RECORD)
                for row in np.flatnonzero(world.schedule.ended).tolist():
                    now = [part[row].copy() for part in (world.state.men, world.state.weapons)]
                    if not all(map(np.array_equal, kept.setdefault(row, now), now)):
                        trial.fail(
                            "it acts in runs that are over: let a self.calendar wait for its "
                            "hour, or ask world.schedule.going_on(rows)"
                        )

        battle.world.schedule.env.process(look())

    trial.play(np.arange(_RUNS), watch=watch)


_CHECKS: tuple[Callable[[Trial], None], ...] = (
    _check_words,
    _check_books,
    _check_completion,
    _check_repeatable,
    _check_addresses,
    _check_independence,
    _check_kernels,
)


def _same(one: Played, other: Played, rows: np.ndarray | None = None) -> bool:
    """Whether some rows of a batch are another one."""
    chosen = slice(None) if rows is None else rows
    return all(
        np.array_equal(values[chosen], other.outcomes[name], equal_nan=values.dtype.kind == "M")
        for name, values in one.outcomes.items()
    )
