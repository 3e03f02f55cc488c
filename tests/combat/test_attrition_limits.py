from fractions import Fraction

import numpy as np

from sim.combat.attrition import Attrition


def test_large_equal_units_follow_the_square_law(fought, plain):
    """20,000 against 12,000, both 0.01 an hour: 16,000 are left after ln 2 / 0.01 hours."""
    errors = []
    for turns in (50, 200, 800):
        end = fought(
            Attrition(),
            turns,
            attacker=plain(20_000, 0.01),
            defender=plain(12_000, 0.01),
            runs=200,
            hours=np.log(2) / 0.01 / turns,
        )
        ours, theirs = end.attacker.men.mean(), end.defender.men.mean()
        errors.append(abs(ours / 16_000 - 1))
        print(f"{turns} turns: {ours:.1f} (square law 16000) and {theirs:.1f} (0) left")
    assert errors[0] > errors[1] > errors[2]
    assert errors[-1] < 2e-3


def test_single_men_and_short_turns_follow_the_markov_process(fought, plain, table):
    runs = 2000
    scores = []
    for seed, case in enumerate(table("stochastic_lanchester_square_exact.csv")):
        x, y = int(case["x0"]), int(case["y0"])
        if x not in (2, 3) or y not in (2, 3):
            continue
        rate, exact = float(Fraction(case["r_x_effectiveness_over_y"])), float(case["p_x_wins"])
        end = fought(
            Attrition(),
            800,
            attacker=plain(x, rate),
            defender=plain(y, 1.0),
            runs=runs,
            seed=seed,
            hours=0.01,
        )
        wins = (end.attacker.men[:, 0] > 0) & (end.defender.men[:, 0] == 0)
        scores.append((wins.mean() - exact) / np.sqrt(exact * (1 - exact) / runs))
        print(f"{x} against {y}, r {rate:g}: {wins.mean():.4f}, exact {exact:.4f}")
    scores = np.array(scores)
    print(f"{len(scores)} cases, mean z {scores.mean():+.2f}, root mean square {scores.std():.2f}")
    assert len(scores) == 16
    assert np.sqrt((scores**2).mean()) < 1.5
