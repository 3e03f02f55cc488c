"""Speed of the odds: exact solutions, and simulated battles against drawing their luck alone.

`make benchmark` prints the table; ratios are taken side by side in one run.
"""

import statistics

import numpy as np
import pytest
from numba import njit

from sim.duels import dice, markov
from sim.duels.dice import Dice
from sim.duels.forces import dice_force, markov_force
from sim.duels.markov import Markov
from sim.duels.simulate import Player
from sim.luck.draws import Draws
from sim.luck.philox import uniform_pair
from tests.benchmarks.floor import seconds


def dice_fight(attacker, defender, **rules):
    return Dice(dice_force(attacker), dice_force(defender), **rules)


@njit
def draw_blocks(seed, runs, blocks, address):
    """As many blocks of random numbers as so many runs use, summed so that none is left out."""
    total = 0.0
    for k in range(runs.shape[0]):
        for turn in range(blocks):
            first, second = uniform_pair(seed, runs[k], np.uint64(turn), address)
            total += first + second
    return total


@pytest.mark.parametrize("first_fire", [None, "attacker"])
@pytest.mark.parametrize("size", [10, 100, 300])
def test_exact_dice(benchmark, size, first_fire):
    fight = dice_fight(f"{size}@1", f"{size}@1", first_fire=first_fire)
    dice.solve(fight)
    found = benchmark(dice.solve, fight)
    assert found.attacker_wins > 0


@pytest.mark.parametrize("size", [100, 300])
def test_exact_mixed_dice(benchmark, size):
    share = size // 4
    force = f"{2 * share}@1,{share}@2,{share}@3"
    found = benchmark(dice.solve, dice_fight(force, force))
    assert found.attacker_wins > 0


@pytest.mark.parametrize("size", [100, 1_000, 10_000])
def test_exact_markov(benchmark, size):
    fight = Markov(markov_force(f"{size}@1"), markov_force(f"{size}@1"))
    markov.solve(fight)
    found = benchmark(markov.solve, fight)
    assert found.attacker_wins > 0


@pytest.mark.parametrize("defender", ["10@1", "10@2", "4@1,3@2,3@3"])
def test_simulated_dice(benchmark, defender):
    runs = np.arange(500_000 if benchmark.enabled else 1_000)
    player = Player(dice_fight("10@1", defender), 1)
    player.play(runs[:1])
    attackers, _ = benchmark(player.play, runs)
    assert len(attackers) == len(runs)
    if benchmark.stats:
        benchmark.extra_info["battles a second"] = round(len(runs) / benchmark.stats.stats.median)


def test_ratio_of_simulated_dice_to_their_luck(benchmark):
    runs = np.arange(200_000 if benchmark.enabled else 1_000)
    fight = dice_fight("10@1", "10@1")
    rounds = round(mean_rounds(fight))
    draws = Draws(1, runs)
    luck = draws.seed, draws.runs, rounds, draws.address("odds", "round")
    player = Player(fight, 1)
    player.play(runs[:1])
    draw_blocks(*luck)
    ratios = [
        seconds(player.play, runs) / seconds(draw_blocks, *luck)
        for _ in range(9 if benchmark.enabled else 1)
    ]
    benchmark.extra_info["rounds a battle"] = rounds
    benchmark.extra_info["battles over their luck, median"] = round(statistics.median(ratios), 2)
    benchmark.pedantic(draw_blocks, args=luck, rounds=3)
    print(benchmark.extra_info)
    assert min(ratios) > 0


def mean_rounds(fight):
    """Mean length of a fight: the sum of the probabilities that it outlasts each round."""
    total, after = 1.0, 1
    while True:
        limited = dice.solve(Dice(fight.attacker, fight.defender, retreat_after=after))
        going_on = (
            1.0 - limited.attacker_survivors[0] - limited.defender_survivors[0] + limited.draw
        )
        if going_on < 1e-6:
            return total
        total, after = total + going_on, after + 1


@pytest.mark.parametrize("size", [10, 100])
def test_simulated_markov(benchmark, size):
    runs = np.arange(100_000 if benchmark.enabled else 1_000)
    player = Player(Markov(markov_force(f"{size}@1"), markov_force(f"{size}@1")), 1)
    player.play(runs[:1])
    attackers, _ = benchmark(player.play, runs)
    assert len(attackers) == len(runs)
    if benchmark.stats:
        benchmark.extra_info["battles a second"] = round(len(runs) / benchmark.stats.stats.median)
