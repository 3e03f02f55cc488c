"""The exact stochastic Lanchester process against the published tables."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from sim.duels import markov
from sim.duels.forces import OddsError, markov_force
from sim.duels.markov import Markov, solve
from tests.duels.reference import force, linear_cases, square_cases

rates = st.lists(st.floats(0.01, 10.0), min_size=1, max_size=30)
laws = st.sampled_from(["square", "linear"])


def test_square_law_against_the_table():
    columns = {
        "p_x_wins": lambda found: found.attacker_wins,
        "mean_x_survivors": lambda found: found.mean_survivors[0],
        "mean_y_survivors": lambda found: found.mean_survivors[1],
        "mean_duration_times_y_rate": lambda found: found.mean_duration,
    }
    cases = [(solve(fight), row) for fight, row in square_cases()]
    assert len(cases) == 400
    for column, value in columns.items():
        got = np.array([value(found) for found, _ in cases])
        wanted = np.array([float(row[column]) for _, row in cases])
        worst, relative = np.abs(got - wanted).max(), np.abs(got / wanted - 1.0).max()
        print(f"{column}: greatest deviation {worst:.1e}, relative {relative:.1e}")
        assert worst < 1e-10
        assert relative < 1e-10


def test_linear_law_against_the_table():
    cases = [(solve(fight), row) for fight, row in linear_cases()]
    got = np.array([found.attacker_wins for found, _ in cases])
    wanted = np.array([float(row["p_x_wins"]) for _, row in cases])
    worst, relative = np.abs(got - wanted).max(), np.abs(got / wanted - 1.0).max()
    print(f"{len(cases)} cases: greatest deviation {worst:.1e}, relative {relative:.1e}")
    assert worst < 1e-10
    assert relative < 1e-10


def test_linear_law_is_a_race_of_coin_throws():
    # x wins if y has lost 7 before x has lost 12, so in at least 7 of 18 throws
    found = solve(Markov(markov_force("12@0.3"), markov_force("7@0.7"), law="linear"))
    assert found.attacker_wins == pytest.approx(binom.sf(6, 18, 0.3), rel=1e-12)


@settings(max_examples=60)
@given(rates, rates, laws)
def test_sums_and_symmetry(attackers, defenders, law):
    one = solve(Markov(force(attackers), force(defenders), law=law))
    other = solve(Markov(force(defenders), force(attackers), law=law))
    total = one.attacker_wins + one.defender_wins + one.draw
    assert total == pytest.approx(1.0, abs=1e-12)
    assert one.attacker_survivors.sum() == pytest.approx(1.0, abs=1e-12)
    assert one.attacker_wins == pytest.approx(other.defender_wins, abs=1e-12)
    assert one.defender_survivors == pytest.approx(other.attacker_survivors, abs=1e-12)
    assert one.mean_duration == pytest.approx(other.mean_duration, rel=1e-12)


@settings(max_examples=60)
@given(rates, rates, laws, st.floats(0.0, 5.0))
def test_one_more_or_a_better_unit_never_does_worse(attackers, defenders, law, more):
    better = [attackers[0] + more, *attackers[1:]]
    longer = [more, *attackers]
    base, *others = (
        solve(Markov(force(one), force(defenders), law=law)) for one in (attackers, better, longer)
    )
    for other in others[: 2 if law == "square" else 1]:
        assert other.attacker_wins >= base.attacker_wins - 1e-12


def test_the_order_of_loss_matters():
    defender = markov_force("10@1")
    cheap_first = solve(Markov(markov_force("8@0.5,2@4"), defender))
    dear_first = solve(Markov(markov_force("2@4,8@0.5"), defender))
    assert cheap_first.attacker_wins > dear_first.attacker_wins + 0.1


def test_mixed_groups_of_one_rate_are_one_group():
    one = solve(Markov(markov_force("9@0.2"), markov_force("8@0.3")))
    mixed = solve(Markov(markov_force("4@0.2,5@0.2"), markov_force("8@0.3")))
    assert (one.attacker_survivors == mixed.attacker_survivors).all()


def test_a_stalemate_is_a_draw():
    found = solve(Markov(markov_force("1@1,2@0"), markov_force("3@0")))
    assert found.draw == 0.0
    assert found.attacker_wins == 1.0
    found = solve(Markov(markov_force("2@0"), markov_force("3@0")))
    assert (found.draw, found.mean_duration) == (1.0, 0.0)
    assert found.attacker_survivors[2] == found.defender_survivors[3] == 1.0


def test_retreat_leaves_both_sides_on_the_field():
    forces = markov_force("5@1"), markov_force("4@1")
    found = solve(Markov(*forces, 3, 2))
    assert found.attacker_survivors[:2].sum() == 0.0
    assert found.attacker_survivors[2] == pytest.approx(found.defender_wins, abs=1e-15)
    assert found.defender_survivors[1] == pytest.approx(found.attacker_wins, abs=1e-15)


def test_what_is_left_out_of_large_fights_does_not_matter(monkeypatch):
    fight = Markov(markov_force("150@1.1"), markov_force("100@1,60@2"))
    whole = solve(fight)
    monkeypatch.setattr(markov, "WHOLE_OPERATIONS", 0)
    cut = solve(fight)
    assert cut.attacker_survivors == pytest.approx(whole.attacker_survivors, abs=1e-15)
    assert cut.mean_duration == pytest.approx(whole.mean_duration, rel=1e-12)


def test_unknown_law_is_refused():
    with pytest.raises(OddsError, match="law must be square or linear, not 'cubic'"):
        Markov(markov_force("1@1"), markov_force("1@1"), law="cubic")
