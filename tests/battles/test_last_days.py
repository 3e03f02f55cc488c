"""The battles of the last days: Port Arthur, Dalny, Otomari and Maoka."""

from functools import cache

import numpy as np
import pytest

import sim
from sim.experiments.play import play
from sim.scenario import load
from tests.auditor import Auditor

NAMES = ("port_arthur", "dalny", "otomari", "maoka")


@cache
def outcomes(name, *variants):
    game = sim.load(name)
    for variant in variants:
        game = game.variant(variant)
    return game.monte_carlo(runs=300, seed=3).outcomes


@pytest.mark.parametrize("name", NAMES)
def test_everybody_is_accounted_for(name):
    auditor = Auditor()
    definition = load(name).definition
    play(definition, np.arange(100), 3, watch=auditor)
    assert auditor.turns == definition.turns


@pytest.mark.parametrize("name", NAMES)
def test_history_lies_within_what_comes_out(name):
    comparison = sim.load(name).monte_carlo(runs=500, seed=3).compare()
    assert comparison.inside >= 0.75 * comparison.total


@pytest.mark.parametrize("name", ["port_arthur", "dalny", "otomari"])
def test_garrisons_give_up_almost_without_a_fight(name):
    found = outcomes(name)
    assert (found["winner"] == "soviet").mean() > 0.95
    assert found["soviet.killed"].median() <= 2


@pytest.mark.parametrize("name", ["port_arthur", "dalny", "otomari"])
def test_a_garrison_that_fights_is_another_story(name):
    peace, war = outcomes(name), outcomes(name, "garrison_fights")
    assert war["soviet.casualties"].median() > 10 * peace["soviet.casualties"].median() + 20
    assert war["japan.captured"].median() < 0.9 * peace["japan.captured"].median()


def test_maoka_mostly_falls_in_a_day_and_its_people_pay():
    found = outcomes("maoka")
    assert (found["maoka_town.taken_at"] < np.datetime64("1945-08-20T20:00")).mean() > 0.88
    assert 300 < found["civilians.killed"].median() < 1200
    assert found["civilians.evacuated"].median() > 3000


@pytest.mark.parametrize("name", NAMES)
def test_a_run_alone_equals_its_row(name):
    definition = load(name).definition
    whole = play(definition, np.arange(60), 11)
    for run in (0, 17, 59):
        alone = play(definition, np.array([run]), 11)
        for measure, values in whole.outcomes.items():
            np.testing.assert_array_equal(alone.outcomes[measure], values[[run]], err_msg=measure)
