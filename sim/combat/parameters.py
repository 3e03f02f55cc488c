"""Parameters of combat: named numbers with defaults, bounds and a meaning."""

from typing import ClassVar

import numpy as np
from pydantic import BaseModel, ConfigDict

from sim.combat.prior import Prior


class Parameters(BaseModel):
    """A set of named numbers; each field gives its default, bounds and description.

    A scenario may override any of them with a figure, so that each may differ between runs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    title: ClassVar[str] = "parameters"

    units: ClassVar[dict[str, str]] = {}
    """Units of those that are no pure numbers, such as ``h``, ``km`` or ``an hour``."""

    priors: ClassVar[dict[str, Prior]] = {}
    """What is held of each before any battle is looked at."""

    fixed: ClassVar[dict[str, str]] = {}
    """Why no battle can tell some others, such as a choice of form: they have no prior."""

    usual: ClassVar[tuple[str, ...]] = ()
    """Those of a combat model that are free where models are compared: what battles tell best.

    If none are named, all that have a prior. A multiplier of all fire is none of them: no record
    tells it from the fire of a rifle."""

    @classmethod
    def names(cls) -> list[str]:
        """Names in the order of the columns of a `ParameterTable`."""
        return list(cls.model_fields)


class ParameterTable:
    """Values of a set of parameters: shape (runs, K), or (1, K) if all runs share them."""

    def __init__(self, names: list[str], values: np.ndarray) -> None:
        self.names = names
        self.values = values
        self.position = {name: column for column, name in enumerate(names)}
        self._shared: dict[str, np.ndarray] = {}
        """Values that all runs share, each over and over, as often as was asked for at most."""
        self._tables: dict[tuple[str, ...], np.ndarray] = {}
        """Those columns, of all runs, that are asked for together."""

    def column(self, name: str, rows: np.ndarray) -> np.ndarray:
        """One parameter in some runs, shape (len(rows),)."""
        if len(self.values) == 1:
            return self._shared_column(name, len(rows))
        return np.asarray(self.values[:, self.position[name]][rows])

    def _shared_column(self, name: str, length: int) -> np.ndarray:
        """One value over and over: a copy, which is made faster than a new array is filled."""
        column = self._shared.get(name)
        if column is None or len(column) < length:
            column = np.full(length, self.values[0, self.position[name]])
            self._shared[name] = column
        return column[:length].copy()

    def columns(self, names: tuple[str, ...], rows: np.ndarray) -> np.ndarray:
        """Several parameters in some runs, shape (len(rows), len(names)), or (1, ...) if shared."""
        if names not in self._tables:
            columns = [self.position[name] for name in names]
            self._tables[names] = np.ascontiguousarray(self.values[:, columns])
        table = self._tables[names]
        return table if len(table) == 1 else np.asarray(table[rows])
