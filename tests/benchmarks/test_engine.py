"""Speed of the engine on Toro: battles a second, and the ratio to drawing random numbers alone.

`make benchmark` prints the table; ratios are taken side by side in one run.
"""

import gc
import statistics

import numpy as np
import pytest

from sim.experiments.experiment import CHUNK
from sim.experiments.play import play
from sim.scenario import load
from tests.benchmarks.floor import census_of, draw_all, seconds

SEED = 1


@pytest.fixture(scope="module")
def toro():
    definition = load("toro").definition
    play(definition, np.arange(2), SEED)
    return definition


@pytest.mark.parametrize("runs", [1, 100, 1_000, 10_000])
def test_battles_of_toro(benchmark, toro, runs):
    played = benchmark(play, toro, np.arange(runs), SEED)
    assert len(played.runs) == runs
    if benchmark.stats:
        benchmark.extra_info["battles a second"] = round(runs / benchmark.stats.stats.median)


@pytest.mark.parametrize("together", [10_000, CHUNK])
def test_ratio_to_the_floor(benchmark, toro, together):
    runs = np.arange(together if benchmark.enabled else 2_000)
    draws = census_of(toro, runs, SEED)
    floor = (np.uint64(SEED), *draws)
    draw_all(*floor)

    def ratio():
        gc.collect()  # as after each chunk of a batch
        return seconds(play, toro, runs, SEED) / seconds(draw_all, *floor)

    ratios = [ratio() for _ in range(9 if benchmark.enabled else 3)]
    bare, normals, (counts, _), (at_risk, _) = draws[0], draws[1], draws[2:4], draws[4:6]
    numbers = bare + normals + len(counts) + len(at_risk)
    benchmark.extra_info["draws a battle"] = round(numbers / len(runs))
    benchmark.extra_info["engine over floor, median"] = round(statistics.median(ratios), 2)
    benchmark.pedantic(draw_all, args=floor, rounds=3)
    print(benchmark.extra_info)
    # a busy machine slows the engine, which needs memory, more than the bare draws
    assert min(ratios) < (5 if benchmark.enabled else 15)
