"""What `check` says of claims and values that are weak evidence."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from sim.scenario import load
from sim.scenario.evidence import doubts
from sim.scenario.example import example_text

Write = Callable[..., Path]
START = "{at: 1945-08-16 06:00, assumed: a guess}"


def told(path: Path) -> list[str]:
    return [f"{one.line}: {one.path}: {one.message}" for one in doubts(load(path))]


def test_a_sound_battle_has_none(small: str, write: Write) -> None:
    assert told(write(small)) == []


def test_a_claim_is_read_back_from_the_hour_that_the_same_passage_sets(
    small: str, write: Write
) -> None:
    sourced = small.replace(START, "{at: 1945-08-16 06:00, source: book, where: PAGE}")
    assert told(write(sourced.replace("PAGE", "page 1"))) == [
        "24: claims.ford.taken_at: is read back from operations.attack.start.at, which the same "
        "passage sets"
    ]
    assert told(write(sourced.replace("PAGE", "page 6"))) == []


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("men: 100", "men: {value: 5, SAYS}", "units.guards.men"),
        (
            "ford: {area",
            "ford: {fortification: {value: 0.3, SAYS}, area",
            "places.ford.fortification",
        ),
    ],
)
def test_a_count_is_read_back_from_the_same_count_and_from_what_decides_it(
    small: str, write: Write, before: str, after: str, path: str
) -> None:
    text = small.replace(before, after.replace("SAYS", "source: book, where: page 1"))
    (line,) = told(write(text))
    assert line == f"23: claims.red.killed: is read back from {path}, which the same passage sets"
    assert told(write(text.replace("killed: {value: 5", "killed: {value: 4"))) == (
        [] if "men" in path else [line]
    )


def test_values_of_one_battle_need_a_source(small: str, write: Write) -> None:
    text = small.replace("men: 50,", "men: 50, quality: 0.4, resolve: 2,")
    text = text.replace(
        "    to: ford", "    stop_at: {value: 0.1, assumed: as they did}\n    to: ford"
    )
    paths = [line.split(": ")[1] for line in told(write(text))]
    assert paths == ["units.militia.quality", "units.militia.resolve", "operations.attack.stop_at"]
    sourced = text.replace(
        "place: ford, assumed: a guess", "place: ford, source: book, where: p. 9"
    )
    assert [line.split(": ")[1] for line in told(write(sourced))] == ["operations.attack.stop_at"]
    assert len(doubts(load(write(small)).variant("weak"))) == 1


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("high: 1945-08-16 10:00", "high: 1945-08-16 21:00", "spans 54% of what is possible"),
        ("{value: 5, s", "{low: 5, high: 80, s", "spans 75% of what is possible"),
        ("{value: 5, s", "{value: 1.0e+9, s", "counts more than the scenario has (100 men)"),
        ("red.killed: {value: 5", "blue.bomber.lost: {value: 10", "than the scenario has (9)"),
        ("red.killed: {value: 5", "blue.sorties: {value: 217", "scenario has (216 sorties)"),
        ("red.killed: {value: 5", "blue.sorties@1945-08-17: {value: 46", "has (45 sorties)"),
    ],
)
def test_a_claim_that_says_nothing_or_counts_more_than_there_is(
    small: str, write: Write, before: str, after: str, message: str
) -> None:
    (line,) = told(write(small.replace(before, after)))
    assert message in line


@pytest.mark.parametrize(
    ("measure", "there", "most"),
    [("landed", 340, "340 people"), ("dead", 1110, "1,110 people"), ("rescued", 1110, "1,110")],
)
def test_no_more_people_are_aboard_than_a_convoy_takes_and_men_of_its_side(
    measure: str, there: int, most: str
) -> None:
    tree = yaml.safe_load(example_text())
    del tree["operations"]["rescue"]  # a ferry takes whoever waits

    def beyond(count: int) -> list[str]:
        claim = {"value": count, "source": "diary", "where": "page 2"}
        found = doubts(load(tree | {"claims": {f"steamers.{measure}": claim}}))
        return [one.message for one in found if "counts more" in one.message]

    assert beyond(there) == []
    (message,) = beyond(there + 1)
    assert most in message
