"""Forces as text."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.duels.forces import Force, Group, OddsError, dice_force, markov_force

groups = st.lists(st.tuples(st.integers(1, 500), st.integers(0, 6)), min_size=1, max_size=20)


def test_groups_are_read_in_their_order_of_loss():
    force = dice_force(" 6@1, 2@3,2 @ 4 ")
    assert force.groups == (Group(6, 1), Group(2, 3), Group(2, 4))
    assert force.size == 10
    assert list(force.powers) == [4, 4, 3, 3, 1, 1, 1, 1, 1, 1]


@given(groups)
def test_a_force_reads_what_it_writes(pairs):
    force = Force(tuple(Group(*pair) for pair in pairs))
    assert dice_force(str(force)) == force


@pytest.mark.parametrize("text", ["3@0.01", "3@.5", "3@2e-3", "3@7"])
def test_rates_are_decimal_numbers(text):
    assert markov_force(text).powers == pytest.approx(np.full(3, float(text[2:])))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("10", r"attacker: group 1 \(character 1\), '10': must be units and their power joined"),
        ("", r"group 1 \(character 1\), '': must be"),
        ("6@1,,2@3", r"group 2 \(character 5\), '': must be"),
        ("6@1,x@3", r"group 2 \(character 5\), 'x@3': the number of units must be a whole number"),
        ("6@1,2@3,2@4.5", r"group 3 \(character 9\).*must be a whole number, not '4.5'; allowed"),
        ("6@-1", "must be a whole number, not '-1'"),
        ("0@1", "the number of units must be from 1 to 100,000, not 0"),
        ("٣@1", "must be a whole number"),
        ("60000@1,60000@1", "at most 100,000 units, not 120,000"),
        ("9" * 5000 + "@1", r"'9{37}\.\.\.'"),
        (",".join(["1@1"] * 1001), "attacker: at most 1,000 groups are allowed, not 1,001"),
    ],
)
def test_wrong_text_is_refused_with_its_place(text, message):
    with pytest.raises(OddsError, match=message):
        dice_force(text, "attacker")


@given(st.text(alphabet="0123456789@,. ex-", max_size=30))
def test_any_text_is_read_or_refused(text):
    for read in (dice_force, markov_force):
        with suppress(OddsError):
            assert read(text).size > 0
