"""Who stands to the last: nine of ten are killed, where steady troops have three wounded to one."""

import pytest

from tests.skirmish import played

ISOLATED = {
    "places__shore__retreat": None, "units__reserve__men": 0, "units__marines__men": 2000,
    "places__shore__landing_sites": {"beach": {"capacity": 4000}}, "operations__support": None,
    "operations__salvoes": None,
}  # fmt: skip


def killed(resolve):
    """The share of the dead among the garrison, and among those of it who were hit."""
    outcomes = played(200, **ISOLATED, units__guards__resolve=resolve).outcomes
    dead, hit = outcomes["red.killed"].mean(), outcomes["red.killed_and_wounded"].mean()
    return dead / 80, dead / hit


def test_a_garrison_that_does_not_yield_dies():
    # at Betio in 1943 97 % did; here some are never hit
    of_all, of_those_hit = killed("unyielding")
    assert of_all > 0.9
    assert of_those_hit == pytest.approx(1 - 0.75**12, abs=0.01)


def test_a_fourth_of_the_losses_of_steady_troops_are_dead_and_more_of_desperate_ones():
    assert killed("steady")[1] == pytest.approx(0.25, abs=0.01)
    assert killed("desperate")[1] == pytest.approx(1 - 0.75**2, abs=0.015)
