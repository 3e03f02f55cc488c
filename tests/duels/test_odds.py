"""The odds as users see them."""

import json
import math

import matplotlib as mpl
import numpy as np
import pytest

import sim
from sim.duels import dice, markov
from sim.duels.forces import OddsError, dice_force
from sim.duels.survivors import Survivors
from sim.results.errors import UserError
from sim.wargame.odds import Odds, odds

mpl.use("Agg")

KEYS = [
    "attacker_wins", "defender_wins", "draw", "exact", "error",
    "attacker_survivors", "defender_survivors",
]  # fmt: skip


@pytest.fixture(scope="module")
def small():
    return odds("10@1", "10@2")


@pytest.fixture(scope="module")
def big():
    return odds("700@1", "699@1", error=0.004, seed=7)


def test_small_fights_are_exact(small):
    assert small.exact
    assert small.error is None
    assert small.runs is None
    found = dice.solve(dice.Dice(dice_force("10@1"), dice_force("10@2")))
    assert small.attacker_wins == found.attacker_wins
    assert sum(small.attacker_survivors.values()) == pytest.approx(1.0, abs=1e-12)


def test_big_fights_are_simulated_and_say_so(big):
    assert not big.exact
    assert 0 < big.error <= 0.004
    assert "Monte Carlo" in big.note
    assert f"{big.runs:,} battles" in big.note


def test_the_switch_and_the_exact_solution_agree(monkeypatch):
    exact = odds("40@1,10@3", "50@2", first_fire="attacker")
    monkeypatch.setattr(dice, "QUICK_OPERATIONS", 0.0)
    simulated = odds("40@1,10@3", "50@2", first_fire="attacker")
    assert exact.exact
    assert not simulated.exact
    assert abs(simulated.attacker_wins - exact.attacker_wins) < 4 * simulated.error


def test_markov_switches_too(monkeypatch):
    exact = odds("30@0.5", "25@0.7", model="markov", law="linear")
    monkeypatch.setattr(markov, "QUICK_OPERATIONS", 0.0)
    simulated = odds("30@0.5", "25@0.7", model="markov", law="linear")
    assert exact.exact
    assert not simulated.exact
    assert abs(simulated.attacker_wins - exact.attacker_wins) < 4 * simulated.error


def test_large_markov_fights_are_exact():
    found = odds("4500@1", "4500@1", model="markov")
    assert found.exact
    assert found.attacker_wins == pytest.approx(0.5, abs=1e-12)


def test_json_has_the_agreed_keys_and_no_others(small, big):
    for found in (small, big):
        text = json.dumps(found.to_json(), allow_nan=False)
        assert list(json.loads(text)) == KEYS
        assert json.loads(text) == found.to_json()
    assert small.to_json()["attacker_survivors"]["3"] == small.attacker_survivors[3]


def test_simulated_values_have_no_digit_too_many(big):
    for value in (big.attacker_wins, big.defender_wins, *big.attacker_survivors.values()):
        error = math.sqrt(max(value, 1 / big.runs) * (1 - value) / big.runs)
        digits = len(f"{value:.12f}".rstrip("0").partition(".")[2])
        assert 10.0**-digits >= 0.0099 * error


def test_the_table(small):
    lines = str(small).splitlines()
    assert lines[0] == "10@1 against 10@2: dice of 6 sides"
    assert lines[4].split() == ["Attacker", "5.29", "%", "0.19", "0", "0", "0", "0", "1"]
    assert lines[5].split() == ["Defender", "94.52", "%", "5.97", "0", "5", "6", "8", "9"]
    assert lines[-1] == "Exact, by dynamic programming."


def test_the_table_of_a_simulation_shows_what_it_knows(big):
    row = str(big).splitlines()[4].split()
    assert row[1] == f"{100 * big.attacker_wins:.2f}"
    assert str(big).strip().endswith(f"standard error at most {big.error:g}.")


def test_certain_and_nearly_certain_look_different():
    nearly, certain = odds("1@1", "9@5"), odds("1@0", "9@5")
    assert "> 99.99 %" in str(nearly)
    assert "< 0.01 %" in str(nearly)
    assert "100.00 %" in str(certain)


def test_html_is_the_same_table(small):
    page = small._repr_html_()
    assert '<td class="number">94.52 %</td>' in page
    assert page.count("<tr>") == 4


