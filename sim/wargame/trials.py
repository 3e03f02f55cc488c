"""Sweeps and what-ifs that can draw themselves; matplotlib is loaded when they first do."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Self

from sim.experiments import sweep, what_if
from sim.experiments.farming import farm as farming
from sim.report.console import plain_text
from sim.report.farm_table import farm_parts
from sim.report.sweep_table import sweep_parts
from sim.report.table import Table
from sim.report.what_if_table import what_if_parts
from sim.wargame.pictures import Pictures
from sim.wargame.same import Same


class Sweep(Same, sweep.Sweep):
    """A sweep with its pictures."""

    @classmethod
    def open(cls, folder: str | Path, measures: Sequence[str] | None = None) -> Self:
        """The sweep that `out` has kept. Raises `UserError` if the folder holds none."""
        from sim.experiments.kept import kept_sweep

        return cls.of(kept_sweep(folder, measures))

    def __str__(self) -> str:
        return plain_text(self.heading, *sweep_parts(self))

    @property
    def plot(self) -> Pictures:
        """Pictures: `response(measure, path)`, `responses()`, `tornado(measure)`, `tornadoes()`."""
        return Pictures("sweep", self)


class Farm(Same, farming.Farm):
    """A farm with its pictures and its report."""

    @classmethod
    def open(
        cls,
        folder: str | Path,
        measures: Sequence[str] | None = None,
        *,
        noise: Sequence[str] = (),
        side: str | None = None,
        thresholds: Sequence[str] = (),
    ) -> Self:
        """The farm that `out` has kept, or that of a sweep, of which `noise` nobody can choose.

        It looks at what it was asked for when it was played, unless something is named.
        Raises `UserError` if the folder holds neither.
        """
        from sim.experiments.farming.kept import kept_farm

        return cls.of(kept_farm(folder, measures, noise, side, thresholds))

    def report(self, path: str | Path = "farm.html", *, overwrite: bool = False) -> Path:
        """Write all that it says as one HTML file. Raises `UserError` if the file exists."""
        from sim.report.farming.writing import write_farm_report

        return write_farm_report(self, path, overwrite=overwrite)

    def __str__(self) -> str:
        return plain_text(self.heading, *farm_parts(self))

    def _repr_html_(self) -> str:
        parts = (one.html(caption=True) for one in farm_parts(self) if isinstance(one, Table))
        return f"<p>{escape(self.heading)}</p>{''.join(parts)}"

    @property
    def plot(self) -> Pictures:
        """Pictures: `effects(measure)`, `importance(measure)`, `contour(measure)`, `pareto()`."""
        return Pictures("farm", self)


class WhatIf(Same, what_if.WhatIf):
    """A what-if with its pictures."""

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """The what-if that `out` has kept. Raises `UserError` if the folder holds none."""
        from sim.experiments.kept import kept_what_if

        return cls.of(kept_what_if(folder))

    def __str__(self) -> str:
        return plain_text(self.heading, *what_if_parts(self, self.chosen(), None))

    @property
    def plot(self) -> Pictures:
        """Pictures: `difference(measure)`, `differences(measures)`."""
        return Pictures("what-if", self)
