"""Rival claims: likelihood ratios of known size, and what is said of them."""

import numpy as np
import pytest
from scipy import stats

from sim.history.comparison import compare
from tests.history.recorded import recorded
from tests.results.raid import batch, hours

NORMAL = np.random.default_rng(11).normal(100.0, 10.0, 20_000).round().astype(np.int64)


def rivalry(tmp_path, claims, measure="red.killed", **columns):
    listed = "\n".join(f"    - {{{one}, where: page 1}}" for one in claims)
    document = recorded(tmp_path, f"  {measure}:\n{listed}")
    found = compare(batch(document, **columns)).rivals
    return found[0] if found else None


def test_the_ratio_is_that_of_the_law_the_runs_came_from(tmp_path):
    claims = ["value: 115, source: diary", "value: 100, source: book"]
    found = rivalry(tmp_path, claims, red__killed=NORMAL)
    law = stats.norm(100, 10)
    assert [one.low for one in found.rivals] == [100, 115]
    assert found.rivals[0].ratio == 1
    assert found.ratio == pytest.approx(law.pdf(100) / law.pdf(115), rel=0.15)
    assert found.verdict == "more likely"


@pytest.mark.parametrize(
    ("values", "verdict"),
    [((100, 104), "undecided"), ((100, 130), "clearly more likely")],
)
def test_what_is_said_of_a_ratio(tmp_path, values, verdict):
    claims = [f"value: {value}, source: book" for value in values]
    assert rivalry(tmp_path, claims, red__killed=NORMAL).verdict == verdict


def test_an_interval_gains_nothing_by_its_length(tmp_path):
    claims = ["low: 0, high: 1000, source: diary", "value: 100, source: book"]
    found = rivalry(tmp_path, claims, red__killed=NORMAL)
    assert found.rivals[0].low == 100
    assert found.ratio == pytest.approx(1001 * stats.norm(100, 10).pdf(100), rel=0.1)


def test_so_many_runs_tell_no_ratio_beyond_their_number(tmp_path):
    claims = ["value: 100, source: book", "value: 100000, source: diary"]
    found = rivalry(tmp_path, claims, red__killed=NORMAL[:50])
    assert (found.ratio, found.rivals[1].at_least, found.rivals[1].beyond) == (50, True, True)


def test_no_rival_is_likely_when_all_lie_beyond_the_runs(tmp_path):
    claims = ["value: 900, source: book", "value: 5000, source: diary"]
    found = rivalry(tmp_path, claims, red__killed=NORMAL)
    assert found.verdict == "none: all lie beyond every run"


def test_sources_that_agree_are_no_rivals(tmp_path):
    same = ["value: 5, source: book", "value: 5, source: diary"]
    assert rivalry(tmp_path, same, red__killed=NORMAL) is None
    found = rivalry(tmp_path, [*same, "value: 100, source: diary"], red__killed=NORMAL)
    assert [one.sources for one in found.rivals] == [("diary",), ("book", "diary")]


def test_rival_winners_are_weighed_by_their_runs(tmp_path):
    claims = ["value: red, source: book", "value: blue, source: diary"]
    won = np.array(["red"] * 79 + ["blue"] * 9 + ["none"] * 12, object)
    found = rivalry(tmp_path, claims, "winner", winner=won)
    assert (found.rivals[0].low, found.ratio) == ("red", 8.0)


def test_rival_hours(tmp_path):
    claims = [f"value: 1945-08-16 {hour}, source: book" for hour in ("12:00", "09:00")]
    taken = hours(*["09:00"] * 60, *["10:00"] * 20, *["12:00"] * 5, *[None] * 15)
    found = rivalry(tmp_path, claims, "ford.taken_at", ford__taken_at=taken)
    assert found.rivals[0].low.hour == 9
    assert 6 < found.ratio < 14
