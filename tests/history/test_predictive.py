"""Predictive distributions and scores, against laws and against scoringrules."""

import math
import subprocess
import sys

import numpy as np
import pytest
import scoringrules
from scipy import stats

from sim.history.comparison import compare
from sim.history.predictive import Predictive
from sim.history.scores import crps
from sim.results.tally import Tally
from tests.history.recorded import one, recorded
from tests.results.raid import batch, full_batch, hours, raid


def of_counts(values) -> Predictive:
    counts = np.asarray(values, np.float64)
    return Predictive(Tally.of(counts), len(counts), 1.0, None, math.inf)


@pytest.fixture
def of_hours(tmp_path):
    definition = raid(tmp_path).definition  # 05:00 on the 16th to 05:00 on the 17th, hourly
    return lambda *texts: Predictive.of(Tally.of(hours(*texts)), definition)


NORMAL = np.random.default_rng(7).normal(100.0, 10.0, 20_000).round()


def test_the_robust_scale_of_a_normal_sample_is_its_standard_deviation() -> None:
    found = of_counts(NORMAL)
    assert found.scale == pytest.approx(10.0, rel=0.05)
    assert found.distance(120, 120) == pytest.approx(2.0, abs=0.15)
    assert found.distance(70, 80) == pytest.approx(-2.0, abs=0.15)
    assert found.distance(90, 300) == 0.0


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([0] * 100, 1.0),  # all runs alike: one man
        ([0] * 80 + [4] * 20, 4 / 3.29),  # quartiles alike: the central 90 %
        ([5], 1.0),
    ],
)
def test_a_scale_is_never_zero(values, scale) -> None:
    found = of_counts(values)
    assert found.scale == pytest.approx(scale)
    assert math.isfinite(found.distance(1000, 1000))


@pytest.mark.parametrize("values", [[0] * 50, [3], [0, 0, 0, 7], list(range(40))])
def test_probabilities_of_counts_sum_to_one(values) -> None:
    found = of_counts(values)
    total = sum(found.probability(k, k) for k in range(2000))
    # what is left lies in the tail of the one run that was not played
    assert 1.0 - 1.0 / (len(values) + 1) < total < 1.0 + 1e-12
    assert found.probability(0, 1e12) == pytest.approx(1.0)
    assert found.probability(3, 9) == pytest.approx(
        sum(found.probability(k, k) for k in range(3, 10))
    )


def test_the_smoothed_distribution_is_near_the_law_that_was_sampled() -> None:
    sample = np.random.default_rng(3).poisson(20, 50_000)
    found = of_counts(sample)
    for value in (10, 20, 30):
        assert found.probability(value, value) == pytest.approx(
            stats.poisson.pmf(value, 20), rel=0.1
        )


def test_nothing_is_impossible_and_n_runs_cannot_exclude_much_more_than_one_in_n() -> None:
    few, many = of_counts(NORMAL[:100]), of_counts(NORMAL)
    assert 0.0 < many.probability(10**6, 10**6) < many.probability(200, 200) < 1e-6
    assert many.probability(150, 150) < few.probability(150, 150)


def test_the_score_of_a_tally_is_that_of_its_runs_one_by_one() -> None:
    sample = np.random.default_rng(5).poisson(4, 300)
    for value in (0, 4, 31):
        expected = scoringrules.crps_ensemble(value, sample.astype(float), backend="numpy")
        assert crps(of_counts(sample), value) == pytest.approx(float(expected))
    # two runs, 0 and 4, and the value 1: E|X - 1| - E|X - X'| / 2 = 2 - 1
    assert crps(of_counts([0, 4]), 1) == pytest.approx(1.0)


def test_never_counts_as_the_end_where_a_number_is_needed(of_hours) -> None:
    found = of_hours("09:00", "09:00", None, None, None)
    assert found.median == 24.0
    assert crps(found, 24.0) == pytest.approx(0.4**2 * 20)  # 20 hours too early in 40 % of runs
    assert found.probability(0.0, 24.0) == pytest.approx(2 / 6, abs=0.17)


def test_what_happened_in_no_run_can_still_be_scored(tmp_path, of_hours) -> None:
    found = of_hours(None, None, None)
    assert found.distance(4.0, 4.0) == -20.0  # no spread: in turns of an hour
    assert 0.0 < found.probability(4.0, 4.0) < 0.25
    document = recorded(tmp_path, one("ford.taken_at", "value: 1945-08-16 20:00"))
    found = compare(batch(document, ford__taken_at=hours(None, None)))
    assert all(math.isfinite(each.log_score) for each in found.scores)


def test_scores_are_smaller_for_what_the_runs_foretold(tmp_path) -> None:
    found = {
        (each.measure, each.source): each for each in compare(full_batch(raid(tmp_path))).scores
    }
    near, far = found["blue.killed", "book"], found["blue.killed", "diary"]
    assert near.crps < far.crps
    assert near.log_score < far.log_score
    winner = found["winner", "book"]  # 150 of 200 runs, three outcomes
    assert (winner.crps, winner.distance) == (None, None)
    assert winner.log_score == pytest.approx(-math.log(151 / 203), abs=1e-4)


def test_scores_do_not_wait_for_kernels_to_be_compiled() -> None:
    program = """
import sys
from math import inf
import numpy as np
from sim.history.predictive import Predictive
from sim.history.scores import crps
from sim.results.tally import Tally
import numba
found = crps(Predictive(Tally.of(np.array([0.0, 4.0])), 2, 1.0, None, inf), 1)
assert sys.modules["numba"] is numba
import scoringrules
print(found, "numba" in scoringrules.backend.backends)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("1.0 False\n", "")
