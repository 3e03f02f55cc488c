"""How fast the combat models are. Nothing is asserted: the figures go into the closing notes."""

import pytest

from sim.combat import model_named
from sim.combat.samples import SampleForce, sample_engagement

MODELS = ("attrition", "crt", "dice", "lanchester", "markov", "qjm", "salvo")
RUNS = 10_000
FEW = 100
"""Runs where nothing is measured."""


@pytest.mark.parametrize("name", MODELS)
def test_one_turn(benchmark, name):
    """One turn of the sample engagement in 10,000 runs."""
    model = model_named(name)()
    runs = RUNS if benchmark.enabled else FEW
    engagement = sample_engagement(model, runs=runs)
    model.resolve(engagement)
    benchmark.extra_info["runs"] = runs
    benchmark(model.resolve, engagement)


def to_the_end(benchmark, name, men, fire, runs, **parameters):
    runs = runs if benchmark.enabled else FEW
    model = model_named(name)()
    attacker, defender = (SampleForce((men,), (rate,), (1.0,)) for rate in fire)
    engagement = sample_engagement(
        model, attacker=attacker, defender=defender, runs=runs, hours=1e9, parameters=parameters
    )
    model.resolve(engagement)
    benchmark.extra_info["battles"] = runs
    benchmark(model.resolve, engagement)


def test_dice_10_against_10(benchmark):
    """A million battles of ten dice that hit on a 1 against ten that hit on a 1 or 2."""
    rules = {"reference": 1.0, "men_per_die": 1.0, "rounds": 100_000.0}
    to_the_end(benchmark, "dice", 10, (1.0, 2.0), 1_000_000, **rules)


def test_markov_100_against_100(benchmark):
    """A thousand battles to the end, casualty by casualty."""
    to_the_end(benchmark, "markov", 100, (1.0, 1.0), 1000)


def test_lanchester_to_the_end(benchmark):
    """A thousand battles to the end in one turn."""
    to_the_end(benchmark, "lanchester", 100, (1.0, 0.5), 1000)
