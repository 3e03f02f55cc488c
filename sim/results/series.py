"""Series: strengths, losses and control of some runs, turn by turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    import xarray as xr

DIMENSIONS = {
    "ashore": ("run", "time", "side"),
    "losses": ("run", "time", "side"),
    "control": ("run", "time", "place"),
    "men": ("run", "time", "place", "side"),
    "hidden": ("run", "time", "side"),
}
"""Each quantity and the dimensions of its array; see `sim.results.recorder`."""


@dataclass(frozen=True)
class Series:
    """Plain arrays: they go from process to process, and xarray is loaded when somebody looks."""

    labels: Mapping[str, Any]
    """By dimension: `run` (n,) int64, `time` datetime64[s], the names of each `side` and `place`.
    """
    values: Mapping[str, np.ndarray]
    """By quantity, see `DIMENSIONS`."""

    @classmethod
    def of(cls, dataset: "xr.Dataset") -> Self:
        """The arrays of a labelled dataset."""
        labels = {name: dataset[name].values for name in ("run", "time", "side", "place")}
        values = {
            str(name): one.transpose(*DIMENSIONS[str(name)]).values for name, one in dataset.items()
        }
        return cls(labels, values)

    @classmethod
    def joined(cls, parts: "Sequence[Self]") -> Self:
        """Those of several parts, in ascending order of runs; there must be at least one part."""
        if len(parts) == 1:
            return parts[0]
        runs = np.concatenate([part.labels["run"] for part in parts])
        values = {
            name: np.concatenate([part.values[name] for part in parts]) for name in parts[0].values
        }
        found = cls({**parts[0].labels, "run": runs}, values)
        return found if (np.diff(runs) > 0).all() else found.of_runs(np.argsort(runs))

    def of_runs(self, chosen: np.ndarray) -> Self:
        """Those of some runs, by position or as a mask."""
        labels = {**self.labels, "run": self.labels["run"][chosen]}
        return type(self)(labels, {name: one[chosen] for name, one in self.values.items()})

    def labelled(self) -> "xr.Dataset":
        """A dataset with the dimensions run, time, side and place."""
        import xarray as xr

        quantities = {name: (DIMENSIONS[name], one) for name, one in self.values.items()}
        return xr.Dataset(quantities, coords=self.labels)
