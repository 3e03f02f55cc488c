"""Marches, assaults, withdrawals, surrender and halt."""

import numpy as np

from sim.experiments.play import play
from tests.skirmish import played, skirmish

QUIET = {
    "operations": {},
    "units__marines__place": "village",
    "places__village__held_by": "blue",
    "units__guards__men": 0,
}


def order(kind, side, **fields):
    return {"kind": kind, "side": side, "start": {"at": "1945-08-15 06:00"}, **fields}


def hours(outcomes, measure):
    return (outcomes[measure] - np.datetime64("1945-08-15T06:00")) / np.timedelta64(1, "h")


def test_a_march_takes_distance_over_speed():
    march = order("march", "red", units=["reserve"], to="shore", speed="2 km/h")
    changes = QUIET | {"units__marines__place": None}
    outcomes = played(20, **changes, operations__march=march).outcomes
    assert set(hours(outcomes, "march.completed_at")) == {2.5}  # 5 km by way of the village


def test_a_new_order_on_the_way_makes_nobody_faster():
    there = order("march", "red", units=["reserve"], to="shore", speed="1 km/h")
    again = there | {"kind": "withdrawal", "start": {"at": "1945-08-15 07:00"}}
    beyond = again | {"to": "village"}
    for second, arrival in ((again, 5.0), (beyond, 3.0)):
        changes = QUIET | {"units__marines__place": None, "operations__there": there}
        outcomes = played(5, **changes, operations__second=second).outcomes
        assert set(hours(outcomes, "second.completed_at")) == {arrival}


def test_a_place_without_a_way_is_never_reached():
    march = order("march", "red", units=["reserve"], to="island")
    outcomes = played(5, **QUIET, operations__march=march).outcomes
    assert np.isnat(outcomes["march.completed_at"]).all()


def test_an_undefended_place_is_taken_on_arrival():
    march = order("march", "blue", units=["marines"], to="shore", speed="4 km/h")
    outcomes = played(5, **QUIET, operations__march=march).outcomes
    assert set(hours(outcomes, "shore.taken_at")) == {0.5}


def test_an_assault_ends_when_its_time_is_up():
    assault = order("assault", "blue", units=["marines"], to="hill", duration="3 h", speed="6 km/h")
    strong = QUIET | {"units__reserve__men": 5000, "combat": {"parameters": {"intensity": 0.01}}}
    battle = play(skirmish(**strong, operations__assault=assault), np.arange(5), 1, traced=True)
    assert set(hours(battle.outcomes, "assault.completed_at")) == {3.0}
    assert {o.kind for o in battle.record} >= {"contact", "call off"}
    back = [o for o in battle.record if o.kind == "arrival" and o.place == "village"]
    assert len(back) == 5


def test_an_assault_ends_when_it_costs_too_much():
    assault = order("assault", "blue", units=["marines"], to="hill", stop_at=0.1)
    firm = {"morale": {"attacker_break": 10.0, "defender_break": 10.0}}
    strong = QUIET | {"units__reserve__men": 1000, "combat": firm}
    outcomes = played(50, **strong, operations__assault=assault).outcomes
    assert (outcomes["hill.blue.casualties"] >= 20).all()
    assert (outcomes["hill.blue.casualties"] < 120).all()
    assert (outcomes["winner"] == "blue").all()  # they are back in their village


def test_a_broken_garrison_without_a_way_out_is_captured():
    assault = order("assault", "blue", units=["marines"], to="hill")
    weak = QUIET | {"units__marines__men": 3000, "places__hill__hills": False}
    outcomes = played(50, **weak, operations__assault=assault).outcomes
    assert (
        outcomes["red.captured"] + outcomes["red.killed"] + outcomes["red.wounded"] == 100
    ).all()
    assert not np.isnat(outcomes["red.surrendered_at"]).any()


def test_withdrawal_leaves_the_place_to_the_enemy():
    assault = order("assault", "blue", units=["marines"], to="hill")
    leave = order("withdrawal", "red", units=["reserve"], to="shore")
    leave["start"] = {"when": {"contact": ["hill"]}, "delay": "1 h"}
    changes = QUIET | {"combat": {"parameters": {"intensity": 0.0}}}
    battle = played(5, **changes, operations__assault=assault, operations__leave=leave)
    # contact at 07:00, an hour's delay from then, and the place falls at the end of the turn in
    # which it is left
    assert set(hours(battle.outcomes, "hill.taken_at")) == {1.0 + 1 + 0.5}
    assert (battle.outcomes["red.casualties"] == 0).all()


def test_surrender_makes_prisoners_of_all():
    outcomes = played(
        5, **QUIET, operations__end=order("surrender", "red", units=["reserve"])
    ).outcomes
    assert (outcomes["red.captured"] == 100).all()
    assert set(hours(outcomes, "red.surrendered_at")) == {0.0}


def test_after_a_halt_nothing_happens():
    halt = order("halt", "blue")
    later = order("surrender", "red", units=["reserve"])
    later["start"] = {"at": "1945-08-15 07:00"}
    outcomes = played(5, **QUIET, operations__halt=halt, operations__later=later).outcomes
    assert (outcomes["red.captured"] == 0).all()


def test_an_operation_waits_for_all_that_its_trigger_names():
    first = order("march", "blue", units=["marines"], to="shore")
    second = order("march", "red", units=["reserve"], to="village")
    second["start"] = {
        "after": ["first"], "when": {"control": {"shore": "blue"}}, "at": "1945-08-15 08:00",
        "delay": "1 h",
    }  # fmt: skip
    outcomes = played(5, **QUIET, operations__first=first, operations__second=second).outcomes
    assert set(hours(outcomes, "second.started_at")) == {3.0}


def test_an_operation_is_dropped_when_it_is_too_late():
    late = order("march", "blue", units=["marines"], to="shore")
    late["start"] = {"when": {"control": {"hill": "blue"}}, "not_after": "1945-08-15 12:00"}
    outcomes = played(5, **QUIET, operations__late=late).outcomes
    assert np.isnat(outcomes["late.started_at"]).all()
