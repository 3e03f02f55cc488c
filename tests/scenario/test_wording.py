"""Messages quote what the file says, and say what is wrong with it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load, parse_assignment
from sim.scenario.order import OrderError, describe

Write = Callable[..., Path]
TAKEN = "{low: 1945-08-16 08:00, high: 1945-08-16 10:00"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("{value: red,", "{value: 5,", "unknown side 5 (allowed: red, blue)"),
        (TAKEN, "{value: 9999", "such as 1945-08-16 05:00, not 9999"),
        (TAKEN, "{value: 9999-01-01 00:00", "in a year from 1000 to 2999, not '9999-01-01 00:00'"),
        (TAKEN, "{value: 1945-08-16T05:00Z", "without a zone (`clock` names it), not '1945-08-16T"),
        ("{value: 5,", "{value: 1945-08-16T05:00,", "be a number, not '1945-08-16T05:00'"),
        ("{value: 5,", "{value: [null, true],", "a number, a time or a name, not [null, true]"),
        ("at: 1945-08-16 06:00", "at: 1945-08-18T06:00", "17 05:00, not '1945-08-18T06:00'"),
        ("[guards]\n", "[null]\n", "units.0: must be text, not nothing"),
    ],
)
def test_a_value_is_quoted_as_it_is_written(
    small: str, write: Write, before: str, after: str, message: str
) -> None:
    assert before in small
    with pytest.raises(ScenarioError) as error:
        load(write(small.replace(before, after)))
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        ("units.guards.men={uniform: [5, 1]}", "ascending order, not {uniform: [5, 1]}"),
        ('units={"a\\nb": {side: red}}', "units.a\\nb: must be a name"),
        ("units.gu\nards.men=3", "units.gu\\nards.men: unknown unit 'gu\\nards'"),
    ],
)
def test_what_is_set_is_quoted_alone_and_on_one_line(
    small: str, write: Write, assignment: str, message: str
) -> None:
    with pytest.raises(ScenarioError) as error:
        load(write(small)).set(dict([parse_assignment(assignment)]))
    lines = str(error.value).splitlines()
    assert message in lines[0]
    assert len(lines) == len(error.value.problems)
    assert "set by the user" not in str(error.value)


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ({5: 1}, "5: a key must be text, not 5"),
        ({("a", 1): 1}, "a key must be text, not ('a', 1)"),
        ({"units": [None]}, "units.0: must be text, not nothing"),
        ({"to": "a\nb"}, "to: unknown place 'a\\nb'"),
        (
            {"luck": datetime(1945, 8, 16, tzinfo=UTC)},
            "text, not 1945-08-16 00:00:00+00:00",
        ),
    ],
)
def test_an_order_is_refused_in_the_same_words(
    small: str, write: Write, order: dict[object, object], message: str
) -> None:
    wanted: dict[object, object] = {"kind": "march", "units": ["guards"], "to": "ford"}
    with pytest.raises(OrderError) as error:
        describe({**wanted, **order}, "red", load(write(small)).definition, {})  # type: ignore[dict-item]
    assert message in str(error.value)
    assert "\n" not in str(error.value)
