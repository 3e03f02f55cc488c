"""The exact solution of dice against enumeration and against what must hold of any fight."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.duels import dice
from sim.duels.dice import Dice, is_whole, operations, solve
from sim.duels.forces import OddsError, dice_force
from tests.duels.reference import enumerate_dice, force

units = st.lists(st.integers(0, 6), min_size=1, max_size=4)
large = st.lists(st.integers(1, 6), min_size=1, max_size=25)
orders = st.sampled_from([None, "attacker", "defender"])

ENUMERATED = [
    ((1,), (1,), {}),
    ((2, 2, 2), (1, 1, 1, 1), {}),
    ((1, 1, 3, 4), (2, 5), {}),
    ((4, 3, 1, 1), (5, 2), {"first_fire": "attacker"}),
    ((1, 3, 3), (2, 2, 6), {"first_fire": "defender"}),
    ((0, 0, 2), (1, 0), {}),
    ((0, 3), (0, 0, 2), {"first_fire": "attacker"}),
    ((6, 6), (6, 6, 6), {}),
    ((1, 5, 10, 20), (3, 19, 7), {"sides": 20}),
    ((1, 2, 3, 4), (4, 3, 2), {"retreat_after": 2}),
    ((1, 2, 3, 4), (4, 3, 2), {"retreat_after": 3, "first_fire": "defender"}),
    ((1, 2, 3, 4), (4, 3, 2), {"attacker_retreats_below": 3, "defender_retreats_below": 2}),
    ((2, 2, 3, 1), (1, 3, 2), {"attacker_retreats_below": 2, "first_fire": "attacker"}),
    ((2, 2, 3), (1, 3, 2), {"defender_retreats_below": 3, "retreat_after": 4}),
]


def deviation(attackers, defenders, rules):
    """Greatest difference from the enumeration, over all probabilities of an outcome."""
    found = solve(Dice(force(attackers), force(defenders), **rules))
    below = tuple(rules.get(f"{side}_retreats_below", 1) for side in ("attacker", "defender"))
    other = {k: v for k, v in rules.items() if not k.endswith("below")}
    ends = enumerate_dice(
        attackers, defenders, rounds=other.pop("retreat_after", None), below=below, **other
    )
    wanted = [np.zeros(len(attackers) + 1), np.zeros(len(defenders) + 1), np.zeros(3)]
    for (a, b), chance in ends.items():
        stand = a >= below[0], b >= below[1]
        winner = {(True, False): 0, (False, True): 1}.get(stand, 2)
        if stand == (True, True) and "retreat_after" in rules:
            winner = 1
        for values, place in zip(wanted, (a, b, winner), strict=True):
            values[place] += float(chance)
    wins = [found.attacker_wins, found.defender_wins, found.draw]
    got = [found.attacker_survivors, found.defender_survivors, np.array(wins)]
    return max(float(np.abs(g - w).max()) for g, w in zip(got, wanted, strict=True))


def test_exact_equals_enumeration():
    worst = max(deviation(*case) for case in ENUMERATED)
    print(f"{len(ENUMERATED)} fights, greatest deviation from exact fractions {worst:.1e}")
    assert worst < 1e-14


@settings(max_examples=40)
@given(units, units, orders)
def test_exact_equals_enumeration_of_any_small_fight(attackers, defenders, first_fire):
    assert deviation(attackers, defenders, {"first_fire": first_fire}) < 1e-14


def test_one_against_one_by_hand():
    # hit alone 5/36, both 1/36, neither 25/36
    found = solve(Dice(dice_force("1@1"), dice_force("1@1")))
    assert found.attacker_wins == pytest.approx(5 / 11, abs=1e-15)
    assert found.draw == pytest.approx(1 / 11, abs=1e-15)


@settings(max_examples=60)
@given(large, large, orders)
def test_exchanging_the_sides_exchanges_the_odds(attackers, defenders, first_fire):
    mirror = {None: None, "attacker": "defender", "defender": "attacker"}[first_fire]
    one = solve(Dice(force(attackers), force(defenders), first_fire=first_fire))
    other = solve(Dice(force(defenders), force(attackers), first_fire=mirror))
    assert one.attacker_wins == pytest.approx(other.defender_wins, abs=1e-13)
    assert one.draw == pytest.approx(other.draw, abs=1e-13)
    assert one.attacker_survivors == pytest.approx(other.defender_survivors, abs=1e-13)


@settings(max_examples=60)
@given(large, large, orders, st.none() | st.integers(1, 5), st.integers(1, 3))
def test_probabilities_sum_to_one(attackers, defenders, first_fire, rounds, below):
    below = min(below, len(attackers))
    fight = Dice(force(attackers), force(defenders), below, 1, 6, first_fire, rounds)
    found = solve(fight)
    for total in (
        found.attacker_wins + found.defender_wins + found.draw,
        found.attacker_survivors.sum(),
        found.defender_survivors.sum(),
    ):
        assert total == pytest.approx(1.0, abs=1e-12)


@settings(max_examples=60)
@given(large, large, orders, st.data())
def test_a_better_or_larger_force_never_does_worse(attackers, defenders, first_fire, data):
    place = data.draw(st.integers(0, len(attackers) - 1))
    better = [*attackers]
    better[place] = data.draw(st.integers(attackers[place], 6))
    longer = [*attackers[:place], data.draw(st.integers(0, 6)), *attackers[place:]]
    base, *others = (
        solve(Dice(force(one), force(defenders), first_fire=first_fire))
        for one in (attackers, better, longer)
    )
    for other in others:
        assert other.attacker_wins >= base.attacker_wins - 1e-13
        assert other.defender_wins <= base.defender_wins + 1e-13


@settings(max_examples=20)
@given(large, large, orders)
def test_what_is_left_out_of_large_fights_does_not_matter(attackers, defenders, first_fire):
    fight = Dice(force(attackers * 3), force(defenders * 3), first_fire=first_fire)
    whole = solve(fight)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dice, "WHOLE_OPERATIONS", 0)
        assert not is_whole(fight)
        cut = solve(fight)
    assert cut.attacker_survivors == pytest.approx(whole.attacker_survivors, abs=1e-15)
    assert cut.defender_survivors == pytest.approx(whole.defender_survivors, abs=1e-15)


def test_many_rounds_come_to_a_fight_to_the_end():
    forces = dice_force("9@1,3@2"), dice_force("8@2")
    ended, limited = (solve(Dice(*forces, retreat_after=n)) for n in (None, 2000))
    assert limited.attacker_survivors == pytest.approx(ended.attacker_survivors, abs=1e-13)
    assert limited.defender_survivors == pytest.approx(ended.defender_survivors, abs=1e-13)


def test_large_fights_sum_to_one():
    for attacker, defender, rules in (
        ("300@1", "300@1", {}),
        ("150@1,100@5", "200@2,60@3", {"first_fire": "attacker"}),
        ("100@1", "100@999", {"sides": 1000}),
    ):
        found = solve(Dice(dice_force(attacker), dice_force(defender), **rules))
        excess = found.attacker_wins + found.defender_wins + found.draw - 1.0
        print(f"{attacker} against {defender}: sum of probabilities is 1 {excess:+.1e}")
        assert abs(excess) < 1e-12


def test_operations_grow_with_the_fight():
    small, large = (
        operations(Dice(dice_force(f"{n}@1"), dice_force(f"{n}@1"))) for n in (100, 500)
    )
    assert small < large < dice.QUICK_OPERATIONS
    assert operations(Dice(dice_force("9000@1"), dice_force("9000@1"))) == np.inf


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"sides": 1}, "sides must be a whole number from 2 to 1,000, not 1"),
        ({"sides": 2}, r"attacker: 3@3: the hit number must be .* from 0 \(never hits\) to 2"),
        ({"first_fire": "me"}, "first_fire must be attacker or defender, not 'me'"),
        ({"retreat_after": 0}, "retreat_after must be a whole number from 1"),
        ({"attacker_retreats_below": 4}, "attacker_retreats_below .* from 1 to 3, not 4"),
    ],
)
def test_rules_that_cannot_be_are_refused(rules, message):
    with pytest.raises(OddsError, match=message):
        Dice(dice_force("3@3"), dice_force("3@1"), **rules)
