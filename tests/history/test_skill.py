"""Skill against a null model: rivals once, sums once, proper scores."""

import math

import numpy as np
import pytest

from sim.experiments.monte_carlo import monte_carlo
from sim.history.comparison import compare
from sim.history.null_model import null_predictive
from sim.history.skill import joined, score_measure, sums_among
from sim.results.tally import Tally
from sim.scenario.measures import measures
from tests.history.skirmishes import bridge


def compared(claims, runs=200):
    return compare(monte_carlo(bridge(claims), runs, 1))


def test_sums_of_other_measures_are_found():
    rng = np.random.default_rng(1)
    killed, wounded, ships = (rng.integers(0, 50, 100) for _ in range(3))
    columns = {
        "killed": killed,
        "casualties": killed + wounded,
        "wounded": wounded,
        "again": killed,
        "fixed": np.full(100, 7),
        "ships": ships,
        "nearly": killed + wounded + (np.arange(100) == 3),
    }
    assert sums_among(columns) == ["casualties", "again"]


def test_a_claimed_sum_is_left_out_and_said():
    claims = {"north.killed": 10, "north.wounded": 30, "north.killed_and_wounded": 40}
    found = compared(claims)
    assert found.skill.sums == ("north.killed_and_wounded",)
    assert [one.measure for one in found.skill.scores] == ["north.killed", "north.wounded"]
    assert "Sums" not in found.sentence


def test_rivals_are_one_piece_of_evidence():
    document = bridge({"north.killed": [10, 20]})
    tally = Tally.of(np.random.default_rng(2).poisson(12, 4000))
    both = score_measure("north.killed", tally, document.definition)
    alone = [
        score_measure("north.killed", tally, bridge({"north.killed": one}).definition)
        for one in (10, 20)
    ]
    mixture = np.mean([math.exp(-one.log) for one in alone])
    assert both.log == pytest.approx(-math.log(mixture))
    assert both.crps == pytest.approx(np.mean([one.crps for one in alone]))


def test_log_score_of_a_count_is_that_of_its_probability():
    document = bridge({"north.killed": 10})
    tally = Tally.of(np.random.default_rng(3).poisson(12, 20_000))
    probability = math.exp(-12) * 12**10 / math.factorial(10)
    found = score_measure("north.killed", tally, document.definition)
    assert found.log == pytest.approx(-math.log(probability), abs=0.05)


def test_the_null_model_loses_a_share_of_the_strength():
    definition = bridge().definition
    known = measures(definition)
    lost = null_predictive(known["north.casualties"], definition)
    assert lost.median == pytest.approx(0.09 * 180, abs=1)
    killed = null_predictive(known["south.killed"], definition)
    assert killed.median == pytest.approx(0.2 * 0.09 * 100, abs=1)
    hour = null_predictive(known["bridge.taken_at"], definition)
    assert hour.known.runs == 900
    assert hour.median == pytest.approx(13.3, abs=0.2)


def test_runs_that_are_right_have_skill_and_wrong_ones_have_none():
    typical = int(np.median(compared({"north.killed": 1}).batch.columns["north.killed"]))
    right = compared({"winner": "north", "north.killed": typical})
    wrong = compared({"winner": "north", "north.killed": 179})
    assert right.skill.times > 1.5
    assert right.skill.crps_skill > 0.3
    assert wrong.skill.crps_skill < 0
    assert right.sentence.startswith("The runs give the records ")
    assert "less in CRPS" in right.sentence
    assert "more in CRPS" in wrong.sentence
    both = joined([right.skill, wrong.skill])
    assert both.log == pytest.approx((right.skill.log + wrong.skill.log) / 2)


def test_the_json_of_a_comparison_has_its_skill():
    found = compared({"winner": "north", "north.killed": 10}).as_json()["skill"]
    assert found["measures"] == 2
    assert set(found) == {"measures", "sums", "log", "null_log", "crps", "null_crps", "crps_skill"}
