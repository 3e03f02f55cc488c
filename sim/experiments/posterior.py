"""Posteriors: draws of shared parameters that hang together, in a file and as inputs of battles.

A file is Parquet with a column `weight` and one a parameter, by its path; its metadata say what it
came from. In a scenario each of these parameters becomes a figure of equally likely `draws`, of
which run K takes those of one position, by address: the same in any batch, and in all parameters.
"""

import json
import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np

from sim.results.errors import UserError

DRAWS = 1000
"""Equally likely draws of which a run takes one."""
WEIGHT = "weight"
PATH = re.compile(r"combat\.\w+\.\w+")
MARK = b"beachhead-posterior"
"""The key of the manifest among the metadata of the Parquet schema."""


@dataclass(frozen=True, eq=False)
class Posterior:
    """Weighted draws of some parameters."""

    values: Mapping[str, np.ndarray]
    """(n,) each, by path."""
    weights: np.ndarray
    """(n,), of sum one."""
    manifest: Mapping[str, Any]
    """What it came from."""
    name: str = "posterior.parquet"
    """The file, as messages call it."""

    @cached_property
    def drawn(self) -> np.ndarray:
        """Positions of equally likely draws, (DRAWS,), by systematic resampling."""
        steps = (np.arange(DRAWS) + 0.5) / DRAWS
        return np.searchsorted(np.cumsum(self.weights)[:-1], steps)

    def changes(self, *, whole: bool = False) -> dict[str, Any]:
        """The figures that take the place of the parameters in a scenario, by path.

        The `whole` posterior has every draw once, in its order, whatever it weighs.
        """
        chosen = np.arange(len(self.weights)) if whole else self.drawn
        return {
            path: {
                "draws": values[chosen].tolist(),
                "assumed": "a posterior",
                "note": self.name,
            }
            for path, values in self.values.items()
        }

    def combat(self, *, whole: bool = False) -> dict[str, dict[str, Any]]:
        """The same as parts of a scenario's `combat`."""
        found: dict[str, dict[str, Any]] = {}
        for path, figure in self.changes(whole=whole).items():
            _, section, name = path.split(".")
            found.setdefault(section, {})[name] = figure
        return found

    @property
    def content(self) -> bytes:
        """The file."""
        import pyarrow as pa  # type: ignore[import-untyped]
        import pyarrow.parquet as pq  # type: ignore[import-untyped]

        table = pa.table({WEIGHT: self.weights, **self.values})
        table = table.replace_schema_metadata({MARK: json.dumps(self.manifest)})
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink)
        return bytes(sink.getvalue())

    def save(self, path: "str | os.PathLike[str]") -> None:
        """Write it to a file, whole or not at all."""
        from sim.results.whole_file import write_whole

        write_whole(Path(path), self.content)

    @classmethod
    def read(cls, path: "str | os.PathLike[str]") -> Self:
        """The posterior in a file. Raises `UserError` if there is none."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        none = UserError(f"{path} holds no posterior; `beachhead calibrate --out` writes one")
        try:
            table = pq.read_table(path)
        except FileNotFoundError:
            raise UserError(f"{path}: no such file") from None
        except pa.ArrowInvalid:
            raise none from None
        except OSError as error:
            raise UserError(f"{path} cannot be read: {error}") from None
        metadata = table.schema.metadata or {}
        if MARK not in metadata or WEIGHT not in table.column_names:
            raise none
        columns = {name: table.column(name).to_numpy() for name in table.column_names}
        weights = columns.pop(WEIGHT)
        if (damage := _damage(columns, weights)) is not None:
            raise UserError(f"{path} is damaged: {damage}")
        return cls(columns, weights, json.loads(metadata[MARK]), os.fspath(path))


def _damage(columns: Mapping[str, np.ndarray], weights: np.ndarray) -> str | None:
    """What no posterior has, in words."""
    if not columns or not len(weights):
        return "it has no parameters" if not columns else "it has no draws"
    if not (np.all(weights >= 0) and math.isclose(weights.sum(), 1.0, rel_tol=1e-6)):
        return f"the column {WEIGHT} must be at least 0, and come to 1"
    for path, values in columns.items():
        if PATH.fullmatch(path) is None:
            return f"the column {path} is no parameter, such as combat.morale.frailty"
        if not np.all(np.isfinite(values) & (values >= 0)):
            return f"the column {path} has values that are no numbers from 0 on"
    return None


def is_posterior(path: "str | os.PathLike[str]") -> bool:
    """Whether a file is one by its name."""
    return os.fspath(path).lower().endswith(".parquet")
