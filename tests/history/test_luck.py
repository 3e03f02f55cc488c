"""The luck index, against courses of which the luck is known."""

import numpy as np
import pytest

from sim.history.comparison import compare
from sim.results.batch import Batch, Tallied
from sim.results.errors import UserError
from sim.scenario import load
from sim.scenario.measures import measures
from tests.history.recorded import one, recorded
from tests.results.raid import TEXT, batch, full_batch, hours, raid


def lucky(tmp_path, claims, **columns):
    """The luck of red and of blue for claims written as measure: value."""
    document = recorded(tmp_path, "\n".join(one(*claim) for claim in claims))
    return compare(batch(document, **columns)).luck.sides


def value(name, number):
    return name, f"value: {number}"


@pytest.mark.parametrize(("killed", "index"), [(1, 99.5), (100, 0.5), (50, 50.5), (0, 100)])
def test_few_losses_are_lucky_for_a_side_and_unlucky_for_the_other(tmp_path, killed, index):
    red, blue = lucky(tmp_path, [value("red.killed", killed)], red__killed=np.arange(1, 101))
    assert red.index == pytest.approx(index, abs=0.6)
    assert red.index + blue.index == pytest.approx(100)


def test_the_index_of_a_run_of_the_batch_is_uniform_however_measures_hang_together(tmp_path):
    random = np.random.default_rng(2)
    red = random.poisson(30, 2000)
    blue = red + random.poisson(5, 2000)  # strongly correlated with red's
    taken = hours(*[f"{6 + k % 12:02}:00" for k in red])
    columns = {"red__killed": red, "blue__killed": blue, "ford__taken_at": taken}
    indices = []
    for run in range(0, 2000, 40):
        hour = str(taken[run]).replace("T", " ")
        claims = [
            value("red.killed", red[run]),
            value("blue.killed", blue[run]),
            value("ford.taken_at", hour),
        ]
        indices.append(lucky(tmp_path, claims, **columns)[0].index)
    # Kolmogorov's bound for 50 draws, at one in a hundred
    ranks = np.sort(indices) / 100
    assert np.abs(ranks - (np.arange(50) + 0.5) / 50).max() < 0.23


def test_two_measures_that_say_the_same_count_no_more_than_one(tmp_path):
    killed = np.random.default_rng(4).poisson(30, 500)
    once = lucky(tmp_path, [value("red.killed", 24)], red__killed=killed)
    twice = lucky(
        tmp_path,
        [value("red.killed", 24), value("red.casualties", 48)],
        red__killed=killed,
        red__casualties=2 * killed,
    )
    assert once[0].index == twice[0].index


def test_an_early_hour_is_lucky_for_the_attacker_and_never_is_the_latest(tmp_path):
    taken = hours(*["09:00"] * 30, *["12:00"] * 50, *[None] * 20)
    red, blue = lucky(tmp_path, [value("ford.taken_at", "1945-08-16 12:00")], ford__taken_at=taken)
    assert (red.index, blue.index) == (45, 55)
    assert red.measures == {"ford.taken_at": 45}


def test_a_victory_is_lucky(tmp_path):
    won = np.array(["red"] * 20 + ["blue"] * 70 + ["none"] * 10, object)
    red, blue = lucky(tmp_path, [value("winner", "red")], winner=won)
    assert (red.index, blue.index) == (90, 10)


@pytest.mark.parametrize(("winner", "index"), [("blue", 0), ("red", 100)])
def test_a_victory_that_no_run_has_is_beyond_all_of_them(tmp_path, winner, index):
    never = np.array(["none"] * 40, object)
    red, blue = lucky(tmp_path, [value("winner", winner)], winner=never)
    assert (red.index, blue.index) == (index, 100 - index)


def test_the_index_spans_what_the_sources_leave_open(tmp_path):
    red, blue = lucky(
        tmp_path, [("red.killed", "low: 20, high: 80")], red__killed=np.arange(1, 101)
    )
    assert (red.low, red.index, red.high) == pytest.approx((20.5, 50.5, 80.5), abs=0.6)
    assert (blue.low, blue.high) == pytest.approx((19.5, 79.5), abs=0.6)


def test_luck_is_told_in_words(tmp_path):
    claims = [one("red.killed", "value: 20"), one("blue.killed", "value: 7")]
    document = recorded(tmp_path, "\n".join(claims))
    killed = np.arange(1, 101)
    # a run in which red lost k has ranks that sum to 2 (101 - k), the record 80.5 + 7
    found = compare(batch(document, red__killed=killed, blue__killed=killed[::-1])).luck
    assert found.sentences(document.definition) == [
        "Red: luckier than 43.5 % of the runs; most in Red: killed (80.5), least in Blue: killed "
        "(6.5).",
        "Blue: luckier than 56.5 % of the runs; most in Blue: killed (93.5), least in Red: killed "
        "(19.5).",
    ]


@pytest.mark.parametrize("runs", [1, 19])
def test_a_few_runs_have_no_index(tmp_path, runs):
    assert compare(full_batch(raid(tmp_path), runs)).luck is None


def test_rows_that_were_not_kept_have_no_index(tmp_path):
    document = recorded(tmp_path, one("red.killed", "value: 20"))
    tallied = Tallied(
        batch(document, red__killed=np.arange(100)).tallies(), ["red.killed"], 100, []
    )
    with pytest.raises(UserError, match="not kept"):
        _ = compare(Batch(document, 1, tallied)).luck


@pytest.mark.parametrize(
    ("measure", "japan", "soviet"),
    [("ogasawara_maru.dead", -1, 0), ("ogasawara_maru.rescued", 1, 0),
     ("ogasawara_maru.sunk_at", 1, -1), ("ogasawara_maru.landed", 1, 0)],
)  # fmt: skip
def test_the_people_of_a_ship_are_no_luck_of_the_enemy(measure, japan, soviet):
    found = measures(load("evacuation").definition)[measure]
    assert found.good_for("japan") == japan
    assert found.good_for("soviet") == soviet


MORE = {
    "units": "wing: {side: red, kind: aircraft, weapons: {plane: 2}, assumed: a guess}\n"
    "  fleet: {side: blue, kind: ships, weapons: {boat: 2}, assumed: a guess}",
    "claims": "red.ashore@1945-08-16T09:00: {value: 5, source: book, where: page 3}",
}


@pytest.mark.parametrize(
    ("measure", "red"),
    [
        ("red.killed", -1),
        ("blue.casualties", 1),
        ("blue.craft.lost", 1),
        ("ford.red.captured", -1),
        ("ford.taken_at", -1),
        ("ridge.taken_at", 1),
        ("attack.completed_at", -1),
        ("red.surrendered_at", 1),
        ("blue.surrendered_at", -1),
        ("red.sorties", 0),
        ("red.sorties@1945-08-16", 0),
        ("red.ashore@1945-08-16T09:00", 1),
        ("red.evacuated", 0),
        ("civilians.killed", 0),
        ("ford.civilians.evacuated", 0),
    ],
)
def test_what_is_lucky_for_red(tmp_path, measure, red):
    text = TEXT
    for section, more in MORE.items():
        text = text.replace(f"{section}:\n", f"{section}:\n  {more}\n")
    text = text.replace(
        "\nweapons: {", "\nweapons: {plane: {category: aircraft, assumed: a guess}, "
    )
    document = raid(tmp_path, text.replace("title: Long Ford,", "title: Long Ford, civilians: 10,"))
    found = measures(document.definition)[measure]
    assert found.good_for("red") == red
    assert found.good_for("blue") == -red
