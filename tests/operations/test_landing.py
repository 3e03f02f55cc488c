"""Landings: passage, detection, run-in, rocks and the capacity of the landing sites."""

import numpy as np
import pytest

from sim.experiments.play import play
from tests.skirmish import played, skirmish

EMPTY_SHORE = {"units__guards__men": 0, "units__reserve__men": 0, "operations__support": None}


def hours(played, measure, since="1945-08-15T05:00"):
    return (played.outcomes[measure] - np.datetime64(since)) / np.timedelta64(1, "h")


def record(**changes):
    return play(skirmish(**changes), np.arange(60), 1, traced=True).record


def kinds(**changes):
    return {o.kind for o in record(**changes)}


def test_passage_takes_distance_over_speed_and_unloading_its_time():
    ashore = played(operations__landing__speed="10 km/h", units__marines__men=600, **EMPTY_SHORE)
    # 20 km at 10 km/h, then 600 men at 200 an hour
    assert set(hours(ashore, "landing.completed_at")) == {2 + 3}


def test_uncertain_speed_spreads_the_hour():
    spread = hours(played(2000, **EMPTY_SHORE), "landing.completed_at")
    # 20 km at 8 to 12 km/h, 200 men in an hour
    assert set(spread) == {1.5 + 1, 2.0 + 1, 2.5 + 1}


def test_an_undetected_landing_surprises_and_a_detected_one_is_fired_at():
    assert "surprise" in kinds(operations__landing__detection=0)
    assert "approach" not in kinds(operations__landing__detection=0)
    assert "approach" in kinds(
        operations__landing__detection=1, operations__landing__start={"at": "1945-08-15 08:00"}
    )


def test_detection_costs_lives_and_time():
    hidden = played(400, operations__landing__detection=0)
    seen = played(
        400, operations__landing__detection=1, daylight={"sunrise": "00:00", "sunset": "23:00"}
    )
    assert (
        seen.outcomes["shore.blue.casualties"].mean()
        > 1.5 * hidden.outcomes["shore.blue.casualties"].mean()
    )
    assert (
        seen.outcomes["landing.completed_at"].max() > hidden.outcomes["landing.completed_at"].max()
    )


def test_scouts_halve_detection():
    scouts = {
        "kind": "scout", "side": "blue", "to": "shore", "success": 1.0, "duration": "30 min",
        "start": {"at": "1945-08-15 04:00"},
    }  # fmt: skip
    day = {"daylight": {"sunrise": "00:00", "sunset": "23:00"}}

    def surprises(**changes):
        return sum(
            o.kind == "surprise"
            for o in record(operations__landing__detection=0.8, **day, **changes)
        )

    assert surprises() / 60 == pytest.approx(0.2, abs=0.13)
    assert surprises(operations__scouts=scouts) / 60 == pytest.approx(0.6, abs=0.15)


def test_scouts_that_are_seen_wake_the_garrison():
    scouts = {
        "kind": "scout", "side": "blue", "to": "shore", "success": 1.0, "discovery": 1.0,
        "duration": "30 min", "start": {"at": "1945-08-15 04:00"},
    }  # fmt: skip
    told = kinds(operations__scouts=scouts, operations__landing__detection=0)
    assert {"alarm", "approach"} <= told
    assert "surprise" not in told


def test_rocks_damage_their_share_of_the_craft():
    struck = played(2000, places__shore__rocks=0.25).outcomes["blue.boat.damaged"]
    assert struck.mean() == pytest.approx(6 * 0.25, abs=0.1)
    assert (
        played(50, places__shore__rocks=0, units__guards__weapons={})
        .outcomes["blue.boat.damaged"]
        .max()
        == 0
    )


def test_guns_ashore_hit_craft_on_the_run_in():
    changes = {
        "places__shore__rocks": 0, "operations__landing__detection": 1,
        "operations__landing__run_in": "2 h", "units__guards__weapons": {"gun": 6},
        "daylight": {"sunrise": "00:00", "sunset": "23:00"},
    }  # fmt: skip
    outcomes = played(**changes).outcomes
    assert (outcomes["blue.boat.damaged"] + outcomes["blue.boat.lost"]).mean() > 0.5


def test_a_landing_needs_a_way():
    routes = [{"between": ["shore", "village"], "distance": "2 km"}]
    with pytest.raises(ValueError, match="no sea route from island to shore"):
        played(5, routes=routes)
