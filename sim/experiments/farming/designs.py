"""Designs: which points to play, so that as few as can be tell as much as can be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from sim.experiments.design import Point
from sim.experiments.farming.factors import (
    Factor,
    check_factors,
    coded_points,
    coded_unit,
    groups_of,
    only_active,
    written_points,
)
from sim.experiments.points import MOST_POINTS, crossed
from sim.results.errors import UserError
from sim.scenario import Document

if TYPE_CHECKING:
    import pandas as pd

DesignKind = Literal["nolh", "latin", "sobol", "factorial", "fractional"]
USUAL_POINTS = 129
TRIES = 20
"""Hypercubes from which the one is taken that is most orthogonal when choices are made of it."""
ROUNDS = 60
"""Times that a hypercube is made more orthogonal, at most."""


@dataclass(frozen=True)
class PointDesign:
    """Points of some factors, and how evenly they fill the space."""

    document: Document
    factors: tuple[Factor, ...]
    points: tuple[Point, ...]
    kind: str

    @cached_property
    def coded(self) -> np.ndarray:
        """The points from -1 to 1, (points, columns)."""
        return coded_points(self.document, self.factors, self.points)

    @property
    def max_correlation(self) -> float:
        """The greatest correlation between columns of two factors, without its sign."""
        moving = self.coded.std(axis=0) > 0
        group = np.array(groups_of(self.factors))[moving]
        if moving.sum() < 2:
            return 0.0
        found = np.abs(np.corrcoef(self.coded[:, moving], rowvar=False))
        apart = group[:, None] != group[None, :]
        return float(found[apart].max()) if apart.any() else 0.0

    @property
    def discrepancy(self) -> float:
        """Centred discrepancy (Hickernell 1998): how far the points are from filling the space."""
        from scipy.stats import qmc  # type: ignore[import-untyped]

        return float(qmc.discrepancy(np.clip((self.coded + 1) / 2, 0, 1), method="CD"))

    @property
    def table(self) -> "pd.DataFrame":
        """One row a point, one column a path; a factor that a point does not set is empty."""
        import pandas as pd

        paths = [one.path for one in self.factors]
        return pd.DataFrame(
            [[point.get(path) for path in paths] for point in self.points], None, paths
        )

    def as_json(self) -> dict[str, Any]:
        """How many points and factors there are, and the greatest correlation."""
        return {
            "points": len(self.points),
            "factors": len(self.factors),
            "max_correlation": float(f"{self.max_correlation:.3g}"),
        }


def design_points(
    document: Document,
    factors: Sequence[Factor],
    *,
    kind: DesignKind = "nolh",
    points: int = USUAL_POINTS,
    noise_points: int = 0,
    levels: int = 2,
    stack: int = 1,
    seed: int = 1,
) -> PointDesign:
    """A design of some factors.

    `nolh` is a nearly orthogonal Latin hypercube, `latin` a plain one, `sobol` a scrambled Sobol'
    sequence, `factorial` all combinations of `levels` values of numbers and all values of choices,
    `fractional` a two-level design of resolution IV. `stack` lays so many of them on top of each
    other, each with its columns rotated. With `noise_points` every point of the decisions meets
    every one of so many points of the noise. Raises `UserError` and `ScenarioError`.
    """
    check_factors(factors)
    if not factors:
        raise UserError("a design needs a factor: --decision PATH=LOW:HIGH or --noise PATH=...")
    if kind == "sobol" and points & (points - 1):
        below = 1 << (points.bit_length() - 1)
        raise UserError(f"Sobol points come in powers of two: {below} or {2 * below}, not {points}")
    if stack > 1 and kind in ("factorial", "fractional"):
        raise UserError("a factorial design is not stacked: its columns cannot be rotated")

    def of(some: Sequence[Factor], salt: int, count: int) -> list[Point]:
        rng = np.random.default_rng([seed, salt])
        maker = _maker(kind, count, levels)
        # ranks are fewer where there are choices, and what is orthogonal before is not behind
        tries = TRIES if kind == "nolh" and any(one.levels for one in some) else 1
        drawn = [stacked(maker, some, rng, stack) for _ in range(tries)]
        unit = min(drawn, key=lambda one: _correlation(coded_unit(some, one)))
        if len(unit) > MOST_POINTS:
            raise UserError(f"a design has at most {MOST_POINTS:,} points, not {len(unit):,}")
        return written_points(document, some, unit)

    if noise_points:
        decisions = [one for one in factors if one.role == "decision"]
        noise = [one for one in factors if one.role == "noise"]
        if not decisions or not noise:
            raise UserError("a crossed design needs factors of both roles: --decision and --noise")
        listed = crossed(of(decisions, 0, points), of(noise, 1, noise_points))
    else:
        listed = of(factors, 0, points)
    whole = [only_active(factors, point) for point in listed]
    found = PointDesign(document, tuple(factors), tuple(whole), kind)
    if len(found.points) < 2:
        raise UserError("a design needs at least two points")
    return found


Maker = Callable[[Sequence[Factor], np.random.Generator], np.ndarray]


def _maker(kind: DesignKind, points: int, levels: int) -> Maker:
    if kind == "factorial":
        return lambda factors, _: full_factorial(factors, levels)
    if kind == "fractional":
        return lambda factors, _: fractional_factorial(factors)
    if kind == "nolh":
        return lambda factors, rng: nearly_orthogonal(points, len(factors), rng)
    return lambda factors, rng: _sampled(kind, points, len(factors), rng)


def _sampled(kind: str, points: int, columns: int, rng: np.random.Generator) -> np.ndarray:
    from scipy.stats import qmc

    engine = qmc.LatinHypercube if kind == "latin" else qmc.Sobol
    return np.asarray(engine(columns, rng=rng).random(points))


def nearly_orthogonal(points: int, columns: int, rng: np.random.Generator) -> np.ndarray:
    """A Latin hypercube, (points, columns) from 0 to 1, whose columns are almost uncorrelated.

    Ranked Gram-Schmidt (Owen 1994): each column in turn is replaced by the ranks of what is left of
    it when the others before it, or behind it, are taken out; the best of many rounds is kept.
    """
    ranks = np.stack([rng.permutation(points) for _ in range(columns)], axis=1) + 0.5
    centred = ranks - points / 2
    best, least = centred, _correlation(centred)
    for step in range(ROUNDS if columns > 1 and points > columns else 0):
        order = range(columns) if step % 2 == 0 else range(columns - 1, -1, -1)
        done: list[int] = []
        for column in order:
            if done:
                others = centred[:, done]
                weights, *_ = np.linalg.lstsq(others, centred[:, column], rcond=None)
                rest = centred[:, column] - others @ weights
                centred = centred.copy()
                centred[:, column] = np.argsort(np.argsort(rest)) + 0.5 - points / 2
            done.append(column)
        found = _correlation(centred)
        if found < least:
            best, least = centred, found
    return np.asarray((best + points / 2) / points)


def _correlation(centred: np.ndarray) -> float:
    moving = centred[:, centred.std(axis=0) > 0]
    if moving.shape[1] < 2 or len(moving) < 2:
        return 0.0
    found = np.abs(np.corrcoef(moving, rowvar=False))
    return float(found[~np.eye(len(found), dtype=bool)].max())


def full_factorial(factors: Sequence[Factor], levels: int) -> np.ndarray:
    """All combinations: `levels` values of each number, its ends among them, and all choices."""
    if levels < 2:
        raise UserError("a factorial design needs at least two levels")
    steps = []
    for one in factors:
        count = len(one.levels) or levels
        steps.append((np.arange(count) + 0.5) / count if one.levels else np.linspace(0, 1, count))
    total = int(np.prod([len(one) for one in steps], dtype=float))
    if total > MOST_POINTS:
        raise UserError(f"a factorial design of these has {total:,} points; the most is 100,000")
    return np.array(list(product(*steps)))


def fractional_factorial(factors: Sequence[Factor]) -> np.ndarray:
    """Two levels of each factor in 2 N points, N the next power of two: resolution IV.

    A saturated design from the Hadamard matrix and the same with all signs turned (Box and Hunter
    1961), so that no main effect is mixed up with an interaction of two.
    """
    from scipy.linalg import hadamard  # type: ignore[import-untyped]

    if many := [one.path for one in factors if len(one.levels) > 2]:
        raise UserError(f"{many[0]} has more than two values; a fractional design takes two")
    size = max(2, 1 << (len(factors) - 1).bit_length())
    half = hadamard(size)[:, : len(factors)]
    signs = np.concatenate([half, -half])
    ends = np.where(signs > 0, 1.0, 0.0)
    choice = np.array([bool(one.levels) for one in factors])
    return np.where(choice, 0.25 + 0.5 * ends, ends)


def stacked(
    make: Maker, factors: Sequence[Factor], rng: np.random.Generator, times: int
) -> np.ndarray:
    """So many designs on top of each other (Cioppa and Lucas 2007).

    The columns of each are those of the one before it, rotated by one.
    """
    first = make(factors, rng)
    return np.concatenate([np.roll(first, turn, axis=1) for turn in range(times)])
