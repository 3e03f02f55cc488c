"""Speed of the environments on Toro: turns of battles a second, beside the engine alone.

Both sides order something legal at random in each run at each turn, or do nothing; `make benchmark`
prints the figures.
"""

import numpy as np
import pytest

from sim.experiments.play import play
from sim.rl import Arena
from sim.scenario import load

TURNS = 40
"""Turns that are measured of each battle, when troops are on the march everywhere."""


@pytest.fixture(scope="module")
def arena():
    return Arena(load("toro"), {"soviet": "agent", "japan": "agent"})


def drawn(masks, rng):
    """A legal action in each row, each with the same chance."""
    among = masks.cumsum(axis=1, dtype=np.int32)
    wanted = (rng.random(len(masks)) * among[:, -1]).astype(np.int32)
    return (among <= wanted[:, None]).sum(axis=1)


def steps(arena, rows, busy):
    rng = np.random.default_rng(1)
    arena.reset(np.arange(rows))
    idle = np.zeros(rows, np.int64)
    while arena.turn < TURNS:
        sides = arena.agents
        arena.step({side: drawn(arena.masks(side), rng) if busy else idle for side in sides})


@pytest.mark.parametrize("busy", [False, True], ids=["nothing", "random"])
@pytest.mark.parametrize("rows", [1, 64, 1_024, 8_192])
def test_turns_of_both_sides(benchmark, arena, rows, busy):
    if not benchmark.enabled:
        rows = min(rows, 8)
    benchmark.pedantic(steps, (arena, rows, busy), rounds=2 if benchmark.enabled else 1)
    assert arena.turn == TURNS
    if benchmark.stats:
        speed = rows * TURNS / benchmark.stats.stats.min
        benchmark.extra_info["turns a second"] = round(speed)
        print(f"\n{rows:,} rows: {speed:,.0f} turns a second")


@pytest.mark.parametrize("rows", [1, 64, 1_024, 8_192])
def test_turns_of_the_engine_alone(benchmark, rows):
    definition = load("toro").definition
    runs = np.arange(rows if benchmark.enabled else 2)
    benchmark.pedantic(play, (definition, runs, 1), rounds=2 if benchmark.enabled else 1)
    if benchmark.stats:
        speed = rows * definition.turns / benchmark.stats.stats.min
        benchmark.extra_info["turns a second"] = round(speed)
        print(f"\n{rows:,} rows: {speed:,.0f} turns a second")
