import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.combat.contract import CombatModel, Engagement, Losses
from sim.combat.samples import SampleForce, next_turn, sample_engagement

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="session")
def table() -> Callable[[str], list[dict[str, str]]]:
    """Reads a verification table."""

    def read(name: str) -> list[dict[str, str]]:
        with (DATA / name).open(newline="") as file:
            return list(csv.DictReader(file))

    return read


@pytest.fixture(scope="session")
def plain() -> Callable[..., SampleForce]:
    """One unit without weapons, each man inflicting `fire` losses an hour."""

    def make(men: int, fire: float = 1.0, exposure: float = 1.0) -> SampleForce:
        return SampleForce(men=(men,), fire=(fire,), exposure=(exposure,))

    return make


@pytest.fixture(scope="session")
def fought() -> Callable[..., Engagement]:
    """Plays some turns of a sample engagement; returns what is left."""

    def fight(model: CombatModel, turns: int = 1, **sample: Any) -> Engagement:
        engagement = sample_engagement(model, **sample)
        for _ in range(turns):
            losses: Losses = model.resolve(engagement)
            engagement = next_turn(engagement, losses)
        return engagement

    return fight


@pytest.fixture(scope="session")
def strength() -> Callable[[Engagement, str], np.ndarray]:
    """Men of each unit of a side, the fraction that is lost already taken off."""

    def read(engagement: Engagement, side: str) -> np.ndarray:
        force = getattr(engagement, side)
        return force.men - (0.0 if force.fraction is None else force.fraction)

    return read
