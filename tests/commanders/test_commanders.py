"""Commanders written in Python."""

import numpy as np
import pytest

from sim.commanders import for_each_run
from sim.experiments.play import play
from sim.scenario import load
from tests.skirmish import skirmish


def battle(runs=40, **commanders):
    return play(skirmish(), np.arange(runs), 1, commanders=commanders)


def assert_equal(one, other):
    for name, values in one.outcomes.items():
        np.testing.assert_array_equal(other.outcomes[name], values, err_msg=name)


def test_a_commander_who_follows_the_plan_changes_nothing():
    assert_equal(battle(), battle(blue=lambda view: view.planned, red=lambda view: view.planned))


def test_a_commander_who_does_nothing_lands_nobody():
    outcomes = battle(blue=lambda view: []).outcomes
    assert np.isnat(outcomes["landing.started_at"]).all()
    assert (outcomes["winner"] == "none").all()


def test_a_commander_may_launch_early_and_only_once():
    def eager(view):
        return [view.launch("landing")] if view.turn < 3 else view.planned

    outcomes = battle(blue=eager).outcomes
    assert (outcomes["landing.started_at"] == np.datetime64("1945-08-15T04:00")).all()


def decide_together(view):
    go = view.contact("shore") & (view.enemy("shore") > 0) & view.at("reserve", "hill")
    return [view.withdraw("guards", to="hill", runs=go)] if go.any() else []


@for_each_run
def decide_one_by_one(view):
    if view.contact("shore") and view.enemy("shore") > 0 and view.at("reserve", "hill"):
        return [view.withdraw("guards", to="hill")]
    return []


def test_one_run_at_a_time_means_the_same():
    assert_equal(battle(red=decide_together), battle(red=decide_one_by_one))


def test_the_enemy_is_seen_only_in_contact():
    seen = []

    def look(view):
        seen.append((view.contact("shore").copy(), view.enemy("shore").copy()))
        return view.planned

    battle(red=look)
    contact, enemy = (np.array(values) for values in zip(*seen, strict=True))
    assert contact.any()
    assert (enemy[~contact] == 0).all()
    assert (enemy[contact] > 0).any()


def test_a_view_that_was_kept_can_be_looked_at_after_the_battle():
    kept = []

    def keep(view):
        kept.append(view)
        return []

    losses = battle(red=keep).outcomes["red.casualties"]
    assert kept[-1].turn > 0
    assert len(kept[-1].at("guards", "shore")) == len(losses)


def test_an_unknown_side_is_refused():
    with pytest.raises(ValueError, match="no side green; the sides are blue and red"):
        battle(green=lambda view: [])


def test_holding_yama_sigai_with_everything_changes_its_hour():
    @for_each_run
    def hold_the_heights(view):
        if view.turn == 0:
            return [view.march("company_125th", "special_guard", to="yama_sigai")]
        return []

    definition = load("toro").definition
    runs = np.arange(100)
    plan = play(definition, runs, 1).outcomes
    other = play(definition, runs, 1, commanders={"japan": hold_the_heights}).outcomes
    assert other["esutoru_village.taken_at"].max() <= plan["esutoru_village.taken_at"].max()
    later = other["yama_sigai.taken_at"] - plan["yama_sigai.taken_at"]
    print("Yama-Sigai falls later by", np.median(later[~np.isnat(later)]))
    assert (later != np.timedelta64(0)).mean() > 0.5