def test_rules_are_in_the_title():
    found = odds(
        "4@1", "4@1", sides=8, first_fire="defender", retreat_after=3, attacker_retreats_below=2
    )
    assert found.title == (
        "4@1 against 4@1: dice of 8 sides, defender fires first, "
        "attacker retreats after 3 rounds, attacker retreats below 2"
    )
    assert odds("1@1", "1@1", model="markov").title.endswith("Lanchester process, square law")


def test_survivors():
    left = Survivors({0: 0.5, 4: 0.25, 10: 0.25}, None)
    assert left.mean == 3.5
    assert [left.quantile(share) for share in (0.0, 0.5, 0.51, 0.75, 0.76, 1.0)] == [
        0, 0, 4, 4, 10, 10,
    ]  # fmt: skip
    simulated = Survivors({100: 0.5, 300: 0.5}, 400)
    assert simulated.mean_text == "200.0"
    assert Survivors({5: 1.0}, 400).mean_text == "5"


def test_odds_are_kept_in_a_folder(small, big, tmp_path):
    for name, found in (("small", small), ("big", big)):
        folder = tmp_path / name
        found.save(folder)
        assert Odds.open(folder) == found
    with pytest.raises(UserError, match=r"not empty \(--overwrite replaces the odds in it\)"):
        big.save(folder)
    small.save(folder, overwrite=True)
    assert str(Odds.open(folder)) == str(small)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", r"odds\.json cannot be read"),
        ("[]", "holds no odds of Beachhead"),
        ('{"format": "beachhead odds", "format_version": 9}', "has format version 9; 1 is"),
        ('{"format": "beachhead odds", "format_version": 1}', "is incomplete"),
    ],
)
def test_a_folder_without_sound_odds_is_refused(small, tmp_path, content, message):
    with pytest.raises(UserError, match="holds no odds"):
        Odds.open(tmp_path)
    (tmp_path / "notes.txt").touch()
    with pytest.raises(UserError, match="left alone"):
        small.save(tmp_path, overwrite=True)
    (tmp_path / "odds.json").write_text(content)
    with pytest.raises(UserError, match=message):
        Odds.open(tmp_path)


def test_the_picture_has_a_bar_for_each_number_left(small):
    drawn = small.plot()
    heights = [bar.get_height() for bar in drawn.defender]
    assert heights == pytest.approx([100 * small.defender_survivors[k] for k in range(1, 11)])
    assert len(drawn.attacker) == len(drawn.defender)
    ax = drawn.ax
    assert ax.get_legend().get_texts()[0].get_text() == "Attacker: wins 5.29 %, nobody left 94.71 %"
    mpl.pyplot.close(ax.figure)


def test_the_picture_takes_numbers_together_and_keeps_the_total(big):
    figure, ax = mpl.pyplot.subplots()
    drawn = big.plot(ax=ax)
    assert drawn.ax is ax
    assert len(drawn.attacker) <= 60
    total = sum(bar.get_height() for bar in drawn.attacker)
    assert total == pytest.approx(100 * big.attacker_wins, rel=0.01)
    mpl.pyplot.close(figure)


def test_a_picture_of_nobody_left():
    drawn = odds("2@6", "2@6").plot()
    assert [bar.get_height() for bar in drawn.attacker] == [0.0]
    mpl.pyplot.close(drawn.ax.figure)


def test_it_is_reached_from_the_package():
    assert isinstance(sim.odds("2@1", "1@1"), Odds)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model": "risk"}, "model must be dice or markov, not 'risk'"),
        ({"error": 0}, "must be from 0.00001 to 0.1, not 0"),
        ({"error": float("nan")}, "must be from 0.00001 to 0.1, not nan"),
        ({"seed": -1}, "seed must be a whole number from 0"),
        ({"law": "linear"}, "law belongs to the model markov alone"),
        ({"model": "markov", "sides": 8}, "sides belongs to the model dice alone"),
        ({"model": "markov", "retreat_after": 8}, "retreat_after belongs to the model dice"),
    ],
)
def test_wrong_requests_are_refused(changes, message):
    with pytest.raises(OddsError, match=message):
        odds("3@1", "3@1", **changes)


def test_the_luck_is_the_seed(big):
    assert odds("700@1", "699@1", error=0.004, seed=7) == big
    assert odds("700@1", "699@1", error=0.004, seed=8) != big


def test_values_are_plain_numbers(small, big):
    for found in (small, big):
        for value in (found.attacker_wins, found.draw, *found.attacker_survivors.values()):
            assert not isinstance(value, np.generic)


def test_a_side_that_never_wins_has_survivors_all_the_same():
    odds = sim.odds("3000@1", "2900@2", model="dice", error=0.01)
    assert "100.0" in str(odds)
