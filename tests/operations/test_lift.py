"""What carries one echelon carries no other, and who is not at the port stays behind."""

import numpy as np

from sim.experiments.play import play
from sim.scenario.definition import Definition
from tests.operations.beaches import BEACHES, changed, record, result
from tests.skirmish import skirmish


def test_one_boat_lands_men_on_one_beach_at_a_time():
    ashore = result(BEACHES, runs=3).outcomes
    first = ashore["first.completed_at"]
    second = ashore["second.completed_at"]
    assert (first == np.datetime64("1943-11-20T08:30")).all()
    assert (second == np.datetime64("1943-11-20T09:30")).all()


def test_two_boats_land_at_once():
    two = changed(BEACHES, units__other_boat={
        "side": "red", "kind": "ships", "weapons": {"boat": 1}, "place": "lagoon",
    }, operations__second__craft=["other_boat"])  # fmt: skip
    ashore = result(two, runs=3).outcomes
    assert (ashore["second.completed_at"] == np.datetime64("1943-11-20T08:30")).all()


def test_the_record_says_who_waits():
    told = [one.text for one in record(BEACHES) if one.kind == "no craft"]
    assert told == ["the craft are away"]


def test_two_landings_at_one_beach_are_seen_once_and_both_are_counted():
    both = changed(BEACHES, units__other_boat={
        "side": "red", "kind": "ships", "weapons": {"boat": 1}, "place": "lagoon",
    }, operations__second__craft=["other_boat"], operations__second__to="first_beach",
        units__foe={"side": "blue", "men": 100, "place": "first_beach"})  # fmt: skip
    told = [one.text for one in record(both)]
    assert told.count("10 men put to sea") == 2
    assert told.count("the craft are seen and come under fire") == 1


def test_men_who_stand_elsewhere_stay_there():
    elsewhere = changed(BEACHES, units__men__place="roads")
    told = [one.text for one in record(elsewhere) if one.kind == "embark"]
    assert told == ["nobody is there to put to sea", "10 men put to sea"]
    outcomes = result(elsewhere, runs=2).outcomes
    assert np.isnat(outcomes["first.completed_at"]).all()  # nobody has landed
    assert not np.isnat(outcomes["second.completed_at"]).any()


def test_a_passage_takes_nobody_who_is_elsewhere():
    sailing = {
        "kind": "passage", "side": "red", "units": ["boat"], "aboard": ["men"], "origin": "lagoon",
        "to": "roads", "distance": "4 km", "speed": "8 km/h", "start": {"at": "1943-11-20 08:00"},
    }  # fmt: skip
    away = changed(BEACHES, operations={"sail": sailing}, units__men__place="first_beach")
    (told,) = [one.text for one in record(away) if one.kind == "sail"]
    assert told == "the ships put to sea with 0 men"
    sailing["origin"], sailing["to"] = "roads", "lagoon"
    (told,) = [one.text for one in record(away) if one.kind == "sail"]
    assert told == "no ship is there to put to sea"


def beaten_off(**changes):
    """Outcomes of a landing that is beaten off."""
    return play(landed_slowly(**changes), np.arange(60), 1).outcomes


def landed_slowly(**changes):
    """Men who land slowly against many times their number."""
    strong = {
        "combat": {"morale": {"defender_break": 10.0}},
        "units__guards__men": 3000,
        "units__marines__men": 300,
        "operations__support": None,
    }
    slow = {"places__shore__landing_sites": {"beach": {"capacity": 60}}}
    return skirmish(**(strong | slow | changes))


def test_craft_take_off_a_landing_force_that_breaks():
    outcomes = beaten_off()
    left = 300 - outcomes["blue.casualties"]
    assert np.isnat(outcomes["shore.taken_at"]).all()
    assert (left > 0).mean() > 0.9
    assert outcomes["blue.captured"].mean() > 0


def test_who_has_gone_back_to_the_craft_is_not_ashore():
    battle = play(landed_slowly(), np.arange(60), 1, series_every=1)
    left = 300 - battle.outcomes["blue.casualties"]
    beaten = (battle.outcomes["blue.captured"] > 0) & (left > 0)
    assert beaten.mean() > 0.8
    at_last = battle.series.labelled()["ashore"].sel(side="blue").isel(time=-1)
    assert (at_last.to_numpy()[beaten] == 0).all()


def test_who_has_gone_back_to_the_craft_has_no_way_by_land():
    beaten = changed(
        BEACHES,
        places__grove={"held_by": "blue"},
        routes=[*BEACHES["routes"], {"between": ["first_beach", "grove"], "distance": "1 km"}],
        units__foe={"side": "blue", "men": 100, "place": "first_beach"},
        operations__push={
            "kind": "assault", "side": "red", "units": ["men"], "to": "grove",
            "start": {"after": ["first"]},
        },
    )  # fmt: skip
    told = [(one.place, one.text) for one in record(beaten) if one.kind == "march"]
    assert told == [("", "men have no way by land to grove")]


def test_without_craft_it_is_captured():
    outcomes = beaten_off(operations__landing__craft=[])
    assert (outcomes["blue.casualties"] == 300).mean() > 0.9


def test_the_scenario_is_sound():
    assert Definition.model_validate(BEACHES).units["men"].men.value == 10
