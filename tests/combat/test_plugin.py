"""The twenty-line model of the README, registered as another package would."""

from importlib.metadata import EntryPoint

import numpy as np
import pytest
from pydantic import Field

from sim.combat import (
    PERSONNEL,
    CombatModel,
    Losses,
    Parameters,
    check_combat_model,
    model_named,
    model_names,
    registry,
)
from sim.experiments.parameters import parameters
from sim.experiments.play import play
from sim.history.calibrate.design import free_parameters
from sim.results.errors import UserError
from sim.scenario import load


class Coin(CombatModel):
    """Each man who is fired at is lost with one and the same chance an hour."""

    name = "coin"

    class Parameters(Parameters):
        chance: float = Field(0.05, ge=0, le=1, description="chance of a loss in one hour")

    def resolve(self, engagement):
        kept = (1 - engagement.parameter("chance")) ** engagement.hours
        red, blue = engagement.attacker, engagement.defender
        losses = Losses.none(engagement)
        for force, enemy, lost in (
            (red, blue, losses.attacker_men),
            (blue, red, losses.defender_men),
        ):
            fired_at = enemy.fire[:, :, PERSONNEL].sum(axis=1) > 0
            expected = force.men * ((1 - kept) * fired_at)[:, None]
            lost[:] = np.floor(expected + engagement.uniforms(force))
        return losses


@pytest.fixture
def registered(monkeypatch):
    point = EntryPoint("coin", f"{__name__}:Coin", registry.GROUP)
    monkeypatch.setattr(point.__class__, "load", lambda self: Coin)
    monkeypatch.setattr(registry, "entry_points", lambda group: [point])
    registry._installed.cache_clear()
    yield
    registry._installed.cache_clear()


def test_it_keeps_the_contract():
    check_combat_model(Coin)


@pytest.mark.usefixtures("registered")
def test_it_serves_a_scenario_by_name():
    assert "coin" in model_names()
    assert model_named("coin") is Coin
    document = load("toro").set({"combat.model": "coin", "combat.parameters.chance": 0.1})
    played = play(document.definition, np.arange(5), seed=1)
    assert (played.outcomes["japan.casualties"] > 0).all()


@pytest.mark.usefixtures("registered")
def test_its_parameters_need_no_priors():
    chance = next(one for one in parameters() if one.model == "coin")
    assert chance.held == "no prior"
    battle = load("toro").set({"combat.model": "coin"})
    with pytest.raises(UserError, match=f"{chance.path} has no prior; .* --priors FILE with"):
        free_parameters([battle], [chance.path])
    stated = {chance.path: {"uniform": [0.0, 0.1]}}
    assert free_parameters([battle], [chance.path], stated).values(np.zeros((1, 1))) == 0.05
