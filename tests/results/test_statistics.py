"""Quantiles, errors and the rounding rule against values worked out by hand."""

import math
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.results.statistics import (
    decimals,
    mean_error,
    quantile,
    quantile_error,
    quantiles,
    rank_share,
    round_number,
    round_share,
    round_time,
)
from sim.results.summary import summarise
from sim.results.tally import Tally
from tests.results.raid import hours


def tally(*values):
    return Tally.of(np.array(values))


def test_tallies_of_parts_make_the_tally_of_the_whole():
    values = hours("09:00", None, "08:00", "09:00", None)
    whole, parts = Tally.of(values), Tally.merged([Tally.of(values[:2]), Tally.of(values[2:])])
    np.testing.assert_array_equal(whole.values, parts.values)
    assert whole.counts.tolist() == parts.counts.tolist() == [1, 2, 2]
    assert (whole.runs, whole.known.runs) == (5, 3)


@pytest.mark.parametrize(
    ("error", "expected"),
    [(0.0123, 3), (0.5, 2), (4.5, 1), (45.0, 0), (123.0, -1), (0.0946, 3), (0.0996, 2)],
)
def test_an_error_keeps_two_significant_digits(error, expected):
    assert decimals(error) == expected


@pytest.mark.parametrize(
    ("value", "error", "expected"),
    [
        (12.3456, 0.0789, 12.346),
        (12.3456, 1.5, 12.3),
        (1234.5, 450.0, 1230),
        (1234.0, 0.0, 1234),
        (7.0, None, 7),
        (3.5, math.nan, 3.5),
    ],
)
def test_a_value_shows_the_digits_that_its_error_supports(value, error, expected):
    rounded = round_number(value, error)
    assert rounded == expected
    assert isinstance(rounded, int) == float(expected).is_integer()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (3.0, "1945-08-16T09:37"),
        (99.0, "1945-08-16T09:37"),
        (120.0, "1945-08-16T09:40"),
        (1500.0, "1945-08-16T10:00"),
        (900_000.0, "1945-08-16T00:00"),
        (0.0, "1945-08-16T09:37"),
    ],
)
def test_a_time_is_no_finer_than_its_error_supports(error, expected):
    moment = np.datetime64("1945-08-16T09:37", "m")
    assert round_time(moment, error) == np.datetime64(expected, "m")


def test_the_error_of_a_mean():
    # deviations -2 -1 0 1 2: variance 10 / 4, over 5 runs
    assert mean_error(tally(1, 2, 3, 4, 5)) == pytest.approx(math.sqrt(2.5 / 5))
    assert mean_error(tally(1)) is None


def test_a_quantile_is_an_observed_value():
    ordered = np.arange(1, 101)
    assert [quantile(ordered, p) for p in (0.05, 0.25, 0.5, 0.95)] == [5, 25, 50, 95]
    assert quantile(ordered, -0.1) == 1
    assert quantile(ordered, 1.1) == 100


def test_the_error_of_a_quantile_is_half_the_distance_of_two_order_statistics():
    # p = 0.5, n = 100: one standard error of the share is 0.05, so ranks 45 and 55
    assert quantile_error(tally(*range(1, 101)), 0.5) == 5.0
    assert quantile_error(tally(*[3] * 50), 0.5) == 0.0


def test_never_counts_as_later_than_everything():
    values = hours("09:00", None, "08:00", "10:00")
    found = quantiles(Tally.of(values))
    assert found["median"] == np.datetime64("1945-08-16T09:00")
    assert np.isnat(found["p95"])


def test_a_rank_share_counts_half_of_those_equal():
    assert rank_share(tally(1, 2, 2, 3), 2) == 0.5
    assert rank_share(tally(1, 2, 2, 3), 9) == 1.0
    assert rank_share(Tally.of(hours("09:00", None)), np.datetime64("1945-08-16T09:00")) == 0.25


def test_a_share_of_no_run_is_not_impossible_but_shown_as_zero():
    assert round_share(0.0, 1000) == 0
    assert round_share(1.0, 1000) == 1
    assert round_share(2 / 3, 1000) == 0.667


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=300))
def test_quantiles_of_counts_are_ordered_whole_numbers(values):
    found = quantiles(tally(*values))
    listed = [found[name] for name in ("p5", "p25", "median", "p75", "p95")]
    assert listed == sorted(listed)
    assert all(isinstance(one, int) for one in listed)


def test_summary_of_counts():
    summary = summarise("red.killed", tally(1, 2, 3, 4, 5))
    assert summary.as_json() == {
        "mean": 3, "se": 0.71, "median": 3, "p5": 1, "p25": 2, "p75": 4, "p95": 5,
    }  # fmt: skip
    assert summary.share == 1


def test_summary_of_one_run_has_no_error():
    summary = summarise("red.killed", tally(7))
    assert summary.as_json() == dict.fromkeys(("mean", "median", "p5", "p25", "p75", "p95"), 7) | {
        "se": None
    }


def test_summary_of_times_speaks_of_the_runs_in_which_it_happened():
    summary = summarise("ford.taken_at", Tally.of(hours("08:00", "10:00", None, None)))
    assert summary.mean == datetime(1945, 8, 16, 9)
    assert (summary.happened, summary.runs, summary.share) == (2, 4, 0.5)
    assert summary.se == 60
    assert summary.as_json()["p95"] == "1945-08-16T10:00"


def test_summary_of_what_never_happened_is_null():
    summary = summarise("ford.taken_at", Tally.of(hours(None, None)))
    assert set(summary.as_json().values()) == {None}


def test_summary_of_the_winner_has_shares():
    summary = summarise("winner", Tally.of(np.array(["red"] * 3 + ["blue"], object)))
    assert summary.mean == {"blue": 0.25, "red": 0.75}
    assert summary.se == {"blue": 0.24, "red": 0.24}  # of 2 of 6 and 4 of 6 (rule of succession)
    assert summary.median is None
