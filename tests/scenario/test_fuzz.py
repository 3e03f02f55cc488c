"""Whatever a file holds, all that comes of it is a scenario or a `ScenarioError`."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario import ScenarioError, load, parse_assignment

Write = Callable[..., Path]
same_folder = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150
)
yaml_text = st.text(st.sampled_from("ab1 \n\t:-[]{}&*!|>'\"%@`#,?.~\\x\x00\u2028"), max_size=60)


def outcome(path: Path) -> None:
    try:
        load(path)
    except ScenarioError as error:
        told = error.problems
    else:
        return
    assert told
    assert all(problem.message for problem in told)


@same_folder
@given(st.binary(max_size=200))
def test_random_bytes(write: Write, data: bytes) -> None:
    outcome(write(data))


@same_folder
@given(yaml_text)
def test_random_yaml(write: Write, text: str) -> None:
    outcome(write(text))


@same_folder
@given(st.data(), yaml_text)
def test_a_scenario_with_random_text_in_it(
    small: str, write: Write, data: st.DataObject, text: str
) -> None:
    first = data.draw(st.integers(0, len(small)))
    last = data.draw(st.integers(first, min(len(small), first + 20)))
    outcome(write(small[:first] + text + small[last:]))


@same_folder
@given(st.text(max_size=60))
def test_random_assignments(text: str) -> None:
    with contextlib.suppress(ScenarioError):
        parse_assignment(f"a={text}")
