from fractions import Fraction

import numpy as np
import pytest
from scipy import stats
from scipy.linalg import expm

from sim.combat.markov import Markov
from sim.combat.samples import SampleForce, sample_engagement

RUNS = 2000


def survivors(plain, x, y, rate, seed, hours=1e9, runs=RUNS, **parameters):
    engagement = sample_engagement(
        Markov,
        attacker=plain(x),
        defender=plain(y),
        runs=runs,
        seed=seed,
        hours=hours,
        parameters={"attacker_rate": rate, "defender_rate": 1.0, **parameters},
    )
    losses = Markov().resolve(engagement)
    return x - losses.attacker_men[:, 0], y - losses.defender_men[:, 0]


def summed_up(name, scores):
    """Chi-square test of independent z scores."""
    scores = np.array(scores)
    chance = stats.chi2.sf((scores**2).sum(), len(scores))
    print(
        f"{name}: {len(scores)} cases, chi-square {(scores**2).sum():.1f}, p {chance:.3f}, "
        f"mean z {scores.mean():+.3f}, largest |z| {np.abs(scores).max():.2f}"
    )
    assert chance > 1e-3
    assert abs(scores.mean()) * np.sqrt(len(scores)) < 4


def score(values, exact):
    """The z score of a sample mean."""
    return (values.mean() - exact) / (values.std(ddof=1) / np.sqrt(len(values)))


def test_square_law_against_the_exact_table(table, plain):
    wins, left, enemy_left = [], [], []
    cases = table("stochastic_lanchester_square_exact.csv")
    for seed, case in enumerate(cases):
        rate = float(Fraction(case["r_x_effectiveness_over_y"]))
        x, y = survivors(plain, int(case["x0"]), int(case["y0"]), rate, seed)
        chance = float(case["p_x_wins"])
        assert not ((x > 0) & (y > 0)).any()
        if RUNS * chance * (1 - chance) > 10:  # so that the normal approximation holds
            wins.append(score((x > 0).astype(float), chance))
            left.append(score(x, float(case["mean_x_survivors"])))
            enemy_left.append(score(y, float(case["mean_y_survivors"])))
    assert len(cases) == 400
    summed_up("wins", wins)
    summed_up("survivors of x", left)
    summed_up("survivors of y", enemy_left)


def test_certain_cases_are_certain(table, plain):
    """Where one side all but surely wins, no more surprises than the table allows."""
    surprises, expected = 0, 0.0
    for seed, case in enumerate(table("stochastic_lanchester_square_exact.csv")):
        chance = float(case["p_x_wins"])
        if RUNS * chance * (1 - chance) <= 10:
            rate = float(Fraction(case["r_x_effectiveness_over_y"]))
            x, _ = survivors(plain, int(case["x0"]), int(case["y0"]), rate, 1000 + seed)
            wins = (x > 0).sum()
            surprises += min(wins, RUNS - wins)
            expected += RUNS * min(chance, 1 - chance)
    print(f"surprises: {surprises}, expected {expected:.1f}")
    assert abs(surprises - expected) < 4 * np.sqrt(expected)


def test_mean_duration(table, plain):
    """The mean duration is the integral of the chance that both sides still stand."""
    nodes, weights = np.polynomial.legendre.leggauss(24)
    scores = []
    for seed, case in enumerate(table("stochastic_lanchester_square_exact.csv")[::5]):
        exact = float(case["mean_duration_times_y_rate"])
        rate = float(Fraction(case["r_x_effectiveness_over_y"]))
        total = np.zeros(500)
        for node, weight in zip(nodes, weights, strict=True):
            share = (node + 1) / 2  # t = -2 m log(1 - share) maps (0, 1) to all times
            time = -2 * exact * np.log1p(-share)
            x, y = survivors(plain, int(case["x0"]), int(case["y0"]), rate, seed, time, 500)
            total += weight * exact / (1 - share) * ((x > 0) & (y > 0))
        scores.append(score(total, exact))
    summed_up("duration", scores)


def test_linear_law_against_the_exact_table(table, plain):
    scores = []
    for seed, case in enumerate(table("stochastic_lanchester_linear_exact.csv")):
        next_is_y, chance = float(case["p_next_casualty_is_y"]), float(case["p_x_wins"])
        rate = next_is_y / (1 - next_is_y)
        x, _ = survivors(plain, int(case["x0"]), int(case["y0"]), rate, seed, unaimed=1.0)
        if RUNS * chance * (1 - chance) > 10:
            scores.append(score((x > 0).astype(float), chance))
    summed_up("linear law", scores)


def generator(units, enemies, fire, exposure, enemy_fire):
    """Rates between the states (a, b, enemies) of two unlike units against one."""
    shape = (units[0] + 1, units[1] + 1, enemies + 1)
    matrix = np.zeros((np.prod(shape), np.prod(shape)))
    for a, b, c in np.ndindex(shape):
        here = np.ravel_multi_index((a, b, c), shape)
        moves = []
        if a + b and c:
            for unit, left in ((0, a), (1, b)):
                rate = enemy_fire * c * left * exposure[unit] / (a + b)
                if left:
                    moves.append(((a - (unit == 0), b - (unit == 1), c), rate))
            moves.append(((a, b, c - 1), a * fire[0] + b * fire[1]))
        for target, rate in moves:
            matrix[here, np.ravel_multi_index(target, shape)] += rate
            matrix[here, here] -= rate
    return matrix, shape


@pytest.mark.parametrize("turns", [1, 8])
def test_unlike_units_at_any_length_of_turn(fought, turns):
    units, enemies, hours = (3, 2), 4, 0.6
    fire, exposure, enemy_fire = (0.5, 1.5), (1.0, 0.4), 0.8
    matrix, shape = generator(units, enemies, fire, exposure, enemy_fire)
    start = np.ravel_multi_index((*units, enemies), shape)
    exact = expm(matrix * hours)[start]
    left = fought(
        Markov(),
        turns,
        attacker=SampleForce(men=units, fire=fire, exposure=exposure),
        defender=SampleForce(men=(enemies,), fire=(enemy_fire,), exposure=(1.0,)),
        runs=40_000,
        hours=hours / turns,
    )
    states = np.ravel_multi_index((*left.attacker.men.T, left.defender.men[:, 0]), shape)
    counts = np.bincount(states, minlength=len(exact))
    assert not counts[exact < 1e-12].any()
    common = exact * 40_000 > 5
    observed = [*counts[common], counts[~common].sum()]
    expected = [*(exact[common] * 40_000), exact[~common].sum() * 40_000]
    _, chance = stats.chisquare(observed, np.array(expected) * sum(observed) / sum(expected))
    print(f"{turns} turns: chi-square over {len(observed)} states, p {chance:.3f}")
    assert chance > 1e-3
