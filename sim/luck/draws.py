"""Addressed random numbers: every draw is a pure function of (seed, run, stream, turn, item).

Run 8,317 is therefore the same battle alone, in a batch of any size, on any worker and after a
crash; a new unit or operation leaves everybody else's luck alone; a what-if shares the luck of its
baseline. Streams and items are stable names, never positions.
"""

from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.luck.branch import Branch
from sim.luck.philox import uniform_pair, uniform_pairs, uniforms
from sim.luck.variates import binomials_of

RUNS_LIMIT = 2**32
_NOT_DRAWN = np.uint64(2**64 - 1)


class Luck(NamedTuple):
    """What kernels draw from, but for the addresses."""

    seed: np.uint64
    runs: np.ndarray
    """(n,) uint64"""
    turn: np.uint64


@lru_cache(100_000)
def _number(stream: str, item: str) -> int:
    """What the name of a stream's item is as a number; each battle asks for the same ones."""
    return int.from_bytes(blake2b(f"{stream}\x1f{item}".encode(), digest_size=8).digest(), "little")


class Draws:
    """The luck of a set of runs.

    `runs` are the run numbers that hold now, shape (n,); a `branch` changes them in place when it
    comes. Methods take `rows`, positions into `runs`. What happens once in a battle, whenever that
    is, is drawn at turn 0: who asks first settles it, and a later branch leaves it as it was.
    """

    def __init__(self, seed: int, runs: np.ndarray, branch: Branch | None = None) -> None:
        if not 0 <= seed < 2**64:
            raise ValueError(f"seed must be from 0 to 2**64 - 1, not {seed}")
        for numbers in (runs,) if branch is None else (runs, branch.runs):
            if len(runs) and not (int(numbers.min()) >= 0 and int(numbers.max()) < RUNS_LIMIT):
                raise ValueError(f"run numbers must be from 0 to {RUNS_LIMIT - 1}")
        self.seed = np.uint64(seed)
        self.past = runs.astype(np.uint64)
        """(n,) the run numbers before any branch."""
        self.branch = branch
        self.runs = self.runs_at(0).copy()
        self._once: dict[int, np.ndarray] = {}
        """By address, the run numbers, (n,), under which it was drawn once."""
        self._days: dict[tuple[int, int], np.ndarray] = {}
        """By address and day, the run numbers, (n,), under which it was drawn for the day."""
        self._luck: Luck | None = None
        self._names: dict[int, tuple[str, str]] = {}
        self._addresses: dict[tuple[str, str], np.uint64] = {}

    def runs_at(self, turn: int | np.ndarray, actor: str = "") -> np.ndarray:
        """The run numbers that hold at the beginning of a turn, (n,); one turn or (n,) of them.

        They are those of an `actor` of whom a branch may say that his luck is another.
        """
        if self.branch is None:
            return self.past
        later = self.branch.has_come(turn) | self.branch.sets_aside(actor, turn)
        return np.where(later, self.branch.runs.astype(np.uint64), self.past)

    def follow(self, rows: np.ndarray) -> None:
        """The branch of some rows comes now."""
        assert self.branch is not None
        self.runs[rows] = self.branch.runs[rows]

    def renew(self, run: int) -> None:
        """From now on all rows have the luck of another run.

        What happens once in a battle, or is the same all day, and has been asked for stays as it
        was. Raises ValueError unless the branch said so from the start.
        """
        if self.branch is None or not self.branch.renewed:
            raise ValueError("the luck of this battle is not renewed")
        self.runs[:] = run

    def address(self, stream: str, item: str = "") -> np.uint64:
        """The 64-bit address of a stream's item.

        Raises ValueError if another name has the same address already.
        """
        name = (stream, item)
        if name not in self._addresses:
            number = _number(stream, item)
            known = self._names.setdefault(number, name)
            if known != name:
                raise ValueError(
                    f"{stream}/{item} and {known[0]}/{known[1]} share a random address"
                )
            self._addresses[name] = np.uint64(number)
        return self._addresses[name]

    def pair(
        self, address: np.uint64, turn: int, rows: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Two independent uniforms for each of `rows`, each of shape (len(rows),)."""
        return _pairs(self.seed, self._runs(address, turn, rows), rows, np.uint64(turn), address)

    def uniform(self, address: np.uint64, turn: int, rows: np.ndarray) -> np.ndarray:
        """One uniform for each of `rows`."""
        return self.pair(address, turn, rows)[0]

    def uniforms(self, addresses: np.ndarray, turn: int, rows: np.ndarray) -> np.ndarray:
        """One uniform for each of `rows`, each at an address of its own, (k,)."""
        runs = self._runs_each(addresses, turn, rows)
        drawn: np.ndarray = _each(self.seed, runs, np.uint64(turn), addresses)
        return drawn

    def _runs_each(self, addresses: np.ndarray, turn: int, rows: np.ndarray) -> np.ndarray:
        """The run numbers, (k,), under which some rows draw, each at its address."""
        if turn or self.branch is None:
            return np.asarray(self.runs[rows])
        runs = np.empty(len(rows), np.uint64)
        for address in np.unique(addresses):
            some = addresses == address
            runs[some] = self._runs(address, turn, rows[some])[rows[some]]
        return runs

    def ahead(self, address: np.uint64, path: str, settled: int, actor: str = "") -> np.ndarray:
        """A uniform for every row, drawn for later use and settled when a turn begins.

        A branch may know better when the figure of this path is settled. `actor` is whose luck it
        is, see `sim.world.cast`.
        """
        when = settled if self.branch is None else self.branch.settled.get(path, settled)
        runs = self.runs_at(when, actor)
        if self.branch is not None and self.branch.figures is not None:
            later = self.branch.figures.astype(np.uint64)
            runs = np.where(self.branch.has_come(when), later, self.past)
        drawn: np.ndarray = _pairs(self.seed, runs, self.all_rows, np.uint64(0), address)[0]
        return drawn

    def of_day(
        self, address: np.uint64, day: int, dawn: int, rows: np.ndarray, actor: str = ""
    ) -> np.ndarray:
        """One uniform for each of `rows`, the same all day; settled when turn `dawn` begins."""
        runs = self.runs_at(dawn, actor)
        if self.branch is not None and self.branch.renewed:
            runs = self._days.setdefault((int(address), day), self.runs.copy())
        drawn: np.ndarray = _pairs(self.seed, runs, rows, np.uint64(day), address)[0]
        return drawn

    def binomials(
        self,
        address: np.uint64,
        turn: int,
        rows: np.ndarray,
        counts: np.ndarray,
        probabilities: np.ndarray,
    ) -> np.ndarray:
        """A binomial variate for each of `rows`, int64; the other arrays have their shape."""
        runs = self._runs(address, turn, rows)
        counts = np.ascontiguousarray(counts, np.int64)  # one compiled form serves all
        drawn: np.ndarray = _binomials(
            self.seed, runs, rows, np.uint64(turn), address, counts, probabilities
        )
        return drawn

    def binomials_each(
        self,
        addresses: list[np.uint64],
        turn: int,
        rows: np.ndarray,
        counts: np.ndarray,
        probabilities: np.ndarray,
    ) -> np.ndarray:
        """`binomials` at each of several addresses, (U, k), as `counts` and `probabilities` are."""
        drawn = np.empty(counts.shape, np.int64)
        if turn or self.branch is None:
            at = np.array(addresses, np.uint64)
            _binomials_each(self.at(turn), rows, at, counts, probabilities, drawn)
            return drawn
        for address, own, chance, found in zip(
            addresses, counts, probabilities, drawn, strict=True
        ):
            found[:] = self.binomials(address, turn, rows, own, chance)
        return drawn

    def binomials_apart(
        self,
        addresses: np.ndarray,
        turn: int,
        rows: np.ndarray,
        counts: np.ndarray,
        probabilities: np.ndarray,
    ) -> np.ndarray:
        """`binomials`, each at an address of its own, (k,)."""
        uniform, drawn = self.uniforms(addresses, turn, rows), np.empty(len(rows), np.int64)
        binomials_of(np.ascontiguousarray(counts, np.int64), probabilities, uniform, drawn)
        return drawn

    def _runs(self, address: np.uint64, turn: int, rows: np.ndarray) -> np.ndarray:
        """The run numbers, (n,), under which some rows draw."""
        if turn or self.branch is None:
            return self.runs
        settled = self._once.setdefault(int(address), np.full(len(self.runs), _NOT_DRAWN))
        fresh = rows[settled[rows] == _NOT_DRAWN]
        settled[fresh] = self.runs[fresh]
        return settled

    def at(self, turn: int) -> Luck:
        """What kernels draw from at a turn."""
        if self._luck is None or self._luck.turn != turn:
            self._luck = Luck(self.seed, self.runs, np.uint64(turn))
        return self._luck

    @property
    def all_rows(self) -> np.ndarray:
        """All rows."""
        return np.arange(len(self.runs))


@njit(cache=True)
def _pairs(
    seed: np.uint64, runs: np.ndarray, rows: np.ndarray, turn: np.uint64, address: np.uint64
) -> tuple[np.ndarray, np.ndarray]:
    first = np.empty(rows.shape[0])
    second = np.empty(rows.shape[0])
    uniform_pairs(seed, runs[rows], turn, address, first, second)
    return first, second


@njit(cache=True)
def _each(seed: np.uint64, runs: np.ndarray, turn: np.uint64, addresses: np.ndarray) -> np.ndarray:
    """A uniform of each run at an address of its own, (k,) each."""
    drawn = np.empty(runs.shape[0])
    for i in range(runs.shape[0]):
        drawn[i], _ = uniform_pair(seed, runs[i], turn, addresses[i])
    return drawn


@njit(cache=True)
def _binomials(
    seed: np.uint64,
    runs: np.ndarray,
    rows: np.ndarray,
    turn: np.uint64,
    address: np.uint64,
    counts: np.ndarray,
    probabilities: np.ndarray,
) -> np.ndarray:
    drawn, uniform = np.empty(rows.shape[0], np.int64), np.empty(rows.shape[0])
    uniforms(seed, runs[rows], turn, address, uniform)
    binomials_of(counts, probabilities, uniform, drawn)
    return drawn


@njit(cache=True)
def _binomials_each(
    luck: Luck,
    rows: np.ndarray,
    addresses: np.ndarray,
    counts: np.ndarray,
    probabilities: np.ndarray,
    drawn: np.ndarray,
) -> None:
    runs, uniform = luck.runs[rows], np.empty(rows.shape[0])
    for i in range(addresses.shape[0]):
        if counts[i].any():
            uniforms(luck.seed, runs, luck.turn, addresses[i], uniform)
            binomials_of(counts[i], probabilities[i], uniform, drawn[i])
        else:
            drawn[i] = 0
