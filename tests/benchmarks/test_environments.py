"""Speed of the environments on Toro: turns of battles a second, and the ratio to the engine alone.

Both sides order something legal at random in each run at each turn, or do nothing; `make benchmark`
prints the figures. Where nothing is ordered, masks and observations are most of the time; where all
order at random, it is the orders, each of which is carried out in the runs that have chosen it.

Turns a second of one core, measured side by side:

    rows     engine alone   nothing ordered   all order at random
        1          8,400             1,240                   590
       64        175,000            72,000                 8,300
    1,024      1,280,000           430,000                53,000
    8,192      3,200,000           580,000               135,000
"""

import numpy as np
import pytest

from sim.experiments.play import play
from sim.kernel import njit
from sim.rl import Arena
from sim.scenario import load

TURNS = 40
"""Turns that are measured of each battle, when troops are on the march everywhere."""
ENGINE: dict[int, float] = {}
"""Turns a second of the engine alone, by the number of rows."""


@pytest.fixture(scope="module")
def arena():
    return Arena(load("toro"), {"soviet": "agent", "japan": "agent"})


@njit(cache=True)
def drawn(masks, luck):
    """A legal action in each row, each with the same chance."""
    count, chosen = np.zeros((2, len(luck)), np.int64)
    for number in range(masks.shape[1]):  # the runs of an action lie side by side in memory
        for row in range(len(luck)):
            count[row] += masks[row, number]
    left = (luck * count).astype(np.int64)
    for number in range(masks.shape[1]):
        for row in range(len(luck)):
            if left[row] >= 0:
                left[row] -= masks[row, number]
                chosen[row] = number
    return chosen


def steps(arena, rows, busy):
    rng = np.random.default_rng(1)
    arena.reset(np.arange(rows))
    idle = np.zeros(rows, np.int64)
    while arena.turn < TURNS:
        chosen = {
            side: drawn(arena.masks(side), rng.random(rows)) if busy else idle
            for side in arena.agents
        }
        arena.step(chosen)


def told(benchmark, rows, turns):
    """Print how fast it was, and as a part of the engine alone."""
    speed = rows * turns / benchmark.stats.stats.min
    benchmark.extra_info["turns a second"] = round(speed)
    beside = f", {speed / ENGINE[rows]:.3f} of the engine alone" if rows in ENGINE else ""
    print(f"\n{rows:,} rows: {speed:,.0f} turns a second{beside}")
    return speed


@pytest.mark.parametrize("rows", [1, 64, 1_024, 8_192])
def test_turns_of_the_engine_alone(benchmark, rows):
    definition = load("toro").definition
    runs = np.arange(rows if benchmark.enabled else 2)
    benchmark.pedantic(play, (definition, runs, 1), rounds=2 if benchmark.enabled else 1)
    if benchmark.stats:
        ENGINE[rows] = told(benchmark, rows, definition.turns)


@pytest.mark.parametrize("busy", [False, True], ids=["nothing", "random"])
@pytest.mark.parametrize("rows", [1, 64, 1_024, 8_192])
def test_turns_of_both_sides(benchmark, arena, rows, busy):
    if not benchmark.enabled:
        rows = min(rows, 8)
    benchmark.pedantic(steps, (arena, rows, busy), rounds=2 if benchmark.enabled else 1)
    assert arena.turn == TURNS
    if benchmark.stats:
        told(benchmark, rows, TURNS)
