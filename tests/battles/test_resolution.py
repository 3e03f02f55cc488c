"""The length of a turn is a choice of resolution, not of outcome."""

from functools import cache

import numpy as np
import pytest

import sim

RUNS = 400
MEASURES = [
    ("shumshu", "soviet.casualties"),
    ("shumshu", "japan.killed_and_wounded"),
    ("maoka", "maoka.soviet.killed_and_wounded"),
    ("maoka", "maoka.japan.killed_and_wounded"),
    ("maoka", "civilians.killed"),
    ("koton", "soviet.casualties"),
]


@cache
def outcomes(name, part):
    game = sim.load(name)
    turn = f"{game.definition.turn_hours * 60 * part:g} min"
    return game.set({"turn": turn}).monte_carlo(runs=RUNS, seed=1).outcomes


@pytest.mark.slow
@pytest.mark.parametrize(("name", "measure"), MEASURES)
def test_turns_half_as_long_change_no_headline(name, measure):
    whole, half = (outcomes(name, part)[measure] for part in (1.0, 0.5))
    error = np.sqrt((whole.var() + half.var()) / RUNS)
    assert abs(half.mean() - whole.mean()) <= max(0.03 * whole.mean(), 2.0 * error)
