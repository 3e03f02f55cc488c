"""Simulated battles against the exact solution, and the addresses of their luck."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from sim.duels import dice, markov, simulate
from sim.duels.dice import Dice
from sim.duels.forces import OddsError, dice_force, markov_force
from sim.duels.markov import Markov
from sim.duels.simulate import Player
from tests.duels.reference import linear_cases, square_cases

MIXED = [
    ("10@1", "10@2", {}),
    ("10@1", "10@1", {}),
    ("6@1,2@3,2@4", "5@2,3@3", {}),
    ("3@1,3@2,4@3", "5@1,5@2", {}),
    ("1@6", "4@1", {}),
    ("2@2,2@3", "3@2,1@4", {"first_fire": "attacker"}),
    ("2@2,2@3", "3@2,1@4", {"first_fire": "defender"}),
    ("12@1,4@4", "8@2,3@3", {"first_fire": "attacker"}),
    ("20@1,10@2", "25@1,5@3", {}),
    ("30@1,5@5", "20@2,10@3", {}),
    ("5@0,5@2", "3@1,4@3", {}),
    ("4@0", "3@0,2@1", {}),
    ("3@1,1@0", "3@1,1@0", {"first_fire": "defender"}),
    ("10@3,5@8", "12@4,3@6", {"sides": 10}),
    ("15@1,5@5", "10@2,10@3", {"sides": 20}),
    ("6@1,6@11", "8@5", {"sides": 12, "first_fire": "defender"}),
    ("9@1,4@3", "8@2,2@4", {"retreat_after": 3}),
    ("9@1,4@3", "8@2,2@4", {"attacker_retreats_below": 4}),
    ("9@2,4@3", "8@2,2@4", {"defender_retreats_below": 5, "first_fire": "attacker"}),
    ("60@1,20@2", "50@1,25@2", {}),
]
FEWEST_EXPECTED = 5.0

FIGHTS = [
    Dice(dice_force("6@1,2@3"), dice_force("7@2"), first_fire="attacker"),
    Markov(markov_force("9@1,2@4"), markov_force("12@1.2")),
]


def chi_square(expected, observed):
    """Chi-square statistic and degrees of freedom, with rare outcomes taken together."""
    assert not observed[expected == 0.0].any()
    order = np.argsort(-expected)
    expected, observed = expected[order], observed[order]
    rest = np.append(np.cumsum(expected[::-1])[::-1][1:], 0.0)
    # an outcome ends a pool if that pool and all that follow are large enough
    ends, pooled = [], 0.0
    for place in range(len(expected)):
        pooled += expected[place]
        if min(pooled, rest[place]) >= FEWEST_EXPECTED:
            ends.append(place + 1)
            pooled = 0.0
    starts = [0, *ends]
    wanted, seen = np.add.reduceat(expected, starts), np.add.reduceat(observed, starts)
    return float(((seen - wanted) ** 2 / wanted).sum()), len(ends)


def outcomes(fight, outcome, attackers, defenders):
    """Probability of every outcome, and how many runs had it."""
    if isinstance(fight, Dice):
        chances = dice.ends(fight)
        counts = np.zeros(chances.shape, int)
        np.add.at(counts, (attackers, defenders), 1)
        return chances.ravel(), counts.ravel()
    # without retreat and stalemate only the winner has anybody left
    left = np.where(attackers > 0, attackers, -defenders)
    chances = np.concatenate([outcome.defender_survivors[:0:-1], outcome.attacker_survivors[1:]])
    counts = np.bincount(left + len(outcome.defender_survivors) - 1, minlength=len(chances) + 1)
    return chances, np.delete(counts, len(outcome.defender_survivors) - 1)


def compare(fight, outcome, runs, seed):
    """Chi-square over all outcomes, and z of the attacker's wins.

    Results can be added up only if their seeds differ: the same seed is the same luck.
    """
    attackers, defenders = Player(fight, seed).play(np.arange(runs))
    chances, counts = outcomes(fight, outcome, attackers, defenders)
    statistic = chi_square(runs * chances, counts)
    chance = outcome.attacker_wins
    deviation = np.sqrt(max(0.0, runs * chance * (1.0 - chance)))
    wins = np.count_nonzero(fight.winners(attackers, defenders) > 0)
    return statistic, (wins - runs * chance) / deviation if deviation > 1.0 else 0.0


def judge(results):
    """p-values of all chi-squares together and of all z together; both are printed."""
    statistic = sum(one for (one, _), _ in results)
    freedom = sum(degrees for (_, degrees), _ in results)
    deviations = np.array([z for _, z in results if z])
    p_all = float(chi2.sf(statistic, freedom))
    p_wins = float(chi2.sf((deviations**2).sum(), len(deviations)))
    print(
        f"{len(results)} fights: chi-square {statistic:.1f} on {freedom} degrees of freedom, "
        f"p = {p_all:.3f}; z of the wins: greatest {np.abs(deviations).max():.2f}, p = {p_wins:.3f}"
    )
    return p_all, p_wins


def test_dice_agree_with_the_exact_solution():
    fights = [Dice(dice_force(a), dice_force(b), **rules) for a, b, rules in MIXED]
    results = [compare(one, dice.solve(one), 200_000, seed) for seed, one in enumerate(fights)]
    assert min(judge(results)) > 1e-3


def test_square_law_agrees_with_the_exact_solution():
    fights = [fight for fight, _ in square_cases()]
    results = [compare(one, markov.solve(one), 10_000, seed) for seed, one in enumerate(fights)]
    assert min(judge(results)) > 1e-3


def test_linear_law_agrees_with_the_exact_solution():
    fights = [fight for fight, _ in linear_cases()]
    results = [compare(one, markov.solve(one), 10_000, seed) for seed, one in enumerate(fights)]
    assert min(judge(results)) > 1e-3


def test_the_comparison_notices_a_wrong_model():
    fight = Markov(markov_force("10@1"), markov_force("10@1"))
    other = Markov(markov_force("10@1"), markov_force("10@1.03"))
    assert max(judge([compare(fight, markov.solve(other), 200_000, 1)])) < 1e-6


@settings(max_examples=30)
@given(
    st.sampled_from(FIGHTS), st.integers(0, 2**64 - 1), st.lists(st.integers(0, 499), max_size=20)
)
def test_a_run_ends_the_same_in_any_company(fight, seed, some):
    player = Player(fight, seed)
    attackers, defenders = player.play(np.arange(500))
    alone = Player(fight, seed).play(np.array(some, np.int64))
    assert (alone[0] == attackers[some]).all()
    assert (alone[1] == defenders[some]).all()


def test_batches_add_up():
    player = Player(FIGHTS[0], 3)
    parts = player.tally(np.arange(700)) + player.tally(np.arange(700, 2000))
    whole = player.tally(np.arange(2000))
    assert (parts.attacker_wins, parts.runs) == (whole.attacker_wins, whole.runs)
    assert (parts.defender_survivors == whole.defender_survivors).all()


def test_seeds_differ():
    first, second = (Player(FIGHTS[0], seed).play(np.arange(500))[0] for seed in (1, 2))
    assert (first != second).any()


@pytest.mark.parametrize("error", [0.05, 0.004, 0.0015])
def test_stops_when_the_error_is_reached(error):
    tally = simulate.simulate(FIGHTS[1], 1, error)
    assert tally.error <= error
    wanted = 0.25 / error**2
    assert tally.runs <= max(simulate.FIRST_BATCH, 1.2 * wanted)
    chance = markov.solve(FIGHTS[1]).attacker_wins
    assert abs(tally.attacker_wins / tally.runs - chance) < 4 * error


def test_no_error_is_judged_from_nothing():
    tally = simulate.simulate(Dice(dice_force("1@1"), dice_force("30@6")), 1, 0.01)
    assert tally.attacker_wins == 0
    assert 0 < tally.error < 0.001


def test_more_runs_than_have_luck_are_refused(monkeypatch):
    monkeypatch.setattr(simulate, "RUNS_LIMIT", 20_000)
    with pytest.raises(OddsError, match="needs more than 20,000 runs"):
        simulate.simulate(FIGHTS[0], 1, 0.0005)
