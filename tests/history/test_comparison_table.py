"""The comparison as a reader sees it in a terminal of a hundred columns."""

import numpy as np

from sim.history.comparison import compare
from sim.plots.claims import claim_text
from sim.report.comparison_table import comparison_parts, judgement_parts
from sim.report.console import plain_text
from sim.results.figures import DASH, interval
from tests.history.recorded import one, recorded
from tests.results.raid import batch, full_batch, raid


def told(comparison, parts=comparison_parts):
    return plain_text(*parts(comparison, comparison.batch.document.definition))


def test_a_dash_is_not_mistaken_for_a_minus():
    assert [interval(*ends) for ends in ((3, 5), (-5, 3), (-5, -3))] == [
        f"3{DASH}5",
        "-5 to 3",
        "-5 to -3",
    ]


def line_of(text, words):
    return next(line for line in text.splitlines() if words in line)


def test_each_claim_has_its_distance(tmp_path):
    text = told(compare(full_batch(raid(tmp_path))))
    assert line_of(text, "Red: killed").split()[-7:] == [
        "5",
        "book",
        "5",
        f"0{DASH}10",
        "50.5",
        "0",
        "✓",
    ]
    far = line_of(text, "diary")
    assert far.split()[0] == "500"
    assert far.split()[-2:] == ["+58", "✗"]
    assert max(map(len, text.splitlines())) <= 100


def test_a_miss_stands_below_the_table_with_its_explanation(tmp_path):
    claims = [
        one("red.killed", "value: 900, explanation: the guns came late"),
        one("blue.killed", "value: 50, explanation: never shown"),
    ]
    killed = np.arange(1, 101)
    document = recorded(tmp_path, "\n".join(claims))
    text = told(compare(batch(document, red__killed=killed, blue__killed=killed)))
    assert "✗ Red: killed: the guns came late\n" in text
    assert "never shown" not in text


def test_rivals_and_luck_come_below_with_their_cautions(tmp_path):
    text = told(compare(full_batch(raid(tmp_path))), judgement_parts)
    rivals = line_of(text, "Blue: killed")
    assert f"10{DASH}20 (book); 500 (diary, at least 200 times)" in rivals
    assert "clearly more likely" in rivals
    assert "no independent witness" in text
    assert "Red: luckier than" in text
    assert "looks like luck too" in text
    assert max(map(len, text.splitlines())) <= 100


def test_without_rivals_and_in_few_runs_nothing_is_judged(tmp_path):
    document = recorded(tmp_path, one("red.killed", "value: 900"))
    assert judgement_parts(compare(batch(document, red__killed=[1])), document.definition) == []


def test_a_claim_of_another_year_shows_its_year(tmp_path):
    claims = [one("ford.taken_at", "low: 1945-08-16 07:00, high: 1954-08-16 08:00")]
    document = recorded(tmp_path, "\n".join(claims))
    taken = np.datetime64("1945-08-16T07:00", "s") + np.arange(100).astype("timedelta64[m]")
    comparison = compare(batch(document, ford__taken_at=taken))
    assert "16 Aug 1954" in told(comparison)
    (claim,) = comparison.claims
    words = claim_text(claim.low, claim.high, document.definition.years)
    assert words == "16 Aug 07:00 to 16 Aug 1954 08:00"
