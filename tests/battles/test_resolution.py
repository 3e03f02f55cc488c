"""The length of a turn is a choice of resolution, not of outcome."""

from functools import cache

import numpy as np
import pytest

import sim
from sim.scenario import load

RUNS = {"south_sakhalin": 60}
"""Runs of each battle where it is not the number below."""
MANY = 200
LOSSES = ("killed", "killed_and_wounded", "captured")


def headlines():
    """The losses of both sides of each bundled battle, and those of civilians."""
    for name in sim.bundled():
        definition = load(name).definition
        for side in definition.sides:
            yield from ((name, f"{side}.{loss}") for loss in LOSSES)
        if "civilians.killed" in definition.claims:
            yield name, "civilians.killed"


@cache
def outcomes(name, part):
    game = sim.load(name)
    turn = f"{game.definition.turn_hours * 60 * part:g} min"
    runs = RUNS.get(name, MANY)
    return game.set({"turn": turn}).monte_carlo(runs=runs, seed=1).outcomes


def change(name, measure):
    """How much a mean changes with turns half as long, and what would be too much."""
    whole, half = (outcomes(name, part)[measure] for part in (1.0, 0.5))
    error = np.hypot(whole.sem(), half.sem())
    return half.mean() - whole.mean(), max(0.03 * whole.mean(), 2.0 * error)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "measure"), list(headlines()))
def test_turns_half_as_long_change_no_headline(name, measure):
    changed, allowed = change(name, measure)
    assert abs(changed) <= allowed
