"""Ships on passage, with and without troops."""

import numpy as np

from sim.experiments.play import play
from tests.skirmish import skirmish

PASSAGE = {
    "kind": "passage", "side": "blue", "units": ["boats"], "origin": "island", "to": "bay",
    "speed": "10 km/h", "start": {"at": "1945-08-15 05:00"},
}  # fmt: skip
GUNS = {
    "kind": "gunfire", "side": "red", "units": ["fort"], "target": "bay", "in_support": False,
    "duration": "10 h", "start": {"at": "1945-08-15 05:00"},
}  # fmt: skip


ROUTES = [
    {"between": ["island", "bay"], "kind": "sea", "distance": "20 km"},
    {"between": ["bay", "shore"], "kind": "sea", "distance": "2 km"},
]
FORT = {"side": "red", "kind": "artillery", "men": 20, "weapons": {"cannon": 2}, "place": "hill"}


def sailed(operations, **changes):
    definition = skirmish(
        operations=operations,
        routes=ROUTES,
        places__bay={"terrain": "sea"},
        weapons__cannon={"category": "guns", "bombardment": {"craft": 2}},
        units__fort=FORT,
        daylight={"sunrise": "00:00", "sunset": "23:59"},
        **changes,
    )
    return play(definition, np.arange(50), 1, traced=True)


def hour(text):
    return np.datetime64(f"1945-08-15T{text}")


def test_a_passage_takes_distance_over_speed():
    outcomes = sailed({"sail": PASSAGE}).outcomes
    assert (outcomes["sail.completed_at"] == hour("07:00")).all()


def test_ships_turn_back_when_their_time_is_up():
    battle = sailed({"sail": PASSAGE | {"stay": "2 h"}})
    assert (battle.outcomes["sail.completed_at"] == hour("09:00")).all()
    assert {o.kind for o in battle.record} == {"sail", "arrival", "return"}


def test_troops_aboard_wait_for_a_landing_that_begins_there():
    landing = {
        "kind": "landing", "side": "blue", "units": ["marines"], "craft": ["boats"],
        "origin": "bay", "to": "shore", "speed": "10 km/h", "start": {"after": ["sail"]},
    }  # fmt: skip
    operations = {"sail": PASSAGE | {"aboard": ["marines"]}, "landing": landing}
    outcomes = sailed(operations, units__guards__men=0).outcomes
    assert (outcomes["landing.completed_at"] >= hour("07:30")).all()
    # two kilometres take less than half a turn
    assert (outcomes["shore.taken_at"] == hour("07:30")).all()


def test_batteries_fire_at_ships_off_the_place_and_only_then():
    hit = sailed({"sail": PASSAGE | {"stay": "1 h"}, "guns": GUNS}).outcomes["blue.craft.hit"]
    assert 1 < hit.mean() < 4  # two guns, an hour, two craft an hour each
    assert sailed({"guns": GUNS}).outcomes["blue.craft.hit"].max() == 0
