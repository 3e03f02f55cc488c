"""Combat models compared by evidence: how well each foretells battles that it was not fitted to.

Each model is calibrated on all battles but one, and forecasts that one; its own parameters are free
beside the shared ones. Differences are taken measure by measure, with standard errors that take the
measures of a battle as one. Stacking weights are those with which a mixture of the models gives the
records the highest held-out probability (Yao et al. 2018).
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.combat.registry import model_named
from sim.experiments.validation import checked
from sim.history.calibrate.calibrate import BATTLES, calibrate
from sim.history.calibrate.calibrated import Calibrated
from sim.history.calibrate.design import USUAL
from sim.history.calibrate.player import Progress
from sim.history.validation.scores import clustered_error
from sim.results.errors import UserError
from sim.scenario import Document, load

POINTS, RUNS = 512, 4
"""Points of each model, and runs at each, unless others are asked for."""
STEPS = 1000
"""Of the ascent to the stacking weights."""


@dataclass(frozen=True)
class Gap:
    """How much worse a model is than the best, a measure, with its standard error."""

    log: float
    log_error: float
    crps: float
    crps_error: float

    def as_json(self) -> dict[str, float]:
        """The gap as JSON."""
        return {name: round(float(value), 3) for name, value in self.__dict__.items()}


@dataclass(frozen=True)
class ModelComparison:
    """Several models on the same battles."""

    found: Mapping[str, Calibrated]
    """The calibration of each model by its name."""

    @property
    def battles(self) -> list[str]:
        """The battles."""
        return [one.name for one in next(iter(self.found.values())).battles]

    @property
    def best(self) -> str:
        """The model with the least held-out log score."""
        return min(self.found, key=lambda name: self.total(name, "log"))

    def total(self, model: str, score: str) -> float:
        """The held-out mean of a score over all measures."""
        return self.found[model].total(score, "held_out")

    def of_battle(self, model: str, battle: str, score: str) -> float | None:
        """The held-out mean of a score over the measures of a battle."""
        one = next(one for one in self.found[model].battles if one.name == battle)
        return one.scores(score)["held_out"]

    def gaps(self) -> dict[str, Gap]:
        """Each model against the best."""
        ours, best = {name: self._measures(name) for name in self.found}, self.best
        return {name: _gap(found, ours[best]) for name, found in ours.items()}

    def weights(self) -> dict[str, float]:
        """Stacking weights."""
        names = list(self.found)
        measures = {name: self._measures(name) for name in names}
        shared = _shared(measures.values())
        logs = np.array([[measures[name][key][0] for key in shared] for name in names])
        weights = stacking(-logs)
        return dict(zip(names, weights.tolist(), strict=True))

    def _measures(self, model: str) -> dict[tuple[str, str], tuple[float, float]]:
        """Log score and CRPS of each measure by battle and name; NaN for no CRPS."""
        return {
            (battle.name, one.measure): (one.log, np.nan if one.crps is None else one.crps)
            for battle in self.found[model].battles
            for one in battle.skills["held_out"].scores
        }

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        scores = sorted(self.found, key=lambda name: self.total(name, "log"))
        told = ", ".join(f"{name} {self.total(name, 'log'):.2f}" for name in scores)
        return f"Held-out log score a measure: {told}"

    def as_json(self) -> dict[str, Any]:
        """The comparison as JSON."""
        gaps, weights = self.gaps(), self.weights()
        return {
            "battles": self.battles,
            "best": self.best,
            "models": {
                name: {
                    "log": round(self.total(name, "log"), 3),
                    "crps": round(self.total(name, "crps"), 3),
                    "behind": gaps[name].as_json(),
                    "weight": round(weights[name], 3),
                    "battles": {
                        battle: {
                            score: _rounded(self.of_battle(name, battle, score))
                            for score in ("log", "crps")
                        }
                        for battle in self.battles
                    },
                }
                for name in self.found
            },
        }


def compare_models(
    models: Sequence[str],
    scenarios: Sequence[str | Document] | None = None,
    *,
    points: int = POINTS,
    runs: int = RUNS,
    seed: int = 1,
    out: "str | os.PathLike[str] | None" = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> ModelComparison:
    """Calibrate each model and forecast each battle by all the others.

    Raises `UserError` for fewer than two models and `ScenarioError` for one that there is not, or
    that cannot play a battle.
    """
    names = list(dict.fromkeys(models))
    if len(names) < 2:
        raise UserError("name at least two models, such as attrition,lanchester")
    documents = [load(one) if isinstance(one, str) else one for one in scenarios or BATTLES]
    ready = {name: [checked(_with(one, name)) for one in documents] for name in names}
    return ModelComparison(
        {
            name: calibrate(
                ready[name],
                free=free_of(name),
                points=points,
                runs=runs,
                seed=seed,
                out=None if out is None else f"{os.fspath(out)}/{name}",
                workers=workers,
                progress=progress,
            )
            for name in names
        }
    )


def free_of(model: str) -> list[str]:
    """The usual parameters of all battles, and those of the model."""
    kind = model_named(model).Parameters
    return [*USUAL, *(f"combat.parameters.{name}" for name in kind.usual or kind.priors)]


def _with(document: Document, model: str) -> Document:
    if document.definition.combat.model == model:
        return document
    return document.set({"combat.model": model, "combat.parameters": {}}, "--models")


Measures = Mapping[tuple[str, str], tuple[float, float]]


def _shared(measures: "Sequence[Measures] | Any") -> list[tuple[str, str]]:
    """The measures that all have."""
    first, *others = measures
    return [key for key in first if all(key in one for one in others)]


def _gap(ours: Measures, best: Measures) -> Gap:
    keys = _shared([ours, best])
    away = np.array([np.subtract(ours[key], best[key]) for key in keys])
    battles = np.array([battle for battle, _ in keys])
    known = np.isfinite(away[:, 1])
    return Gap(
        float(away[:, 0].mean()),
        clustered_error(away[:, 0], battles),
        float(away[known, 1].mean()),
        clustered_error(away[known, 1], battles[known]),
    )


def stacking(log_densities: np.ndarray) -> np.ndarray:
    """The weights, (models,), of the mixture with the highest product of densities.

    `log_densities` have shape (models, records); expectation and maximisation take turns.
    """
    densities = np.exp(log_densities - log_densities.max(axis=0))
    weights = np.full(len(densities), 1.0 / len(densities))
    for _ in range(STEPS):
        shares = weights[:, None] * densities
        weights = (shares / shares.sum(axis=0)).mean(axis=1)
    return weights


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
