"""Uncertain inputs: every figure of a scenario as one number a run."""

from collections.abc import Mapping
from functools import cache, cached_property

import numpy as np

from sim.combat.parameters import Parameters, ParameterTable
from sim.elementary import exp, log
from sim.luck.draws import Draws
from sim.luck.variates import log_factors, normals
from sim.scenario.distribution import Distribution
from sim.scenario.figures import Factor, Figure


class Figures(dict[str, Figure]):
    """Several figures by path."""

    @cached_property
    def certain(self) -> np.ndarray | None:
        """Their values, (1, K), if none is uncertain."""
        values = [figure.value for figure in self.values()]
        return np.array([values], np.float64) if {*map(type, values)} <= {float} else None


class Inputs:
    """Draws the figures of a scenario for a set of runs, each at the address of its path.

    `entries`, shape (n,), say which value of an array each row takes; without them an array has
    one value a run and is indexed by run number. `guesses`, (n,) by path, take the place of figures
    in rows in which they are not NaN.
    """

    def __init__(
        self,
        draws: Draws,
        entries: np.ndarray | None = None,
        guesses: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        self._guesses = guesses or {}
        self._draws = draws
        self._kept: dict[int, np.ndarray] = {}
        self.runs = draws.past.astype(np.int64)
        self.drawn: list[str] = []
        """Paths of the figures that chance has settled."""
        self._entries = self.runs if entries is None else np.asarray(entries, np.int64)
        if self._entries.shape != self.runs.shape:
            raise ValueError(f"{len(self._entries)} entries for {len(self.runs)} runs")

    def number(self, figure: Figure, path: str, settled: int = 0, actor: str = "") -> np.ndarray:
        """The figure's value in each run, shape (n,).

        Where it is uncertain, the beginning of turn `settled` settles it, unless a branch says
        otherwise, and it is the luck of an `actor`, see `sim.world.cast`. Raises ValueError if an
        array is too short for the run numbers or entries.
        """
        return self.guessed(path, self._given(figure, path, settled, actor))

    def kept(self, figure: Figure, path: str) -> np.ndarray:
        """As `number`, of a figure that is asked for again and again; to be read."""
        if id(figure) not in self._kept:
            self._kept[id(figure)] = self.number(figure, path)
        return self._kept[id(figure)]

    def guessed(self, path: str, values: np.ndarray) -> np.ndarray:
        """The values of a figure, (n,), with guesses where there are some."""
        guess = self._guesses.get(path)
        return values if guess is None else np.where(np.isnan(guess), values, guess)

    def _given(self, figure: Figure, path: str, settled: int, actor: str) -> np.ndarray:
        value = figure.value
        if isinstance(value, float):
            values = np.empty(len(self.runs))
            values.fill(value)
            return values
        if isinstance(value, Distribution):
            drawn = np.maximum(self._sample(value, path, settled, actor), figure.low)
            drawn = np.minimum(drawn, figure.high)
            return np.rint(drawn) if figure.whole else np.asarray(drawn)
        return self._of_entries(value, path)

    def _of_entries(self, values: np.ndarray, path: str) -> np.ndarray:
        last = self._entries.max(initial=-1)
        if last >= len(values):
            raise ValueError(f"{path} has {len(values)} values, one a run, and none for run {last}")
        return np.ascontiguousarray(values[self._entries])

    def numbers(self, figures: "Figures") -> np.ndarray:
        """Several figures, shape (n, len(figures)), or (1, ...) if none is uncertain."""
        guessed = self._guesses and not self._guesses.keys().isdisjoint(figures)
        if not guessed and figures.certain is not None:
            return figures.certain.copy()
        columns = [self.number(figure, path) for path, figure in figures.items()]
        return np.ascontiguousarray(np.stack(columns, axis=1))

    def parameters(
        self, kind: type[Parameters], given: Mapping[str, Factor], path: str
    ) -> ParameterTable:
        """The values of a set of parameters: the scenario's own, else the defaults."""
        if not given and not self._guesses:
            return _usual(kind)
        defaults = _defaults(kind)
        figures = Figures(
            {f"{path}.{name}": given.get(name, default) for name, default in defaults.items()}
        )
        return ParameterTable([*defaults], self.numbers(figures))

    def _sample(
        self, distribution: Distribution, path: str, settled: int, actor: str
    ) -> np.ndarray:
        self.drawn.append(path)
        joint = distribution.kind == "draws"
        address = self._draws.address("input", "draws" if joint else path)
        uniform = self._draws.ahead(address, path, settled, actor)
        parameters = distribution.parameters
        if joint:
            return np.array(parameters)[(uniform * len(parameters)).astype(np.int64)]
        if distribution.kind == "uniform":
            low, high = parameters
            return low + (high - low) * uniform
        if distribution.kind == "triangular":
            return _triangular(uniform, *parameters)
        if distribution.kind == "normal":
            mean, deviation = parameters
            return mean + deviation * normals(uniform)
        if distribution.kind == "lognormal":
            median, factor = parameters
            spread = log(factor)
            scale = exp(0.5 * spread * spread)
            drawn = log_factors(uniform, np.full(len(uniform), spread))
            if distribution.medians is None:
                return np.asarray(median * scale * drawn)
            return np.asarray(self._of_entries(distribution.medians, path) * scale * drawn)
        rank = np.searchsorted(np.cumsum(distribution.weights)[:-1], uniform, side="right")
        return np.array(parameters)[rank]


@cache
def _defaults(kind: type[Parameters]) -> dict[str, Factor]:
    return {name: Factor.of(field.default) for name, field in kind.model_fields.items()}


@cache
def _usual(kind: type[Parameters]) -> ParameterTable:
    """The defaults, which battles share."""
    values = [[default.value for default in _defaults(kind).values()]]
    return ParameterTable([*_defaults(kind)], np.array(values, np.float64))


def of_runs(table: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """What a table (n or 1, ...) says of some runs: (k, ...), or (1, ...) if all runs share it."""
    return table if len(table) == 1 else np.asarray(table[rows])


def _triangular(uniform: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    if high == low:
        return np.full(len(uniform), low)
    width = high - low
    rising = low + np.sqrt(uniform * width * (mode - low))
    falling = high - np.sqrt((1.0 - uniform) * width * (high - mode))
    return np.where(uniform * width < mode - low, rising, falling)
