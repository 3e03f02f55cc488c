"""Which models serve which of the bundled battles, as the README says."""

import pytest

from sim.cli.scenarios import load
from sim.experiments.validation import problems
from sim.scenario import ScenarioError, bundled


def served(scenario, model):
    try:
        return not list(problems(load(scenario, None, None, model)))
    except ScenarioError:
        return False


@pytest.mark.parametrize("scenario", bundled())
def test_all_models_but_the_salvo_serve_every_battle(scenario):
    models = {"attrition", "lanchester", "markov", "qjm", "crt", "dice"}
    found = {model for model in (*models, "salvo") if served(scenario, model)}
    assert found == models | ({"salvo"} if scenario == "evacuation" else set())
