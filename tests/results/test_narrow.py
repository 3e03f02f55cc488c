"""Rows that go from process to process in few bytes come out as they were."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sim.experiments.play import play
from sim.results.narrow import Narrow, narrow
from sim.results.rows import Rows
from sim.scenario import load

SHAPES = arrays.array_shapes(max_dims=3, min_side=0)
NUMBERS = arrays.arrays(np.int64, SHAPES)


@given(st.one_of(NUMBERS, arrays.arrays(np.int8, SHAPES)))
def test_numbers_come_back(values):
    assert_same(values)


@given(st.lists(st.one_of(st.none(), st.integers(-(2**40), 2**40))))
def test_times_come_back(minutes):
    never = np.datetime64("NaT", "m")
    listed = [never if one is None else np.datetime64(one, "m") for one in minutes]
    assert_same(np.array(listed, "datetime64[m]"))


def assert_same(values):
    found = narrow(values)
    found = found.widened() if isinstance(found, Narrow) else found
    assert found.dtype == values.dtype
    np.testing.assert_array_equal(found, values)


@pytest.mark.parametrize(("most", "bytes_each"), [(200, 1), (40_000, 2), (3_000_000, 4)])
def test_numbers_take_as_many_bytes_as_the_largest_needs(most, bytes_each):
    assert narrow(np.array([0, most])).values.itemsize == bytes_each


def test_rows_and_series_are_sent_in_a_third_of_their_bytes():
    played = play(load("toro").definition, np.arange(60), 1, series_every=4)
    rows = Rows(played.runs, played.runs * 0, played.outcomes, played.series)
    sent = pickle.dumps(rows)
    found = pickle.loads(sent)
    whole = [*rows.measures.values(), *rows.series.values.values()]
    assert len(sent) < sum(one.nbytes for one in whole) / 3 + 20_000
    for name, values in rows.measures.items():
        assert found.measures[name].dtype == values.dtype
        np.testing.assert_array_equal(found.measures[name], values)
    assert found.series.labelled().identical(rows.series.labelled())
