from fractions import Fraction

import numpy as np
import pytest

from sim.combat.attrition import Attrition

SQUARE = {"intensity": 1.0, "weight": 1.0, "slackening": 0.0}
"""Fire that nothing hampers: Lanchester's square law."""


def test_large_equal_units_follow_the_square_law(fought, plain):
    """20,000 against 12,000, both 0.01 an hour: 16,000 are left after ln 2 / 0.01 hours."""
    for turns in (5, 50, 200):
        end = fought(
            Attrition(),
            turns,
            attacker=plain(20_000, 0.01),
            defender=plain(12_000, 0.01),
            runs=200,
            hours=np.log(2) / 0.01 / turns,
            parameters=SQUARE,
        )
        ours, theirs = end.attacker.men.mean(), end.defender.men.mean()
        print(f"{turns} turns: {ours:.1f} (square law 16000) and {theirs:.1f} (0) left")
        assert abs(ours / 16_000 - 1) < 2e-3


def test_one_long_turn_is_a_heavy_fight(fought, plain):
    """600 against 300 in one turn of an hour or in sixty of a minute: the square law both times."""
    left = []
    for turns in (1, 60):
        end = fought(
            Attrition(),
            turns,
            attacker=plain(600, 0.5),
            defender=plain(300, 0.5),
            runs=2000,
            hours=1.0 / turns,
            parameters=SQUARE,
        )
        left.append((end.attacker.men.mean(), end.defender.men.mean()))
    exact = 600 * np.cosh(0.5) - 300 * np.sinh(0.5), 300 * np.cosh(0.5) - 600 * np.sinh(0.5)
    assert np.allclose(left[0], exact, rtol=0.02, atol=1.0)
    assert np.allclose(left[1], exact, rtol=0.02, atol=1.0)


@pytest.mark.parametrize(("weight", "power"), [(1.0, 2.0), (0.5, 1.0), (0.0, 0.0)])
def test_helmbolds_weight_joins_the_laws(fought, plain, weight, power):
    """Equal fire: the share that each side loses goes as the force ratio to the power of 2 w."""
    end = fought(
        Attrition(),
        attacker=plain(30_000, 0.01),
        defender=plain(10_000, 0.01),
        runs=200,
        hours=1.0,
        parameters=SQUARE | {"weight": weight},
    )
    ours = 1 - end.attacker.men.mean() / 30_000
    theirs = 1 - end.defender.men.mean() / 10_000
    assert np.isclose(theirs / ours, 3.0**power, rtol=0.03)


def test_fire_slackens(fought, plain):
    """With the power one half, nine hours are 2 (sqrt 10 - 1) hours of fire."""
    lost = []
    for hours, slackening in ((9.0, 0.5), (2 * (np.sqrt(10) - 1), 0.0)):
        end = fought(
            Attrition(),
            attacker=plain(20_000, 0.01),
            defender=plain(20_000, 0.01),
            runs=200,
            turn=0,
            hours=hours,
            parameters=SQUARE | {"slackening": slackening},
        )
        lost.append(20_000 - end.attacker.men.mean())
    assert np.isclose(*lost, rtol=0.01)


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
            parameters=SQUARE,
        )
        wins = (end.attacker.men[:, 0] > 0) & (end.defender.men[:, 0] == 0)
        scores.append((wins.mean() - exact) / np.sqrt(exact * (1 - exact) / runs))
        print(f"{x} against {y}, r {rate:g}: {wins.mean():.4f}, exact {exact:.4f}")
    scores = np.array(scores)
    print(f"{len(scores)} cases, mean z {scores.mean():+.2f}, root mean square {scores.std():.2f}")
    assert len(scores) == 16
    assert np.sqrt((scores**2).mean()) < 1.5
