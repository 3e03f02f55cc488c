"""Parameters of combat: named numbers with defaults, bounds and a meaning."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from pydantic import BaseModel, ConfigDict


class Parameters(BaseModel):
    """A set of named numbers; each field gives its default, bounds and description.

    A scenario may override any of them with a figure, so that each may differ between runs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    title: ClassVar[str] = "parameters"

    @classmethod
    def names(cls) -> list[str]:
        """Names in the order of the columns of a `ParameterTable`."""
        return list(cls.model_fields)


class ParameterTable:
    """Values of a set of parameters: shape (runs, K), or (1, K) if all runs share them."""

    def __init__(self, names: list[str], values: np.ndarray) -> None:
        self.names = names
        self.values = values

    def rows(self, rows: np.ndarray) -> np.ndarray:
        """The table of some runs, shape (len(rows), K) or (1, K)."""
        return self.values if len(self.values) == 1 else self.values[rows]

    def column(self, name: str, rows: np.ndarray) -> np.ndarray:
        """One parameter in some runs, shape (len(rows),)."""
        column = self.values[:, self.names.index(name)]
        return np.full(len(rows), column[0]) if len(column) == 1 else np.asarray(column[rows])

    def columns(self, names: Sequence[str], rows: np.ndarray) -> np.ndarray:
        """Several parameters in some runs, shape (len(rows), len(names)), or (1, ...) if shared."""
        return np.ascontiguousarray(self.rows(rows)[:, [self.names.index(name) for name in names]])
