"""The parameters that are free, and points that fill their priors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri  # type: ignore[import-untyped]
from scipy.stats import qmc  # type: ignore[import-untyped]

from sim.combat.prior import Prior
from sim.experiments.parameters import Parameter, parameters
from sim.history.calibrate.priors import Priors
from sim.results.errors import UserError
from sim.scenario import Document
from sim.scenario.problems import unknown

USUAL = (
    "combat.modifiers.rifle",
    "combat.modifiers.attack_fire",
    "combat.modifiers.night_fire",
    "combat.modifiers.surprise_exposure",
    "combat.modifiers.suppression_fire",
    "combat.modifiers.fortification",
    "combat.morale.attacker_break",
    "combat.morale.defender_break",
    "combat.morale.frailty",
    "combat.morale.killed_share",
    "combat.morale.abandoned_share",
    "combat.quality.short",
)
"""The parameters that are free unless others are named: those that most battles of 1945 feel."""
FARTHEST = 4.0
"""Standard deviations of a normal distribution beyond which nothing of a prior is drawn."""


@dataclass(frozen=True)
class Free:
    """Free parameters and their priors; a point is a row of d standard normal deviates."""

    parameters: tuple[Parameter, ...]

    @property
    def paths(self) -> list[str]:
        """Their paths."""
        return [one.path for one in self.parameters]

    def values(self, points: np.ndarray) -> np.ndarray:
        """The values, (n, d), of points in normal deviates, (n, d)."""
        shares = ndtr(np.clip(points, -FARTHEST, FARTHEST))
        columns = [
            prior_of(one).quantile(shares[:, i], one.low, one.high)
            for i, one in enumerate(self.parameters)
        ]
        return np.stack(columns, axis=1)

    def points(self, values: np.ndarray) -> np.ndarray:
        """The normal deviates, (n, d), of values, (n, d)."""
        shares = [
            prior_of(one).below(values[:, i], one.low, one.high)
            for i, one in enumerate(self.parameters)
        ]
        return np.asarray(np.clip(ndtri(np.stack(shares, axis=1)), -FARTHEST, FARTHEST))

    @property
    def default(self) -> np.ndarray:
        """The values of the defaults, (d,)."""
        return np.array([one.default for one in self.parameters])

    def set(self, document: Document, values: np.ndarray) -> Document:
        """A scenario in which run K takes row K of some values, (n, d)."""
        return document.set(dict(zip(self.paths, values.T.copy(), strict=True)))


def prior_of(parameter: Parameter) -> Prior:
    """The prior of a free parameter."""
    assert parameter.prior is not None
    return parameter.prior


def free_parameters(
    documents: Sequence[Document],
    paths: Sequence[str] | None = None,
    priors: Mapping[str, Any] | None = None,
) -> Free:
    """The parameters that are named, or the usual ones, with their priors.

    The prior of a parameter is that of `priors` (a figure with a distribution by path); else the
    distribution that a scenario gives it; else the one beside it. Raises `UserError` for a path
    that is none, or has no prior, or has one in vain, and `ScenarioError` for what is no figure.
    """
    known = _known(documents)
    chosen = list(dict.fromkeys(USUAL if paths is None else paths))
    stated = priors or {}
    if wrong := [path for path in (*chosen, *stated) if path not in known]:
        raise UserError(_not_there(wrong[0], known, _models(documents)))
    if idle := [path for path in stated if path not in chosen]:
        raise UserError(f"{idle[0]} has a prior in vain, for it is not free: add --free {idle[0]}")
    if not chosen:
        raise UserError("no parameter is free; name one with --free")
    found = Priors(documents, stated)
    return Free(tuple(replace(known[one], prior=found.of(known[one])) for one in chosen))


def _known(documents: Sequence[Document]) -> dict[str, Parameter]:
    """The parameters that all battles have, by path."""
    models = _models(documents)
    common = {None, *models} if len(models) == 1 else {None}
    return {one.path: one for one in parameters() if one.model in common}


def _models(documents: Sequence[Document]) -> set[str]:
    return {one.definition.combat.model for one in documents}


def _not_there(path: str, known: Mapping[str, Parameter], models: set[str]) -> str:
    having = [str(one.model) for one in parameters() if one.path == path]
    if not having:
        return unknown("parameter", path, known)
    one, others = " and ".join(having), " and ".join(sorted(models))
    return f"{path} is a parameter of {one}; these battles are fought by {others}"


def sobol(count: int, columns: int, seed: int) -> np.ndarray:
    """Points of the prior, (count, columns), as a scrambled Sobol sequence (Owen 1998)."""
    power = max(int(np.ceil(np.log2(count))), 0)
    unit = qmc.Sobol(columns, rng=np.random.default_rng(seed)).random_base2(power)[:count]
    return np.asarray(np.clip(ndtri(np.clip(unit, 1e-9, 1 - 1e-9)), -FARTHEST, FARTHEST))
