"""Rows that go from process to process in few bytes come out as they were."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sim.experiments.play import play
from sim.results.narrow import narrow, widened
from sim.results.rows import Rows, joined_rows
from sim.results.series import Series
from sim.scenario import load

NUMBERS = arrays.arrays(np.int64, st.integers(0, 9))


@given(st.lists(NUMBERS, min_size=1, max_size=3))
def test_numbers_come_back(pieces):
    assert_same(*pieces)


TIMES = st.lists(st.one_of(st.none(), st.integers(-(2**40), 2**40)))


@given(st.lists(TIMES, min_size=1, max_size=3))
def test_times_come_back(pieces):
    never = np.datetime64("NaT", "m")
    listed = [[never if m is None else np.datetime64(m, "m") for m in one] for one in pieces]
    assert_same(*(np.array(one, "datetime64[m]") for one in listed))


def test_names_come_back():
    assert_same(np.array(["soviet", "none"]), np.array(["japan"]))


def assert_same(*pieces):
    found = widened([narrow(one) for one in pieces])
    whole = np.concatenate(pieces)
    assert found.dtype == whole.dtype
    np.testing.assert_array_equal(found, whole)


@pytest.mark.parametrize(("most", "bytes_each"), [(200, 1), (40_000, 2), (3_000_000, 4)])
def test_numbers_take_as_many_bytes_as_the_largest_needs(most, bytes_each):
    assert narrow(np.array([0, most])).values.itemsize == bytes_each


def test_rows_and_series_are_sent_in_a_third_of_their_bytes():
    played = play(load("toro").definition, np.arange(60), 1, series_every=4)
    rows = Rows(played.runs, played.runs * 0, played.outcomes, played.series)
    sent = pickle.dumps(rows)
    found = joined_rows([pickle.loads(sent)], dict.fromkeys(rows.measures))
    whole = [*rows.measures.values(), *rows.series.values.values()]
    assert len(sent) < sum(one.nbytes for one in whole) / 3 + 20_000
    for name, values in rows.measures.items():
        assert found.measures[name].dtype == values.dtype
        np.testing.assert_array_equal(found.measures[name], values)
    assert found.series.labelled().identical(rows.series.labelled())


def test_series_are_joined_in_the_order_of_their_runs():
    played = play(load("toro").definition, np.arange(6), 1, series_every=40).series
    parts = [played.of_runs(chosen) for chosen in ([4, 5], [0, 1], [2, 3])]
    found = Series.joined([Series.joined(parts[:2]), parts[2]])
    assert [*found.values] == [*played.values]
    assert pickle.loads(pickle.dumps(found)).labelled().identical(played.labelled())
    assert (
        Series.joined([played.of_runs([0]), played.of_runs([1]), parts[2]])
        .of_runs([2, 3])
        .labelled()
        .identical(parts[2].labelled())
    )
