"""All shared parameters that a scenario can change: what they mean and what they may be."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim.combat.parameters import Parameters
from sim.combat.prior import Prior
from sim.combat.registry import model_named, model_names
from sim.experiments.validation import allowed, bounds
from sim.rules import parameter_sets as of_rules
from sim.scenario.docstrings import summary


@dataclass(frozen=True)
class Parameter:
    """A number that a scenario can set under `combat`, and `--set` by its path."""

    path: str
    name: str
    """The end of its path."""
    model: str | None
    """The combat model that has it; None if all battles do."""
    meaning: str
    unit: str
    """Such as ``h`` or ``an hour``; empty for a pure number."""
    default: float
    low: float
    high: float
    allowed: str
    """The bounds in words."""
    prior: Prior | None
    """What is held of it before any battle is looked at; None if nothing is said."""
    fixed: str | None
    """Why no battle can tell it; None if one can."""

    @property
    def held(self) -> str:
        """The prior with its reason, or why there is none, in words."""
        if self.prior is not None:
            return f"prior {self.prior}"
        return "no prior" if self.fixed is None else f"fixed: {self.fixed}"

    def as_json(self) -> dict[str, Any]:
        """The parameter as JSON; what has no end is null."""
        ends = {name: getattr(self, name) for name in ("low", "high")}
        found = asdict(self) | {n: one if np.isfinite(one) else None for n, one in ends.items()}
        return found | {"prior": self.prior.as_json() if self.prior else None}


@dataclass(frozen=True)
class ParameterSet:
    """Parameters of one rule or combat model."""

    path: str
    model: str | None
    meaning: str
    parameters: tuple[Parameter, ...]

    @property
    def section(self) -> str:
        """Its key under `combat`."""
        return self.path.rpartition(".")[2]


def parameter_sets() -> Iterator[ParameterSet]:
    """The parameters of all rules, then those of each combat model."""
    for part, kind in of_rules().items():
        yield _set(f"combat.{part}", None, kind)
    for name in model_names():
        yield _set("combat.parameters", name, model_named(name).Parameters)


def parameters() -> list[Parameter]:
    """Every parameter that can be changed, those of all combat models among them."""
    return [one for part in parameter_sets() for one in part.parameters]


def _set(path: str, model: str | None, kind: type[Parameters]) -> ParameterSet:
    found = tuple(_parameter(f"{path}.{name}", model, name, kind) for name in kind.names())
    return ParameterSet(path, model, summary(kind), found)


def _parameter(path: str, model: str | None, name: str, kind: type[Parameters]) -> Parameter:
    field = kind.model_fields[name]
    low, high, open_below = bounds(field)
    return Parameter(
        path,
        name,
        model,
        str(field.description),
        kind.units.get(name, ""),
        float(field.default),
        low,
        high,
        allowed(low, high, open_below),
        kind.priors.get(name),
        kind.fixed.get(name),
    )
