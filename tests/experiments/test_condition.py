"""Conditions on outcomes: what they mean, and what is wrong with them."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.results.condition import parse
from sim.results.errors import UserError
from tests.results.raid import hours

COLUMNS = {
    "red.killed": np.array([0, 5, 10, 900, 901]),
    "blue.killed": np.array([5, 5, 5, 5, 5]),
    "winner": np.array(["red", "blue", "none", "red", "blue"], object),
    "ford.taken_at": hours("09:00", "10:00", None, "12:00", None),
    "red.ashore@1945-08-16T09:00": np.array([1, 2, 3, 4, 5]),
}
KINDS = {
    name: {"M": "time", "O": "side", "i": "number"}[values.dtype.kind]
    for name, values in COLUMNS.items()
}


def where(text):
    return np.flatnonzero(parse(text, KINDS, ["red", "blue"]).holds(COLUMNS)).tolist()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("red.killed > 900", [4]),
        ("red.killed>=900", [3, 4]),
        ("900 < red.killed", [4]),
        ("red.killed = blue.killed", [1]),
        ("red.killed != 5", [0, 2, 3, 4]),
        ("winner = red", [0, 3]),
        ("ford.taken_at < 1945-08-16 10:30", [0, 1]),
        ("1945-08-16 09:30 < ford.taken_at and ford.taken_at < never", [1, 3]),
        ("winner != red and red.killed < 10", [1]),
        ("winner = red or winner = none", [0, 2, 3]),
        ("winner = red or winner = blue and red.killed > 5", [0, 3, 4]),
        ("(winner = red or winner = blue) and red.killed > 5", [3, 4]),
        ("not winner = red and not (red.killed <= 10)", [4]),
        ("ford.taken_at <= 1945-08-16T10:00", [0, 1]),
        ("ford.taken_at > 1945-08-16", [0, 1, 2, 3, 4]),
        ("ford.taken_at = never", [2, 4]),
        ("red.ashore@1945-08-16T09:00 > 3.5", [3, 4]),
        ("red.killed > -1e3", [0, 1, 2, 3, 4]),
    ],
)
def test_what_a_condition_means(text, rows):
    assert where(text) == rows


def test_the_measures_of_a_condition_are_known():
    text = "winner = red and red.killed > 1 and red.killed < 3"
    assert parse(text, KINDS, ["red"]).measures == ("winner", "red.killed")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "something is missing at the end"),
        ("red.killed", "a comparison such as > 900 is missing"),
        ("red.killed >", "something is missing at the end"),
        ("red.kiled > 1", "did you mean 'red.killed'"),
        ("red.killed > 1 red", "what does 'red' mean here"),
        ("(red.killed > 1", "a bracket is not closed"),
        ("red.killed > red", "a number cannot be compared with a side"),
        ("ford.taken_at > 5", "a time cannot be compared with a number"),
        ("ford.taken_at > 1945-13-45", "is no time"),
        ("winner = rde", "unknown side 'rde' (allowed: red, blue, none); did you mean 'red'?"),
        ("winner > red", "sides can only be equal or not"),
        ("__import__(1)", "unknown measure '__import__'"),
        ("red.killed > 1; 2", "'; 2' is not understood"),
        ("(" * 60 + "red.killed > 1" + ")" * 60, "no more than 50 brackets"),
        ("x" * 3000, "at most 2,000 characters"),
    ],
)
def test_a_wrong_condition_is_refused_in_words(text, message):
    with pytest.raises(UserError) as refusal:
        where(text)
    assert message in str(refusal.value)


@given(st.text(max_size=60))
def test_any_text_is_a_condition_or_refused(text):
    with suppress(UserError):
        where(text)
