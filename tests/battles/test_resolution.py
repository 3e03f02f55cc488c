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
MISSED = {
    ("koton", "soviet.killed"): 0.12,
    ("koton", "soviet.killed_and_wounded"): 0.12,
    ("koton", "japan.killed"): 0.13,
    ("koton", "japan.killed_and_wounded"): 0.14,
    ("koton", "japan.captured"): -0.09,
    ("maoka", "soviet.killed_and_wounded"): 0.06,
    ("south_sakhalin", "japan.killed_and_wounded"): -0.05,
    ("toro", "japan.killed"): -0.08,
    ("toro", "japan.killed_and_wounded"): -0.07,
    ("toro", "japan.captured"): -0.06,
}
"""Measures that change by more, and by how much of their mean they do.

At Koton an attack lasts four hours, of which the way takes 1.67: at an hour a turn 2, at half an
hour 1.5. In a thousand battles of Toro the three change by 3 %.
"""


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
@pytest.mark.parametrize(("name", "measure"), [h for h in headlines() if h not in MISSED])
def test_turns_half_as_long_change_no_headline(name, measure):
    changed, allowed = change(name, measure)
    assert abs(changed) <= allowed


@pytest.mark.slow
@pytest.mark.parametrize(("name", "measure"), MISSED)
def test_those_that_change_do_so_by_no_more_than_is_told(name, measure):
    changed, allowed = change(name, measure)
    told = MISSED[name, measure] * outcomes(name, 1.0)[measure].mean()
    assert abs(changed - told) <= allowed
