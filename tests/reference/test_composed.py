"""The engine against the referee in composed scenarios: the same measures, run by run."""

import numpy as np
import pytest
from hypothesis import given, settings

from sim.experiments.play import play as engine
from sim.scenario.validate import validate
from tests.compose import scenarios
from tests.reference.referee import play as referee

SEED = 1
RUNS = np.arange(3)


def assert_same(tree):
    definition, found = validate(tree)
    assert definition is not None, found
    outcomes = engine(definition, RUNS, SEED).outcomes
    rows = [referee(definition, SEED, run) for run in RUNS.tolist()]
    for name, values in outcomes.items():
        assert [plain(value) for value in values] == [row[name] for row in rows], name


def plain(value):
    """A value of the engine's table as the referee says it."""
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else value.item()
    return value


@settings(max_examples=100)
@given(scenarios())
def test_engine_and_referee_agree(tree):
    assert_same(tree)


@pytest.mark.slow
@settings(max_examples=max(300, settings().max_examples))
@given(scenarios())
def test_engine_and_referee_agree_in_many_scenarios(tree):
    assert_same(tree)
