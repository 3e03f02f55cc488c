"""Series: strengths, losses and control of some runs, turn by turn."""

from collections.abc import Iterator, Mapping, Sequence
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
        order = None if (np.diff(runs) > 0).all() else np.argsort(runs)
        labels = {**parts[0].labels, "run": runs if order is None else runs[order]}
        return cls(labels, Joined([part.values for part in parts], order))

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


class Joined(Mapping[str, np.ndarray]):
    """Arrays of several parts; they are joined when somebody looks at them, which few do."""

    def __init__(self, parts: Sequence[Mapping[str, np.ndarray]], order: np.ndarray | None) -> None:
        self._pieces = {name: [one for p in parts for one in _pieces(p, name)] for name in parts[0]}
        self._order = order
        """Of the rows of all pieces, if it is another than theirs."""
        self._made: dict[str, np.ndarray] = {}

    def __getitem__(self, name: str) -> np.ndarray:
        if name in self._pieces:
            whole = np.concatenate(self._pieces.pop(name))
            self._made[name] = whole if self._order is None else whole[self._order]
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter([*self._made, *self._pieces])

    def __len__(self) -> int:
        return len(self._made) + len(self._pieces)

    def pieces(self, name: str) -> list[np.ndarray]:
        """What is to be joined, in order."""
        waits = self._order is None and name in self._pieces
        return self._pieces[name] if waits else [self[name]]


def _pieces(values: Mapping[str, np.ndarray], name: str) -> list[np.ndarray]:
    return values.pieces(name) if isinstance(values, Joined) else [values[name]]
