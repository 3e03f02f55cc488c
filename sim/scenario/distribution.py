"""Distributions: the forms that an uncertain number has."""

from typing import Literal

import numpy as np

from sim.scenario.record import Record

DISTRIBUTIONS: dict[str, tuple[str, ...]] = {
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "standard deviation"),
    "lognormal": ("median", "factor"),
}

Kind = Literal["uniform", "triangular", "normal", "lognormal", "choice", "draws"]


class Distribution(Record):
    """An uncertain number.

    `uniform` has (low, high), `triangular` (low, mode, high), `normal` (mean, standard deviation),
    `lognormal` (median, factor: one standard deviation multiplies by it), `choice` the values, with
    `weights` that sum to one. `draws` are equally likely values, as a posterior has them: all
    figures that have draws, and as many, take those of the same position in a run.
    """

    kind: Kind
    """Its form."""
    parameters: tuple[float, ...]
    """Its parameters in the unit of the figure, or the values of a choice or of draws."""
    medians: np.ndarray | None = None
    """The median of a `lognormal` in each run, if an array; `parameters` have the mean."""
    weights: tuple[float, ...] = ()
    """The probability of each value of a choice."""

    @classmethod
    def of(cls, kind: Kind, *parameters: float) -> "Distribution":
        """One that the code itself names, for which no validator has to be built."""
        return cls.model_construct(kind=kind, parameters=tuple(map(float, parameters)))

    def __str__(self) -> str:
        if self.kind == "draws":
            return f"{len(self.parameters):,} draws"
        return f"{self.kind}({', '.join(f'{p:g}' for p in self.parameters)})"
