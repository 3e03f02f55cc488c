"""Claims beside runs, against percentiles and intervals worked out by hand."""

import json
from datetime import datetime

import numpy as np
import pytest

from sim.history.comparison import compare
from sim.wargame.comparison import Comparison
from tests.history.recorded import one as stated
from tests.history.recorded import recorded
from tests.results.raid import batch, full_batch, hours, raid


def compared(tmp_path, claims, **columns):
    return compare(batch(recorded(tmp_path, claims), **columns))


def claim(value):
    return stated("red.killed", value)


@pytest.mark.parametrize(
    ("value", "percentile", "inside"),
    [
        ("value: 50", 49.5, True),
        ("value: 5", 4.5, True),
        ("value: 4", 3.5, False),
        ("value: 95", 94.5, True),
        ("value: 96", 95.5, False),
        ("low: 0, high: 5", 2, True),
        ("low: 0, high: 4", 1.5, False),
        ("low: 96, high: 300", 100, False),
        ("low: 1, high: 500", 100, True),
    ],
)
def test_a_claim_on_a_count(tmp_path, value, percentile, inside):
    # the numbers 1 to 100, once each, so that p5 is 5 and p95 is 95
    (found,) = compared(tmp_path, claim(value), red__killed=np.arange(1, 101)).claims
    assert (found.p5, found.median, found.p95) == (5, 50, 95)
    assert found.percentile == pytest.approx(percentile, abs=0.6)
    assert found.inside is inside


def test_never_is_later_than_every_claim(tmp_path):
    claims = "  ford.taken_at: {value: 1945-08-16 20:00, source: book, where: page 1}"
    taken = hours(*["09:00"] * 90, *[None] * 10)
    (found,) = compared(tmp_path, claims, ford__taken_at=taken).claims
    assert found.median == datetime(1945, 8, 16, 9)
    assert found.p95 is None
    assert found.percentile == 90
    assert found.inside


def test_what_never_happens_is_outside(tmp_path):
    claims = "  ford.taken_at: {value: 1945-08-16 20:00, source: book, where: page 1}"
    (found,) = compared(tmp_path, claims, ford__taken_at=hours(None, None)).claims
    assert (found.median, found.percentile, found.inside) == (None, 0, False)


def test_the_winner_is_inside_when_he_wins_often_enough(tmp_path):
    claims = "  winner: {value: blue, source: book, where: page 1}"
    often = np.array(["blue"] * 5 + ["red"] * 95, object)
    rarely = np.array(["blue"] * 4 + ["red"] * 96, object)
    (found,) = compared(tmp_path, claims, winner=often).claims
    assert (found.percentile, found.inside) == (5, True)
    (found,) = compared(tmp_path, claims, winner=rarely).claims
    assert (found.percentile, found.inside) == (4, False)


def test_a_measure_with_rival_claims_counts_once(tmp_path):
    comparison = compare(full_batch(raid(tmp_path)))
    assert [one.measure for one in comparison.claims].count("blue.killed") == 2
    assert (comparison.inside, comparison.total) == (4, 4)
    inside = "4 of 4 measures lie inside the central 90 % interval"
    assert comparison.sentence == f"{comparison.skill.sentence}; {inside}"


def test_the_json_has_the_promised_shape(tmp_path):
    content = compare(full_batch(raid(tmp_path))).as_json()
    assert list(content) == [
        "scenario",
        "runs",
        "claims",
        "inside",
        "total",
        "skill",
        "rivals",
        "luck",
    ]
    keys = ["measure", "source", "low", "high", "median", "p5", "p95", "percentile", "inside"]
    keys += ["distance", "explanation"]
    assert all(list(one) == [*keys, "crps", "log_score"] for one in content["claims"])
    json.dumps(content, allow_nan=False)
    (taken,) = [
        one
        for one in content["claims"]
        if one["measure"] == "ford.taken_at" and one["source"] == "diary"
    ]
    assert (taken["low"], taken["high"]) == ("1945-08-16T12:00", "1945-08-16T14:00")
    assert taken["p95"] is None
    assert list(compare(full_batch(raid(tmp_path))).table.columns) == keys


@pytest.mark.parametrize(("value", "shown"), [(50, None), (500, "the guns came late")])
def test_a_miss_is_explained_and_a_hit_is_not(tmp_path, value, shown):
    claims = claim(f"value: {value}, explanation: the guns came late")
    (found,) = compared(tmp_path, claims, red__killed=np.arange(1, 101)).claims
    assert found.explanation == shown


def test_a_miss_beside_a_rival_that_lies_inside_needs_no_explanation(tmp_path):
    claims = """\
  red.killed:
    - {value: 50, source: book, where: page 1}
    - {value: 500, source: diary, where: day 1, explanation: a slip of the pen}"""
    found = compared(tmp_path, claims, red__killed=np.arange(1, 101))
    assert [one.explanation for one in found.claims] == [None, None]


def test_a_notebook_shows_claims_rivals_and_luck(tmp_path):
    shown = Comparison.of(compare(full_batch(raid(tmp_path))))._repr_html_()
    for words in ("Long Ford taken", "Rival claims", "no independent witness", "Red: luckier than"):
        assert words in shown
    assert (
        '<th scope="row">Winner</th><td>Red</td><td>book</td><td></td><td></td><td>75</td>' in shown
    )
    assert "<td>at least 200 times</td>" in shown


def test_a_batch_that_never_ran_has_nothing_to_compare(tmp_path):
    found = compare(batch(raid(tmp_path), red__killed=[]))
    assert (found.claims, found.rivals, found.luck, found.total) == ((), (), None, 0)
