"""Sweeps and what-ifs that can draw themselves; matplotlib is loaded when they first do."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sim.experiments import sweep, what_if

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.plots.response import ResponsePlot
    from sim.plots.tornado import TornadoPlot
    from sim.plots.what_if import DifferencePlot


class Sweep(sweep.Sweep):
    """A sweep with its pictures."""

    @classmethod
    def of(cls, found: sweep.Sweep) -> Self:
        """The same sweep."""
        return cls(**{one.name: getattr(found, one.name) for one in fields(found)})

    @classmethod
    def open(cls, folder: str | Path, measures: Sequence[str] | None = None) -> Self:
        """The sweep that `out` has kept. Raises `UserError` if the folder holds none."""
        from sim.experiments.kept import kept_sweep

        return cls.of(kept_sweep(folder, measures))

    @property
    def plot(self) -> "SweepPictures":
        """Pictures: `response(measure, path)`, `responses()`, `tornado(measure)`, `tornadoes()`."""
        return SweepPictures(self)


class WhatIf(what_if.WhatIf):
    """A what-if with its pictures."""

    @classmethod
    def of(cls, found: what_if.WhatIf) -> Self:
        """The same what-if."""
        return cls(**{one.name: getattr(found, one.name) for one in fields(found)})

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """The what-if that `out` has kept. Raises `UserError` if the folder holds none."""
        from sim.experiments.kept import kept_what_if

        return cls.of(kept_what_if(folder))

    @property
    def plot(self) -> "WhatIfPictures":
        """Pictures: `difference(measure)`, `differences(measures)`."""
        return WhatIfPictures(self)


class SweepPictures:
    """What `plot` of a sweep offers; every method takes `ax` or `axes` and returns what it drew."""

    def __init__(self, found: sweep.Sweep) -> None:
        self._sweep = found

    def response(self, measure: str, path: str, *, ax: "Axes | None" = None) -> "ResponsePlot":
        """A measure against one parameter."""
        from sim.plots.response import response

        return response(self._sweep, measure, path, ax=ax)

    def responses(self, *, axes: "Iterable[Axes] | None" = None) -> "list[ResponsePlot]":
        """Each measure against each parameter."""
        from sim.plots.response import responses

        return responses(self._sweep, axes=axes)

    def tornado(self, measure: str, *, ax: "Axes | None" = None) -> "TornadoPlot":
        """By how much each parameter moves a measure."""
        from sim.plots.tornado import tornado

        return tornado(self._sweep, measure, ax=ax)

    def tornadoes(self, *, axes: "Iterable[Axes] | None" = None) -> "list[TornadoPlot]":
        """By how much each parameter moves each measure."""
        from sim.plots.tornado import tornadoes

        return tornadoes(self._sweep, axes=axes)


class WhatIfPictures:
    """What `plot` of a what-if offers; each takes `ax` or `axes` and returns what it drew."""

    def __init__(self, found: what_if.WhatIf) -> None:
        self._found = found

    def difference(self, measure: str, *, ax: "Axes | None" = None) -> "DifferencePlot":
        """The paired differences of a measure, change minus baseline."""
        from sim.plots.what_if import difference

        return difference(self._found, measure, ax=ax)

    def differences(
        self, measures: Sequence[str] | None = None, *, axes: "Iterable[Axes] | None" = None
    ) -> "list[DifferencePlot]":
        """Those of several measures, by default of all that differ, the surest first."""
        from sim.plots.what_if import differences

        return differences(self._found, measures, axes=axes)
