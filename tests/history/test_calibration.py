"""Calibration over battles, against batches of which the truth is known."""

import numpy as np
import pytest
from scipy import stats

from sim.history.calibration import calibration, spread
from sim.history.comparison import compare
from tests.history.recorded import one, recorded
from tests.results.raid import batch, full_batch, hours, raid


def battle(tmp_path, record):
    """A battle with one measure, normal runs and the recorded value."""
    document = recorded(tmp_path, one("red.killed", f"value: {record}"))
    sample = np.random.default_rng(record).normal(1e5, 1e3, 400).round().astype(int)
    return compare(batch(document, red__killed=sample))


def records(width, count=200):
    """Values that cover a normal distribution evenly."""
    shares = (np.arange(count) + 0.5) / count
    return stats.norm(1e5, width).ppf(shares).round().astype(int)


def test_records_drawn_as_the_runs_were_lie_in_the_band(tmp_path):
    found = calibration([battle(tmp_path, record) for record in records(1e3)])
    assert found.measures == found.battles == 200
    assert found.tenths.sum() == pytest.approx(200)
    low, high = found.band
    assert np.all((found.tenths > low) & (found.tenths < high))
    share, least, most = found.central(90)
    assert least < share < most
    # 200 independent measures: a tenth holds 20, give or take 1.64 * sqrt(200 * 0.1 * 0.9)
    assert low.mean() == pytest.approx(20 - 7, abs=1.5)
    assert high.mean() == pytest.approx(20 + 7, abs=1.5)


def test_records_that_scatter_more_than_the_runs_fill_the_ends(tmp_path):
    found = calibration([battle(tmp_path, record) for record in records(3e3)])
    low, high = found.band
    assert found.tenths[0] > 1.5 * high[0]
    assert found.tenths[9] > 1.5 * high[9]
    assert found.tenths[4:6].max() < low.min()
    share, least, _ = found.central(50)
    assert share < least
    assert "lie in the central 50 % of the runs" in found.sentence


def test_measures_that_hang_together_widen_the_band(tmp_path):
    names = ["red.killed", "red.wounded", "red.missing", "red.captured"]
    document = recorded(tmp_path, "\n".join(one(name, "value: 5") for name in names))
    random = np.random.default_rng(1)
    same = random.permutation(1000)
    columns = {name.replace(".", "__"): same for name in names}
    tied = calibration([compare(batch(document, **columns))])
    free = {name: random.permutation(1000) for name in columns}
    loose = calibration([compare(batch(document, **free))])
    assert tied.band[1].max() == 4
    assert loose.band[1].max() < 3


def test_ties_and_intervals_are_spread_and_rivals_share_one_measure(tmp_path):
    claims = """\
  red.killed:
    - {low: 1, high: 50, source: book, where: p}
    - {value: 1000, source: diary, where: p}
"""
    document = recorded(tmp_path, claims)
    found = calibration([compare(batch(document, red__killed=np.arange(1, 101)))])
    np.testing.assert_allclose(found.tenths, [0.1] * 5 + [0] * 4 + [0.5])


def test_mass_is_neither_lost_nor_made():
    below, upto = np.array([0, 0, 3, 10, 10]), np.array([0, 10, 4, 10, 10])
    found = spread(below, upto, 10)
    np.testing.assert_allclose(found.sum(axis=1), 1.0)
    np.testing.assert_allclose(found[1], 0.05)
    assert found[3, -1] == found[0, 0] == pytest.approx(1.0)
    np.testing.assert_allclose(found[2, 6:8], 0.5)


def test_never_is_the_last_rank_and_the_winner_is_left_out(tmp_path):
    found = calibration([compare(full_batch(raid(tmp_path)))])
    assert found.measures == 3
    json = found.as_json()
    assert list(json) == ["measures", "tenths", "low", "high"]
    assert sum(json["tenths"]) == pytest.approx(3)


def test_without_claims_there_is_nothing_to_calibrate(tmp_path):
    document = recorded(tmp_path, "")
    found = calibration([compare(batch(document, ford__taken_at=hours("09:00")))])
    assert found.measures == 0
    assert found.sentence == "No measure has a claim that could be calibrated."
