"""Shumshu, played as its file says."""

from functools import cache

import numpy as np
import pytest

import sim
from sim.experiments.play import play
from sim.scenario import load

HEADLINES = ("soviet.killed", "soviet.casualties", "japan.killed", "japan.killed_and_wounded")


@cache
def results():
    return sim.load("shumshu").monte_carlo(runs=1000, seed=3)


@cache
def variant(name):
    return sim.load("shumshu").variant(name).monte_carlo(runs=300, seed=3).outcomes


def test_history_lies_within_what_comes_out():
    comparison = results().compare()
    assert comparison.inside >= 0.75 * comparison.total


@pytest.mark.parametrize("measure", HEADLINES)
def test_headline_losses_overlap_and_say_something(measure):
    low, median, high = results().outcomes[measure].quantile([0.05, 0.5, 0.95])
    claims = [c.interval for c in load("shumshu").definition.claims[measure]]
    assert any(first <= high and last >= low for first, last in claims)
    assert high / 5 <= median <= 5 * low


def test_the_battle_is_told():
    definition = load("shumshu").definition
    record = play(definition, np.arange(20), 3, traced=True).record
    kinds = {o.kind for o in record}
    assert kinds >= {
        "sail", "approach", "drowning", "landing", "gunfire", "contact", "combat", "break",
        "reaction", "cease-fire", "parley", "surrender", "disarmament",
    }  # fmt: skip


def test_men_wait_in_the_transports_for_their_echelon():
    outcomes = results().outcomes
    first, second = (outcomes[f"{name}.completed_at"] for name in ("first_throw", "second_landing"))
    assert (second.dropna() > first[second.notna()]).all()


def test_the_tanks_suffer_from_four_guns():
    with_guns = results().outcomes["japan.armour.hit"].median()
    assert variant("no_anti_tank_guns")["japan.armour.hit"].median() < 0.9 * with_guns


def test_more_tanks_kill_more_men():
    fewer, more = (variant(name)["soviet.killed"].mean() for name in ("tanks_60", "tanks_77"))
    assert more > fewer
