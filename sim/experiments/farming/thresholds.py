"""Thresholds: at which value of a factor a measure passes a level."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np

from sim.experiments.farming.factors import Factor, coded_unit
from sim.experiments.farming.luck import interaction_variance, offset_error
from sim.experiments.metamodels.metamodel import JACKKNIFE_95, Chosen, Metamodel
from sim.results.statistics import NORMAL_95

OTHERS = 128
"""Values of the other factors over which a curve is the mean."""
STEPS = 81
"""Places of a curve."""
NARROWEST = 0.12
"""Least half width, of a range from -1 to 1, of the window in which points are added."""
ROUNDS = 3
"""Times that points are added about a root."""


@dataclass(frozen=True)
class Root:
    """Where the mean of a measure passes a level, as an input from -1 to 1."""

    path: str
    at: float
    low: float
    """Its 95 % interval, which may lie beyond the ends that were played."""
    high: float
    rising: bool
    points: int = 0
    """Points that were added to find it."""

    def as_json(self) -> dict[str, Any]:
        """As JSON; `read` makes it again."""
        return asdict(self)

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Self:
        """What `as_json` has written. Raises KeyError, TypeError and ValueError."""
        at, low, high = (float(content[name]) for name in ("at", "low", "high"))
        path, points = str(content["path"]), int(content["points"])
        return cls(path, at, low, high, bool(content["rising"]), points)


def curve(
    model: Metamodel, factors: Sequence[Factor], position: int, steps: np.ndarray
) -> np.ndarray:
    """What is expected at some inputs of one factor, the mean over the values of the others."""
    from scipy.stats import qmc  # type: ignore[import-untyped]

    unit = qmc.Sobol(len(factors), rng=np.random.default_rng(0)).random(OTHERS)
    tiled = np.tile(unit, (len(steps), 1))
    tiled[:, position] = np.repeat((steps + 1) / 2, OTHERS)
    found = model.predict(coded_unit(factors, tiled)).reshape(len(steps), OTHERS)
    return np.asarray(found.mean(axis=1))


def surface(
    model: Metamodel, factors: Sequence[Factor], pair: tuple[int, int], steps: np.ndarray
) -> np.ndarray:
    """What is expected over two factors, (steps of the second, steps of the first)."""
    from scipy.stats import qmc

    unit = qmc.Sobol(len(factors), rng=np.random.default_rng(0)).random(OTHERS // 4)
    rows = []
    for second in steps:
        tiled = np.tile(unit, (len(steps), 1))
        tiled[:, pair[0]] = np.repeat((steps + 1) / 2, len(unit))
        tiled[:, pair[1]] = (second + 1) / 2
        found = model.predict(coded_unit(factors, tiled))
        rows.append(found.reshape(len(steps), len(unit)).mean(axis=1))
    return np.array(rows)


def crossings(steps: np.ndarray, heights: np.ndarray, level: float) -> list[tuple[float, bool]]:
    """Where a curve passes a level, and whether it rises there."""
    off = heights - level
    places = np.flatnonzero((off[:-1] < 0) != (off[1:] < 0))
    return [
        (
            float(steps[i] + (steps[i + 1] - steps[i]) * off[i] / (off[i] - off[i + 1])),
            bool(off[i] < 0),
        )
        for i in places
    ]


def roots(
    chosen: Chosen, factors: Sequence[Factor], values: np.ndarray, level: float
) -> list[Root]:
    """Where the mean of a measure, (points, runs), passes a level, for each factor with two ends.

    Intervals hold the error of the points, by a jackknife over the folds of the metamodel, and that
    of the dice which all points share.
    """
    steps = np.linspace(-1, 1, STEPS)
    offset, found = offset_error(values), []
    for position, factor in enumerate(factors):
        if factor.levels:
            continue
        heights = curve(chosen.model, factors, position, steps)
        parts = [curve(one, factors, position, steps) for one in chosen.parts]
        for at, rising in crossings(steps, heights, level):
            moved = [_nearest(crossings(steps, part, level), at, rising) for part in parts]
            places = np.array([at + 2.0 if one is None else one for one in moved])
            groups = len(places)
            spread = (groups - 1) / groups * ((places - places.mean()) ** 2).sum()
            slope = abs(float(np.interp(at, steps, np.gradient(heights, steps)))) or np.inf
            half = JACKKNIFE_95 * float(np.sqrt(spread + (offset / slope) ** 2))
            found.append(Root(factor.path, at, at - half, at + half, rising))
    return found


def _nearest(places: Sequence[tuple[float, bool]], at: float, rising: bool) -> float | None:
    alike = [place for place, up in places if up == rising]
    return min(alike, key=lambda place: abs(place - at), default=None)


Play = Callable[[np.ndarray], np.ndarray]
"""Plays points, (points, factors) from 0 to 1, and returns a measure by point and run."""


def refined(
    root: Root, factors: Sequence[Factor], level: float, play: Play, count: int = 16, seed: int = 1
) -> Root:
    """The same root from points that are played about it, in windows that grow narrower.

    In the last window a line is fitted to all points that were added there; where it passes the
    level is the root, with the error of both its ends and of the dice that points share.
    """
    position = [one.path for one in factors].index(root.path)
    at, half = root.at, max((root.high - root.low) / 2, NARROWEST)
    x, values = np.empty(0), np.empty((0, 0))
    low, high = root.low, root.high
    for step in range(ROUNDS):
        half = float(np.clip(half, NARROWEST, 0.5))
        first, last = max(-1.0, at - half), min(1.0, at + half)
        unit = _about(factors, position, (first, last), count, np.random.default_rng([seed, step]))
        played = play(unit)
        x = np.r_[x, 2 * unit[:, position] - 1]
        values = played if not len(values) else np.concatenate([values, played])
        here = (x >= first) & (x <= last)
        at, error = _of_line(x[here], values[here], level, at)
        at = float(np.clip(at, -1.0, 1.0))
        low, high = at - NORMAL_95 * error, at + NORMAL_95 * error
        half = max(2.0 * NORMAL_95 * error, NARROWEST)
    return Root(root.path, at, low, high, root.rising, len(x))


def _about(
    factors: Sequence[Factor],
    position: int,
    window: tuple[float, float],
    count: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Points in a window of one factor, and anywhere in the others."""
    from sim.experiments.farming.designs import nearly_orthogonal

    unit = nearly_orthogonal(count, len(factors), rng)
    low, high = window
    unit[:, position] = (low + (high - low) * unit[:, position] + 1) / 2
    return unit


