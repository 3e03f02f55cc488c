"""Compiled kernels are called at once, and take nothing that they were not compiled for."""

import sys

import numba
import numpy as np
import pytest
from numba.core.errors import NumbaError

from sim import kernel
from sim.operations import crossing
from sim.rules.movement_kernel import Going
from sim.world import state
from sim.world.state import Status

REFUSED = (NumbaError, TypeError, ValueError)
"""Compiled, or interpreted."""
ROWS = np.arange(6)
FLAGS = np.array([True, False, True, True, False, False])


@pytest.fixture(autouse=True)
def compiled():
    kernel.compile_kernels()
    np.testing.assert_array_equal(state.chosen(ROWS, FLAGS), [0, 2, 3])


@pytest.mark.parametrize(
    ("rows", "flags"),
    [
        (ROWS.astype(np.int32), FLAGS),
        (ROWS, FLAGS.astype(np.int8)),
        (np.arange(0, 6, 2), np.repeat(FLAGS, 2)[::2]),
        (np.arange(12)[::2], np.repeat(FLAGS, 2)),
        (ROWS.view(np.memmap), FLAGS),
    ],
    ids=["shorter", "another kind", "strided flags", "strided", "a subclass"],
)
def test_arrays_of_other_types_and_orders_give_what_they_should(rows, flags):
    for _ in range(2):
        np.testing.assert_array_equal(state.chosen(rows, flags), rows[flags[rows] != 0])
        np.testing.assert_array_equal(state.chosen(ROWS, FLAGS), [0, 2, 3])


def test_what_may_only_be_read_is_not_written():
    account, one = np.zeros(6, np.int64), np.ones(6, np.int64)
    state.add(account, ROWS, one)
    sealed = account.view()
    sealed.flags.writeable = False
    with pytest.raises(REFUSED):
        state.add(sealed, ROWS, one)
    np.testing.assert_array_equal(account, one)


def test_a_fraction_is_no_whole_number():
    status, places = np.full(6, int(Status.FIELD), np.int8), np.full(6, 2, np.int16)
    assert state._in_field(ROWS, 2, status, places).all()
    assert not state._in_field(ROWS, 2.5, status, places).any()
    assert state._in_field(ROWS, 2, status, places).all()


@pytest.mark.parametrize("wrong", [ROWS[:, None], None, 3])
def test_other_shapes_and_no_arrays_at_all_are_refused(wrong):
    with pytest.raises(REFUSED):
        state.chosen(wrong, FLAGS)


def test_what_is_refused_is_let_go():
    status, places = np.full((6, 1), int(Status.WAITING), np.int8), np.zeros((6, 1), np.int16)
    going = Going(ROWS, np.zeros_like(ROWS), np.zeros_like(ROWS))
    others = going._replace(places=going.places.astype(np.int32))
    arrays = [*going, others.places, status, places]
    for one in (going, others):
        assert crossing.lie_at(one, status, places).all()
    before = [sys.getrefcount(array) for array in arrays]
    for one in (others, going) * 10:  # each is tried by what was compiled for the other
        assert crossing.lie_at(one, status, places).all()
    assert [sys.getrefcount(array) for array in arrays] == before


def test_a_kernel_of_whoever_uses_numba_may_call_ours():
    @numba.njit
    def total(rows, flags):
        return state.chosen(rows, flags).sum()

    assert total(ROWS, FLAGS) == 5
