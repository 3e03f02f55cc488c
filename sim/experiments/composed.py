"""Battles that are about to begin."""

from typing import Any

import numpy as np

from sim.battle import Battle
from sim.combat.registry import model_named
from sim.scenario.definition import Definition


def composed(definition: Definition, runs: np.ndarray, seed: int, **options: Any) -> Battle:
    """A battle with the model that the scenario names; `options` are those of `Battle`.

    Raises ValueError if the model cannot serve the scenario.
    """
    model = model_named(definition.combat.model)()
    if complaints := model.unfit(definition):
        raise ValueError("; ".join(complaints))
    return Battle(definition, model, runs, seed, **options)
