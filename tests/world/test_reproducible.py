"""Runs are the same in any company; strangers change nobody's luck."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.combat import model_named, model_names
from sim.experiments.play import play
from sim.scenario import load
from sim.scenario.library import bundled
from tests.skirmish import played, skirmish


def assert_same(part, whole, rows):
    for name, values in whole.outcomes.items():
        np.testing.assert_array_equal(part.outcomes[name], values[rows], err_msg=name)


@pytest.fixture(scope="module")
def batch():
    return played(300)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 299), min_size=1, max_size=40, unique=True))
def test_any_subset_in_any_order_gives_the_same_rows(batch, runs):
    assert_same(played(np.array(runs)), batch, runs)


def test_toro_run_alone_equals_its_row():
    definition = load("toro").definition
    whole = play(definition, np.arange(400), 11)
    for run in (0, 7, 123, 399):
        assert_same(play(definition, np.array([run]), 11), whole, [run])
    assert_same(play(definition, np.arange(100, 250), 11), whole, np.arange(100, 250))


COMPANY = 6
"""Runs that are played together, in chunks of several sizes, and alone."""


def under(name, model):
    document = load(name)
    if document.definition.combat.model == model:
        return document.definition
    return document.set({"combat.model": model, "combat.parameters": {}}).definition


@pytest.mark.parametrize("model", model_names())
@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow if n != "toro" else ()) for n in bundled()]
)
def test_a_run_is_itself_in_every_company_under_every_model(name, model):
    definition = under(name, model)
    if model_named(model)().unfit(definition):
        return  # that it says so is tested elsewhere
    whole = play(definition, np.arange(COMPANY), 1)
    for size in (1, 4):
        for first in range(0, COMPANY, size):
            runs = np.arange(first, min(first + size, COMPANY))
            if size > 1 or first % 4 == 0:
                assert_same(play(definition, runs, 1), whole, runs)


def test_seeds_differ(batch):
    assert (played(300, seed=2).outcomes["blue.killed"] != batch.outcomes["blue.killed"]).any()


def test_an_idle_unit_changes_nobody(batch):
    idle = {"side": "red", "men": 500, "weapons": {"machine_gun": 3}}
    other = played(300, units__aardvarks=idle)
    gives_up = "red.surrendered_at"  # who waits off the map has not laid down his arms
    for name in batch.outcomes.keys() - {gives_up}:
        np.testing.assert_array_equal(other.outcomes[name], batch.outcomes[name], err_msg=name)


def test_an_array_over_runs_equals_each_value_alone():
    men = np.array([100.0, 250.0, 400.0])
    batch = play(skirmish(units__marines__men=men), np.arange(3), 5)
    for run, number in enumerate(men):
        alone = play(skirmish(units__marines__men=int(number)), np.array([run]), 5)
        assert_same(alone, batch, [run])


def test_a_too_short_array_is_refused():
    with pytest.raises(ValueError, match=r"units\.marines\.men has 2 values, one a run"):
        play(skirmish(units__marines__men=np.array([1.0, 2.0])), np.arange(3), 5)