def _of_line(x: np.ndarray, values: np.ndarray, level: float, at: float) -> tuple[float, float]:
    """Where the line through the means passes a level, and the standard error of that."""
    y = np.nanmean(values, axis=1)
    middle = x.mean()
    matrix = np.stack([np.ones(len(x)), x - middle], axis=1)
    (height, slope), *_ = np.linalg.lstsq(matrix, y, rcond=None)
    if not slope:
        return at, 1.0
    rest = y - matrix @ np.array([height, slope])
    variance = float((rest**2).sum()) / max(len(x) - 2, 1)
    found = middle + (level - height) / slope
    lever = 1.0 / len(x) + (found - middle) ** 2 / float(((x - middle) ** 2).sum())
    error = np.sqrt(variance * lever + offset_error(values) ** 2) / abs(slope)
    return float(found), float(min(error, 1.0))


def missed_share(chosen: Chosen, values: np.ndarray) -> float:
    """The share of the variance between points that the metamodel does not explain, from 0 to 1.

    What the dice do from point to point is no part of it: nobody could forecast it.
    """
    y = np.nanmean(values, axis=1)
    whole = values[:, ~np.isnan(values).any(axis=0)]
    noise = interaction_variance(whole) / whole.shape[1] if min(whole.shape) > 1 else 0.0
    signal = float(y.var(ddof=1)) - noise
    if signal <= 0.0:
        return 1.0
    return float(np.clip((chosen.rmse_cv**2 - noise) / signal, 0.0, 1.0))
