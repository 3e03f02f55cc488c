"""Series: strengths, losses and control of some runs, turn by turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from sim.results.narrow import small

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
CONTROL = np.dtype(np.int8)
MEN = np.dtype(np.int32)


@dataclass(frozen=True)
class Series:
    """Plain arrays: they go from process to process, and xarray is loaded when somebody looks."""

    labels: Mapping[str, Any]
    """By dimension: `run` (n,) int64, `time` datetime64[s], the names of each `side` and `place`.
    """
    values: Mapping[str, np.ndarray]
    """By quantity, see `DIMENSIONS`: int8 or int32, or what is smaller after they were sent."""

    def __getstate__(self) -> dict[str, Any]:
        """What is sent: arrays of few bytes."""
        sent = {name: small(one) if one.size else one for name, one in self.values.items()}
        return {"labels": self.labels, "values": sent}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.__dict__.update(state)

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

        kinds = {name: CONTROL if name == "control" else MEN for name in self.values}
        quantities = {
            name: (DIMENSIONS[name], one.astype(kinds[name], copy=False))
            for name, one in self.values.items()
        }
        return xr.Dataset(quantities, coords=self.labels)
