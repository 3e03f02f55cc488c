from itertools import product

import numpy as np
import pytest

from sim.combat.crt import Crt
from sim.combat.crt_table import ResultsTable, default_table
from sim.combat.samples import SampleForce, SampleWeapons, sample_engagement

TINY = {
    "dice": {"number": 2, "sides": 2},
    "columns": ["1:2", "1:1", "2:1"],
    "results": {2: ["A2 AR", "A1", "-1"], 3: ["A1", "X1", "D1"], 4: ["A1", "D1", "D2 DR"]},
}


def table(**changes):
    good = {**TINY, "results": {**TINY["results"], 2: ["A2 AR", "A1", "A1 D1"]}}
    return ResultsTable.from_data(good | changes)


def force(men, fire=0.1, weapons=()):
    return SampleForce(men=(men,), fire=(fire,), exposure=(1.0,), weapons=weapons)


def resolve(attacker, defender, runs=20_000, model=None, **circumstances):
    parameters = {"round_hours": 0.0, "attack_weight": 1.0} | circumstances.pop("parameters", {})
    engagement = sample_engagement(
        Crt, attacker=attacker, defender=defender, runs=runs, parameters=parameters, **circumstances
    )
    return (model or Crt(table())).resolve(engagement)


def test_the_default_table_never_punishes_better_odds():
    default = default_table()
    assert (np.diff(default.attacker_steps, axis=1) <= 0).all()
    assert (np.diff(default.defender_steps, axis=1) >= 0).all()


def test_means_follow_the_table():
    found = table()
    losses = resolve(force(200), force(200))
    expected = [0.0, 0.0]
    for faces in product((1, 2), repeat=2):
        chance, row = 0.25, sum(faces) - 2
        lost = found.defender_steps[row, 1] * 20
        expected[1] += chance * lost
        expected[0] += chance * (found.attacker_steps[row, 1] * 20 + found.exchange[row, 1] * lost)
    means = losses.attacker_men.mean(), losses.defender_men.mean()
    print("means", means, "by the table", expected)
    assert means == pytest.approx(expected, abs=0.3)
    assert not losses.attacker_breaks.any()


def test_retreats_come_at_the_ends_of_the_table():
    assert resolve(force(100), force(300)).attacker_breaks.mean() == pytest.approx(0.25, abs=0.01)
    assert resolve(force(300), force(100)).defender_breaks.mean() == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize(
    ("circumstances", "worse_for"),
    [
        ({"terrain": "hills"}, "attacker"),
        ({"works": np.full(20_000, 0.3)}, "attacker"),
        ({"surprised_until": np.full(20_000, 9)}, "defender"),
    ],
)
def test_columns_shift(circumstances, worse_for):
    plain, shifted = (
        resolve(force(200), force(200)),
        resolve(force(200), force(200), **circumstances),
    )
    men = f"{worse_for}_men"
    print(circumstances.keys(), getattr(plain, men).mean(), getattr(shifted, men).mean())
    assert getattr(shifted, men).mean() > getattr(plain, men).mean() + 1


def test_support_shifts_a_column():
    guns = (SampleWeapons(0, "gun", 8, "guns"),)
    helped = resolve(force(200, weapons=guns), force(200))
    alone = resolve(force(200), force(200))
    both = resolve(force(200, weapons=guns), force(200, weapons=guns))
    assert helped.defender_men.mean() > alone.defender_men.mean() + 1
    assert (both.defender_men == alone.defender_men).all()


def test_a_throw_may_stand_for_several_turns():
    often = resolve(force(200), force(200), hours=0.5)
    seldom = resolve(force(200), force(200), hours=0.5, parameters={"round_hours": 2.0})
    share = (seldom.attacker_men + seldom.defender_men > 0).mean()
    assert (often.attacker_men + often.defender_men > 0).all()
    assert share == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"dice": {"number": 0, "sides": 6}}, "1 to 6 dice"),
        ({"columns": ["2:1", "1:1", "1:2"]}, "ascending"),
        ({"columns": ["1:2", "even", "2:1"]}, "odds such as 3:1"),
        ({"results": {2: ["A1"], 3: ["A1"]}}, "rows must be 2 to 4"),
        ({"results": {2: ["A1"], 3: ["A1"], 4: ["A1"]}}, "row 2 must have 3 results"),
        ({"results": TINY["results"]}, "must be made of"),
    ],
)
def test_wrong_tables_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        table(**changes)
