"""Sweeps and what-ifs that can draw themselves; matplotlib is loaded when they first do."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Self

from sim.experiments import sweep, what_if
from sim.report.console import plain_text
from sim.report.sweep_table import sweep_parts
from sim.report.what_if_table import what_if_parts
from sim.wargame.pictures import Pictures


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

    def __str__(self) -> str:
        return plain_text(self.heading, *sweep_parts(self))

    @property
    def plot(self) -> Pictures:
        """Pictures: `response(measure, path)`, `responses()`, `tornado(measure)`, `tornadoes()`."""
        return Pictures("sweep", self)


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

    def __str__(self) -> str:
        return plain_text(self.heading, *what_if_parts(self, self.chosen(), None))

    @property
    def plot(self) -> Pictures:
        """Pictures: `difference(measure)`, `differences(measures)`."""
        return Pictures("what-if", self)
