"""How many hits a force scores in one volley, for every strength that it may be down to."""

import math
from typing import NamedTuple

import numpy as np

from sim.kernel import njit


class HitTable(NamedTuple):
    """Distribution of the hits of the first a units of a force, a = 0 .. size.

    Strength a has the hits `first[a]`, `first[a] + 1`, ... with the probabilities
    `mass[start[a] : start[a + 1]]`; `reach` is, place by place, the probability of at least as many
    hits, and `total` of at most as many.
    """

    first: np.ndarray
    """(size + 1,) int64"""
    start: np.ndarray
    """(size + 2,) int64"""
    mass: np.ndarray
    reach: np.ndarray
    total: np.ndarray


def hit_table(chances: np.ndarray, cut: float) -> HitTable:
    """The table for units that hit with `chances`, shape (size,), the unit lost last in front.

    Numbers of hits at the ends of a distribution whose probability does not exceed `cut` are left
    out. One more unit adds one Bernoulli variable, so each distribution follows from the one before
    (the Poisson binomial distribution, Howard 1972): no subtraction, hence no loss of digits.
    """
    return HitTable(*_build(chances, cut, _room(len(chances), cut)))


def _room(size: int, cut: float) -> int:
    """Bound on the places needed: Hoeffding (1963), P(|hits - mean| >= t) <= 2 exp(-2 t^2 / n)."""
    strengths = np.arange(size + 1)
    widest = strengths + 1.0
    if cut > 0.0:
        widest = np.minimum(widest, 2.0 * np.sqrt(strengths * math.log(2.0 / cut) / 2.0) + 3.0)
    return int(np.ceil(widest).sum()) + 2


@njit(cache=True)
def _build(
    chances: np.ndarray, cut: float, room: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    size = chances.shape[0]
    first = np.zeros(size + 1, np.int64)
    start = np.zeros(size + 2, np.int64)
    mass = np.zeros(room)
    mass[0] = 1.0
    start[1] = 1
    for a in range(1, size + 1):
        old = mass[start[a - 1] : start[a]]
        width, dropped = _add_unit(old, chances[a - 1], cut, mass[start[a] :])
        first[a] = first[a - 1] + dropped
        start[a + 1] = start[a] + width
    mass = mass[: start[size + 1]]
    reach = mass.copy()
    total = mass.copy()
    for a in range(size + 1):
        for place in range(start[a] + 1, start[a + 1]):
            total[place] += total[place - 1]
        for place in range(start[a + 1] - 2, start[a] - 1, -1):
            reach[place] += reach[place + 1]
    return first, start, mass, reach, total


@njit(cache=True)
def _add_unit(old: np.ndarray, chance: float, cut: float, new: np.ndarray) -> tuple[int, int]:
    """Write the distribution with one unit more; return its width and what it lost in front."""
    width = old.shape[0]
    held = 0.0
    low = -1
    high = 0
    for k in range(width + 1):
        mass = held * chance
        if k < width:
            mass += old[k] * (1.0 - chance)
            held = old[k]
        if low < 0 and mass <= cut:
            continue
        low = k if low < 0 else low
        new[k - low] = mass
        if mass > cut:
            high = k
    return high - low + 1, low


@njit(cache=True)
def width(table: HitTable, strength: int) -> int:
    """How many numbers of hits a strength can score."""
    return int(table.start[strength + 1] - table.start[strength])


@njit(cache=True)
def none(table: HitTable, strength: int) -> float:
    """Probability of no hit."""
    return float(table.mass[table.start[strength]]) if table.first[strength] == 0 else 0.0


@njit(cache=True)
def at_least(table: HitTable, strength: int, hits: int) -> float:
    """Probability of so many hits or more."""
    place = max(0, hits - table.first[strength])
    if place >= width(table, strength):
        return 0.0
    return float(table.reach[table.start[strength] + place])


@njit(cache=True)
def some(table: HitTable, strength: int) -> float:
    """Probability of a hit or more, without the loss of digits of 1 - `none`."""
    return at_least(table, strength, 1)


class HitColumns(NamedTuple):
    """The same distributions the other way round: for each number of hits, all strengths.

    Column j is the strength of a force of which j units are lost.
    """

    chances: np.ndarray
    """(most hits + 1, size + 1)"""
    begin: np.ndarray
    """(most hits + 1,) the first column that is not zero."""
    end: np.ndarray
    """(most hits + 1,) one past the last."""


@njit(cache=True)
def hit_columns(table: HitTable, most: int) -> HitColumns:
    """The columns for 0 .. `most` hits."""
    size = table.first.shape[0] - 1
    chances = np.zeros((most + 1, size + 1))
    begin = np.full(most + 1, size + 1)
    end = np.zeros(most + 1, np.int64)
    for lost in range(size + 1):
        strength = size - lost
        low = table.first[strength]
        for hits in range(low, min(most + 1, low + width(table, strength))):
            chances[hits, lost] = table.mass[table.start[strength] + hits - low]
            begin[hits] = min(begin[hits], lost)
            end[hits] = lost + 1
    return HitColumns(chances, begin, end)


@njit(cache=True)
def fire(weights: np.ndarray, lost: int, out: np.ndarray, table: HitTable, strength: int) -> None:
    """Add to the losses `out`, (n + 1,), what a strength does to n units.

    `weights[k]` is the probability that `lost` + k of them are lost already.
    """
    low = table.first[strength]
    mass = table.mass[table.start[strength] : table.start[strength + 1]]
    reach = table.reach[table.start[strength] : table.start[strength + 1]]
    units = out.shape[0] - 1
    for k in range(weights.shape[0]):
        weight = weights[k]
        if weight > 0.0:
            fallen = lost + k + low
            inner = max(0, min(mass.shape[0], units - fallen))
            # slices, because only without checks of every index are the sums vectorised
            some_left = out[fallen : fallen + inner]
            shares = mass[:inner]
            for hits in range(inner):
                some_left[hits] += weight * shares[hits]
            if inner < mass.shape[0]:
                out[units] += weight * reach[inner]
