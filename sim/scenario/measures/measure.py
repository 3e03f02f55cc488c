"""A measure: what it is called and means, for whom it is good, and how a battle shows it."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from functools import cached_property
from typing import ClassVar, Literal, Self

import numpy as np

from sim.kernel import njit
from sim.scenario.definition import Definition
from sim.scenario.measures.accounts import Accounts
from sim.scenario.once import once

Kind = Literal["number", "time", "side"]


class Section(IntEnum):
    """What measures speak of, in the order of the columns of a table of outcomes."""

    BATTLE = 0
    SIDES = 1
    PLACES = 2
    AREAS = 3
    CIVILIANS = 4
    SHIPS = 5
    OPERATIONS = 6


@dataclass(frozen=True)
class Measure(ABC):
    """A number, a time or the name of a side that each run of a battle comes to.

    It is called ``owner.what`` or ``owner.what@moment``, and is read off the battle at its moment
    if that is an hour, else when the battle is over.
    """

    owner: str
    """Whom it speaks of, such as ``soviet`` or ``port.soviet``; empty for the whole battle."""
    what: str
    moment: date | datetime | None = field(default=None, kw_only=True)

    kind: ClassVar[Kind] = "number"
    """What its values are: int64, datetime64[m] (NaT for never), or text."""
    unit: ClassVar[str] = ""
    """What a number counts."""

    @cached_property
    def name(self) -> str:
        """The name of its column, in claims and on the command line."""
        name = f"{self.owner}.{self.what}" if self.owner else self.what
        return name if self.moment is None else f"{name}@{written(self.moment)}"

    def as_json(self) -> dict[str, str]:
        """What it is, as JSON."""
        return {
            "name": self.name,
            "kind": self.kind,
            "unit": self.unit,
            "label": self.label(),
            "meaning": self.meaning,
        }

    @property
    @abstractmethod
    def meaning(self) -> str:
        """What it counts or times, as a sentence without its end."""

    @abstractmethod
    def label(self) -> str:
        """Its title, such as ``Toro port: Japan killed``."""

    @property
    def of_side(self) -> str | None:
        """The side of whose men or weapons it speaks; None if it speaks of none."""
        return None

    def most(self, definition: Definition) -> float:
        """What there is of what it counts; endless if the scenario does not say."""
        del definition
        return math.inf

    def good_for(self, side: str) -> int:
        """1 if more of it, or a later hour, is good luck for a side, -1 if less, 0 if neither."""
        del side
        return 0

    @abstractmethod
    def of(self, battle: Accounts) -> np.ndarray:
        """Its value now in each run, (n,)."""

    @classmethod
    def of_all(cls, several: Sequence[Self], battle: Accounts) -> Iterable[np.ndarray]:
        """The values of several measures of this class."""
        return [one.of(battle) for one in several]


class Loss(Measure):
    """Fewer of one's own are lost, and more of the enemy's."""

    def good_for(self, side: str) -> int:
        """-1 for the side whose men or weapons are lost, 1 for the other."""
        return -1 if self.of_side == side else 1


class Sum(Measure):
    """The sum of some columns of the account to which its class looks."""

    @classmethod
    @abstractmethod
    def account(cls, battle: Accounts) -> np.ndarray:
        """Whole numbers, (n, ...)."""

    @abstractmethod
    def columns(self, battle: Accounts) -> Iterable[tuple[int, ...]]:
        """Where in it they are; that follows from the scenario alone."""

    def of(self, battle: Accounts) -> np.ndarray:
        """The sum, (n,) int64."""
        (added,) = self.of_all([self], battle)
        return added

    @classmethod
    def of_all(cls, several: Sequence[Self], battle: Accounts) -> Iterable[np.ndarray]:
        """All sums at once."""
        account, known = cls.account(battle), _columns_of(battle.world.definition)
        names = tuple(one.name for one in several)
        if names not in known:
            shape = account.shape[1:]
            parts = [_positions(one.columns(battle), shape) for one in several]
            known[names] = np.concatenate(parts), np.cumsum([0, *map(len, parts)])
        columns = account.reshape(len(account), -1, order="F").T  # as it lies in memory
        added: np.ndarray = _sums(columns, *known[names])
        return added


def _positions(columns: Iterable[tuple[int, ...]], shape: tuple[int, ...]) -> np.ndarray:
    """Where columns of an account are in memory."""
    where = np.array([*columns], np.int64).reshape(-1, len(shape))
    return np.asarray(np.ravel_multi_index(tuple(where.T), shape, order="F"))


@once
def _columns_of(_: Definition) -> dict[tuple[str, ...], tuple[np.ndarray, np.ndarray]]:
    """By measures, the columns that are added, and where in these those of each end."""
    return {}


@njit(cache=True)
def _sums(columns: np.ndarray, chosen: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Sums of some of the columns, (columns, n), each of those between two of the ends."""
    totals = np.zeros((ends.shape[0] - 1, columns.shape[1]), np.int64)
    for measure in range(totals.shape[0]):
        total = totals[measure]
        for position in chosen[ends[measure] : ends[measure + 1]]:
            column = columns[position]
            for run in range(total.shape[0]):
                total[run] += column[run]
    return totals


@dataclass(frozen=True)
class Event(Measure):
    """The hour at which something begins to be true."""

    kind: ClassVar[Kind] = "time"
    unit: ClassVar[str] = "time"

    @abstractmethod
    def turns(self, battle: Accounts) -> np.ndarray:
        """The turn at which it happened in each run, (n,); NEVER where it did not."""

    def of(self, battle: Accounts) -> np.ndarray:
        """The hour at which that turn begins, (n,) datetime64[m]; NaT where it did not happen."""
        (hours,) = self.of_all([self], battle)
        return hours

    @classmethod
    def of_all(cls, several: Sequence[Self], battle: Accounts) -> Iterable[np.ndarray]:
        """All hours at once."""
        world = battle.world
        turns = np.concatenate([one.turns(battle) for one in several])
        return np.asarray(world.clock.times(turns).reshape(len(several), len(world.all_rows)))


Yield = Callable[[Definition], Iterable[Measure]]
_YIELDS: list[tuple[Section, Yield]] = []
_WORDS: set[str] = set()


def yields(section: Section, *words: str) -> Callable[[Yield], Yield]:
    """Register a function that makes the measures which a scenario yields in a section.

    `words` are those of which the names of these measures are made.
    """

    def register(function: Yield) -> Yield:
        _YIELDS.append((section, function))
        _WORDS.update(words)
        return function

    return register


def all_of(definition: Definition) -> Iterator[Measure]:
    """Every measure of a scenario, section by section; within one, by the modules' names."""
    for _, function in sorted(_YIELDS, key=lambda one: one[0]):
        yield from function(definition)


def words_of_names() -> frozenset[str]:
    """The words of which the names of measures are made."""
    return frozenset(_WORDS)


def written(moment: date | datetime) -> str:
    """A day or an hour in the name of a measure."""
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="minutes")
    return moment.isoformat()


def in_words(moment: date | datetime) -> str:
    """A day or an hour in a title."""
    day = f"{moment.day} {moment:%B}"
    return f"{day} at {moment:%H:%M}" if isinstance(moment, datetime) else day


def men_there_are(side: str, definition: Definition) -> float:
    """Men of a side at the start, at most."""
    return sum(unit.men.most() for unit in definition.units.values() if unit.side == side)
