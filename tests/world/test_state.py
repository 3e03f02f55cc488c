"""What is asked of the state of many runs."""

import numpy as np
import pytest

from sim.world.state import NOWHERE, grouped


@pytest.mark.parametrize(
    "numbers", [[], [NOWHERE], [3], [3, 3], [NOWHERE, 3, 3], [2, NOWHERE, 3, 2], [NOWHERE] * 2]
)
def test_numbers_are_grouped_and_nobody_is_in_no_group(numbers):
    whole = np.array(numbers, np.int64)
    positions = np.arange(len(whole))
    found = {number: positions[where].tolist() for number, where in grouped(whole)}
    assert found == {
        number: np.flatnonzero(whole == number).tolist()
        for number in sorted({*numbers} - {NOWHERE})
    }
