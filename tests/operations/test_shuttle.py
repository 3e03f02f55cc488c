"""Landings by craft that go to and fro between transports and the beach."""

import numpy as np
import pytest

from sim.experiments.play import play
from tests.skirmish import skirmish

SHUTTLE = {
    "kind": "shuttle", "side": "blue", "units": ["marines"], "craft": ["boats"],
    "origin": "island", "to": "shore", "speed": "40 km/h", "lift": 20, "turnaround": "1 h",
    "start": {"at": "1945-08-15 05:00"},
}  # fmt: skip
QUIET = {
    "units__guards__men": 0, "units__reserve__men": 0, "places__shore__rocks": 0,
    "places__shore__landing_sites": {"beach": {"capacity": 10000}},
}  # fmt: skip
FIRE = {
    "places__shore__rocks": 0, "places__shore__landing_sites": {"beach": {"capacity": 200}},
    "daylight": {"sunrise": "00:00", "sunset": "23:59"},
}  # fmt: skip


def shuttled(runs=20, *, quiet=True, shuttle=None, **changes):
    operation = SHUTTLE | (shuttle or {})
    changes = (QUIET if quiet else FIRE) | changes
    definition = skirmish(operations={"shuttle": operation}, **changes)
    return play(definition, np.arange(runs), 1, traced=True)


def waves(battle, kind="landing"):
    return [(o.turn, o.text) for o in battle.record if o.kind == kind and o.run == 0]


def test_the_craft_land_a_load_at_a_time():
    battle = shuttled(units__marines__men=300)
    # six boats with twenty men each: at 05:30, an hour after that, and an hour after that
    men = ["120 men go ashore", "120 men go ashore", "60 men go ashore"]
    assert waves(battle) == list(zip([3, 5, 7], men, strict=True))
    completed = battle.outcomes["shuttle.completed_at"]
    assert (completed == np.datetime64("1945-08-15T07:30")).all()


def test_lift_and_turnaround_set_the_pace():
    slow = {"lift": 10, "turnaround": "2 h"}
    assert len(waves(shuttled(units__marines__men=300, shuttle=slow))) == 5
    at_once = {"lift": 50}
    assert len(waves(shuttled(units__marines__men=300, shuttle=at_once))) == 1


def test_surf_and_the_beach_limit_what_a_turn_brings():
    narrow = {"places__shore__landing_sites": {"beach": {"capacity": 100}}}
    calm = [text for _, text in waves(shuttled(**narrow))]
    # half as many in the first turn of a trip, the mean of those who come in the course of it
    assert calm[:2] == ["25 men go ashore", "50 men go ashore"]
    rough = [text for _, text in waves(shuttled(**narrow, shuttle={"surf": 0.6}))]
    assert rough[:2] == ["10 men go ashore", "20 men go ashore"]


def test_units_land_in_the_order_of_the_list():
    engineers = {"side": "blue", "men": 100, "place": "island"}
    both = {"units": ["engineers", "marines"]}
    battle = shuttled(shuttle=both, units__engineers=engineers)
    assert [text for _, text in waves(battle)] == ["120 men go ashore"] * 2 + ["60 men go ashore"]


def test_swimmers_drown_in_their_share_and_are_missing():
    swimming = shuttled(400, shuttle={"swim": 0.5, "drowning": 0.1}).outcomes
    assert swimming["blue.missing"].mean() == pytest.approx(200 * 0.05, rel=0.1)
    assert (swimming["shore.blue.missing"] == swimming["blue.missing"]).all()
    assert shuttled(20).outcomes["blue.missing"].max() == 0


def guns(effect=2.0, drowned=0.5, **changes):
    return shuttled(
        100,
        quiet=False,
        units__guards__weapons={"gun": 4},
        units__guards__men=300,
        weapons__gun__fire={"craft": effect},
        combat={
            "morale": {"craft_drowned": drowned, "destroyed_share": 1.0, "defender_break": 10.0}
        },
        **changes,
    ).outcomes


def test_craft_under_fire_are_lost_with_part_of_their_men():
    assert guns()["blue.boat.lost"].mean() > 2
    assert guns()["blue.missing"].mean() > 3
    assert guns(drowned=0.0)["blue.missing"].max() == 0
    assert guns(effect=0.0)["blue.boat.lost"].max() == 0


def test_lost_craft_slow_the_landing_down():
    strong = {"units__marines__men": 1000, "units__marines__resolve": 100}
    whole, holed = guns(effect=0.0, **strong), guns(effect=0.5, **strong)
    slower = holed["shuttle.completed_at"] > whole["shuttle.completed_at"]
    assert (slower | np.isnat(holed["shuttle.completed_at"])).mean() > 0.5


def test_without_craft_the_others_stay_aboard_and_out_of_reach():
    engineers = {"side": "blue", "men": 500, "place": "island"}
    both = {"units": ["marines", "engineers"], "lift": 5}
    sunk = guns(effect=100.0, units__engineers=engineers, shuttle=both)
    gone = sunk["blue.boat.lost"] == 6
    assert gone.mean() > 0.7
    assert np.isnat(sunk["shuttle.completed_at"][gone]).all()
    assert (sunk["blue.casualties"][gone] <= 200).all()  # the marines alone
