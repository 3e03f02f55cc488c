"""Tanks, their crews, and the guns and rifles that stop them."""

import numpy as np

from sim.experiments.play import play
from tests.skirmish import skirmish

COUNTER = {
    "kind": "counter_attack", "side": "red", "units": ["tanks"], "to": "village",
    "speed": "20 km/h", "start": {"at": "1945-08-15 06:00"},
}  # fmt: skip
ATTACK = {
    "kind": "assault", "side": "blue", "units": ["marines"], "to": "village", "speed": "4 km/h",
    "start": {"at": "1945-08-15 05:00"},
}  # fmt: skip

TANKS = {
    "side": "red", "kind": "armour", "men": 40, "weapons": {"tank": 10}, "armed": 0,
    "place": "hill",
}  # fmt: skip


def fought(runs=200, counter=None, weapons=None, operations=None, **changes):
    """The marines come from the shore to the village; tanks stand on the hill."""
    operations = operations or {"attack": ATTACK, "counter": COUNTER | (counter or {})}
    definition = skirmish(
        operations=operations,
        units__marines__place="shore",
        places__shore__held_by="blue",
        units__marines__weapons=weapons or {},
        units__guards__place="village",
        units__reserve__men=0,
        daylight={"sunrise": "00:00", "sunset": "23:59"},
        weapons__tank__crew=4,
        units__tanks=TANKS,
        **changes,
    )
    return play(definition, np.arange(runs), 1, traced=True)


def test_rifles_do_not_hurt_men_under_armour():
    alone = {"units__guards__men": 0}
    outcomes = fought(**alone).outcomes
    assert outcomes["red.armour.hit"].max() == 0
    assert outcomes["red.killed_and_wounded"].max() == 0
    assert outcomes["blue.casualties"].mean() > 10


def test_anti_tank_guns_knock_tanks_out_and_crews_with_them():
    alone = {"units__guards__men": 0, "combat": {"morale": {"crew_lost": 1.0}}}
    outcomes = fought(weapons={"gun": 6}, **alone).outcomes
    hit = outcomes["red.armour.hit"]
    assert hit.mean() > 2
    # men on foot can be shot, so there may be a few more than four a tank
    assert (outcomes["red.killed_and_wounded"] >= np.minimum(4 * hit, 40) - 4).all()
    saved = fought(
        weapons={"gun": 6}, units__guards__men=0, combat={"morale": {"crew_lost": 0.0}}
    ).outcomes
    assert saved["red.killed"].mean() < outcomes["red.killed"].mean()


def test_a_counter_attack_supports_a_garrison_that_holds_out():
    with_tanks = fought().outcomes["blue.casualties"].mean()
    without = fought(operations={"attack": ATTACK}).outcomes["blue.casualties"].mean()
    assert with_tanks > 1.3 * without


def test_tanks_withdraw_when_it_costs_too_much():
    battle = fought(counter={"stop_at": 0.1}, weapons={"gun": 6})
    off = [o for o in battle.record if o.kind == "call off" and o.side == "red"]
    assert len({o.run for o in off}) > 100
    back = [o for o in battle.record if o.kind == "arrival" and o.place == "hill"]
    assert back


def test_a_counter_attack_ends_with_the_fighting():
    outcomes = fought().outcomes
    over = ~np.isnat(outcomes["counter.completed_at"])
    assert over.mean() > 0.9
