"""Ferries, convoys and submarines."""

import numpy as np
import pytest

from sim.experiments.play import play
from sim.results.labels import label
from sim.rules.submarine import (
    chance_of_contact,
    chance_to_close,
    chance_to_live,
    chance_to_sink,
    relative_speed,
)
from sim.scenario.definition import Definition
from sim.scenario.measures import measures
from tests.auditor import Auditor

FERRY = {
    "kind": "ferry", "side": "blue", "craft": ["ferries"], "origin": "port", "to": "haven",
    "start": {"at": "1945-08-15 04:00"}, "capacity": 500, "boarding": 1000, "turnaround": "1 h",
    "speed": "20 km/h",
}  # fmt: skip
CONVOY = {
    "kind": "convoy", "side": "blue", "units": ["liner"], "people": {"liner": 1000},
    "origin": "port", "way": ["sea", "haven"], "start": {"at": "1945-08-15 04:00"},
    "speed": "20 km/h", "rescue": "3 h",
}  # fmt: skip
PATROL = {
    "kind": "submarine", "side": "red", "units": ["boat"], "to": "sea", "length": "20 km",
    "breadth": "20 km", "speed": "5 km/h", "attack_speed": "20 km/h", "approach": "10 min",
    "torpedoes": 6, "salvo": 2, "surface": 0, "start": {"at": "1945-08-15 04:00"},
}  # fmt: skip


def crossing(operations, submarine=(), **changes):
    """Two ports with the sea between them, a fleet of ferries, a liner and a submarine."""
    tree = {
        "name": "crossing",
        "title": "A crossing",
        "start": "1945-08-15 04:00",
        "end": "1945-08-17 04:00",
        "turn": "10 min",
        "daylight": {"sunrise": "00:00", "sunset": "23:59"},
        "sides": {"blue": {"title": "Blue"}, "red": {"title": "Red"}},
        "weapons": {
            "ferry": {"category": "craft"},
            "steamer": {"category": "craft", "salvo": {"staying": 1}},
            "u_boat": {"category": "craft", "bombardment": {"craft": 2}},
        },
        "places": {
            "port": {"terrain": "town", "held_by": "blue", "civilians": 5000},
            "sea": {"terrain": "sea"},
            "haven": {"terrain": "base", "held_by": "blue"},
        },
        "routes": [
            {"between": ["port", "haven"], "kind": "sea", "distance": "40 km"},
            {"between": ["port", "sea"], "kind": "sea", "distance": "20 km"},
            {"between": ["sea", "haven"], "kind": "sea", "distance": "20 km"},
        ],
        "units": {
            "ferries": {
                "side": "blue", "kind": "ships", "men": 40, "weapons": {"ferry": 2},
                "place": "port",
            },
            "liner": {
                "side": "blue", "kind": "ships", "men": 100, "weapons": {"steamer": 1},
                "place": "port",
            },
            "boat": {"side": "red", "kind": "ships", "men": 50, "weapons": {"u_boat": 1}},
        },
        "operations": operations,
        "combat": {"submarine": dict(submarine)},
    }  # fmt: skip
    for path, value in changes.items():
        *parents, last = path.split("__")
        node = tree
        for key in parents:
            node = node[key]
        node[last] = value
    return Definition.model_validate(tree)


def outcomes(operations, submarine=(), runs=50, **changes):
    return play(crossing(operations, submarine, **changes), np.arange(runs), 1).outcomes


def hunted(submarine=(), runs=1000, convoy=(), patrol=(), **changes):
    operations = {"voyage": CONVOY | dict(convoy), "patrol": PATROL | dict(patrol)}
    return outcomes(operations, submarine, runs, **changes)


CERTAIN = {"sweep_day": 1e6, "torpedo_hit": 1, "torpedo_killed": 0}
"""What is found is hit, and only the sea kills."""


def since(times, start="1945-08-15T04:00"):
    return (times - np.datetime64(start)) / np.timedelta64(1, "h")


# formulas -----------------------------------------------------------------------------------


def test_relative_speed_is_koopmans_mean():
    # with equal speeds the mean over all courses is 4 / pi times the speed
    assert relative_speed(10.0, 10.0) == pytest.approx(40 / np.pi, rel=1e-3)
    assert relative_speed(0.0, 12.0) == pytest.approx(12.0)


def test_random_search_forgets():
    one, two = (chance_of_contact(4.0, 10.0, 100.0, h) for h in (1, 2))
    assert one == pytest.approx(1 - np.exp(-0.4))
    assert 1 - two == pytest.approx((1 - one) ** 2)


def test_closing_sinking_and_living():
    np.testing.assert_allclose(
        chance_to_close(np.array([5.0, 20.0]), np.array([10.0, 10.0])), [0.5, 1]
    )
    hits = np.array([0, 1, 2])
    np.testing.assert_allclose(chance_to_sink(hits, np.array([2.0] * 3)), [0, 0.5, 0.75])
    assert chance_to_live(np.array(0.5), np.array(6.0), np.array(6.0)) == pytest.approx(0.5 / np.e)


# ferry --------------------------------------------------------------------------------------


def test_a_ferry_takes_its_loads_to_safety():
    # an hour to board 1,000 people, two to cross, one in the haven, two back: every six hours
    result = outcomes({"ferry": FERRY}, runs=5)
    assert set(result["port.civilians.evacuated"]) == {5000}
    assert set(since(result["ferry.completed_at"])) == {5 * 6.0}
    assert set(result["ferries.landed"]) == {5000}


def test_two_ferries_of_a_port_take_no_more_people_than_wait_there():
    later = {
        "side": "blue", "kind": "ships", "men": 20, "weapons": {"ferry": 1}, "place": "port",
    }  # fmt: skip
    both = {"ferry": FERRY, "other": FERRY | {"craft": ["later"]}}
    result = outcomes(both, runs=12, units__later=later)
    # both load in the same turns, and who comes first in the plan fills his ships first
    assert set(result["ferries.landed"] + result["later.landed"]) == {5000}
    assert (result["ferries.landed"] > result["later.landed"]).all()


def test_no_ship_leaves_after_the_last_hour():
    result = outcomes({"ferry": FERRY | {"until": "1945-08-15 09:50"}}, runs=5)
    assert set(result["civilians.evacuated"]) == {1000}


def test_storms_keep_ships_in_port_for_whole_days():
    result = outcomes({"ferry": FERRY | {"storm": 0.5}}, runs=400)
    # nobody gets away if there are storms on all of the three days that the crossing touches
    assert np.mean(result["civilians.evacuated"] == 0) == pytest.approx(0.125, abs=0.05)


def test_a_storm_keeps_all_ships_of_a_day_in_port():
    later = {
        "side": "blue", "kind": "ships", "men": 20, "weapons": {"ferry": 1}, "place": "haven",
    }  # fmt: skip
    both = FERRY | {"craft": ["ferries", "later"], "storm": 0.5, "until": "1945-08-15 06:30"}
    result = outcomes({"ferry": both}, runs=400, units__later=later)
    # the later ship comes two hours after the others have loaded, to the same weather
    assert np.mean(result["civilians.evacuated"] == 0) == pytest.approx(0.5, abs=0.08)
    assert set(result["civilians.evacuated"]) == {0, 1500}


def test_lost_ferries_take_their_share_of_the_people():
    sunk = outcomes({"ferry": FERRY | {"loss": 1, "rescue": "0 h"}}, {"clear": 0.25})
    assert set(sunk["blue.ferry.lost"]) == {2}
    assert sunk["ferries.dead"].mean() == pytest.approx(0.75 * 1040, rel=0.02)
    assert (sunk["ferries.dead"] + sunk["ferries.rescued"] == 1040).all()
    half = outcomes({"ferry": FERRY | {"loss": 0.5, "until": "1945-08-15 09:00"}}, runs=400)
    one = half["blue.ferry.lost"] == 1
    assert (half["ferries.landed"][one] == 500).all()


def test_a_port_that_the_enemy_holds_is_closed():
    result = outcomes({"ferry": FERRY}, runs=3, places__port__held_by="red")
    assert set(result["civilians.evacuated"]) == {0}


# convoy -------------------------------------------------------------------------------------


def test_a_convoy_lands_its_people():
    result = outcomes({"voyage": CONVOY}, runs=3)
    assert set(since(result["voyage.completed_at"])) == {2.0}
    assert set(result["liner.landed"]) == {900}  # the crew is among the thousand
    assert set(result["liner.dead"]) == {0}
    assert np.isnat(result["liner.attacked_at"]).all()


def test_some_leave_where_it_calls():
    call = {"way": ["haven", "sea", "port"], "calls": {"haven": {"stay": "3 h", "leave": 0.5}}}
    result = outcomes({"voyage": CONVOY | call, "patrol": PATROL}, CERTAIN | {"clear": 0}, runs=20)
    assert set(result["liner.landed"]) == {450}
    assert set(result["liner.dead"]) == {450 + 100}
    # two hours to the haven, three there, one to the waters of the submarine, then the approach
    assert set(since(result["liner.sunk_at"])) == {2 + 3 + 1 + 1 / 6}


def test_a_damaged_ship_runs_in():
    refuge = {"refuge": "haven", "limp": "4 h"}
    tough = {"weapons__steamer__salvo": {"staying": 1e6}}
    result = hunted(CERTAIN | {"torpedo_killed": 0.2}, 200, refuge, **tough)
    assert set(result["blue.steamer.damaged"]) == {1}
    assert set(since(result["voyage.completed_at"])) == {1 + 1 / 6 + 4}
    assert result["liner.dead"].mean() == pytest.approx(200, rel=0.02)


# submarine ----------------------------------------------------------------------------------


def test_search_finds_as_often_as_koopman_says():
    result = hunted({"sweep_day": 10.0, "torpedo_hit": 1})
    hours, area = 1.0, 400.0
    speed = relative_speed(5.0, 20.0)
    # the approach takes a turn, and in the last of the six it would come too late
    expected = -np.expm1(-10.0 * speed * (hours - 1 / 6) / area)
    assert (~np.isnat(result["liner.attacked_at"])).mean() == pytest.approx(expected, abs=0.05)


def test_a_slow_submarine_cannot_close():
    result = hunted(CERTAIN, patrol={"attack_speed": "5 km/h"})
    assert result["blue.steamer.lost"].mean() == pytest.approx(0.25, abs=0.04)


def test_salvoes_hit_by_the_binomial():
    result = hunted(CERTAIN | {"torpedo_hit": 0.3})
    assert result["blue.steamer.lost"].mean() == pytest.approx(1 - 0.7**2, abs=0.04)


def test_those_in_the_water_wait_for_help():
    result = hunted(CERTAIN | {"clear": 0.6, "endurance": 3.0}, 100)
    assert (result["liner.dead"] + result["liner.rescued"] == 1000).all()
    assert result["liner.rescued"].mean() == pytest.approx(600 / np.e, rel=0.03)
    assert (result["blue.missing"] + result["blue.evacuated"] == 100).all()


def test_the_gun_sinks_what_cannot_answer():
    gun = {"surface": 1, "torpedoes": 0, "gunfire": "30 min"}
    result = hunted({"sweep_day": 1e6, "shells": 0}, patrol=gun)
    assert result["blue.steamer.lost"].mean() == pytest.approx(1 - np.exp(-2 * 0.5), abs=0.05)


def test_an_armed_ship_answers():
    armed = {"weapons__steamer": {"category": "craft", "bombardment": {"craft": 1e3}}}
    gun = {"surface": 1, "torpedoes": 0, "gunfire": "30 min"}
    result = hunted({"sweep_day": 1e6}, 200, patrol=gun, **armed)
    assert (result["red.u_boat.lost"] + result["red.u_boat.damaged"] == 1).all()
    lost = result["red.u_boat.lost"] == 1
    assert (result["red.missing"] == 50 * lost).all()
    assert not np.isnat(result["patrol.completed_at"]).any()


def test_ferries_are_found_where_they_cross():
    operations = {"ferry": FERRY | {"through": "sea"}, "patrol": PATROL | {"torpedoes": 1}}
    result = outcomes(operations, CERTAIN | {"clear": 0}, 20)
    assert set(result["blue.ferry.lost"]) == {1}
    assert set(result["ferries.dead"]) == {500 + 20}


def test_the_story_is_told():
    definition = crossing({"voyage": CONVOY, "patrol": PATROL}, CERTAIN)
    record = play(definition, np.arange(1), 1, traced=True).record
    told = " / ".join(one.text for one in record)
    for words in ("puts to sea with 1,000", "boat sights liner", "2 torpedoes at liner: 2 hit"):
        assert words in told


def test_measures_of_ships_have_names_for_readers():
    definition = crossing({"ferry": FERRY, "voyage": CONVOY})
    names = measures(definition)
    assert {"ferries.dead", "liner.rescued", "liner.landed", "liner.sunk_at"} <= set(names)
    assert names["liner.sunk_at"].kind == names["liner.attacked_at"].kind == "time"
    assert label("liner.dead", definition) == "Liner: dead of those aboard"
    assert "boat.dead" not in names


def test_nobody_is_lost_from_the_account():
    operations = {
        "ferry": FERRY | {"through": "sea", "loss": 0.2, "storm": 0.2},
        "voyage": CONVOY | {"refuge": "haven"},
        "patrol": PATROL | {"surface": 0.5},
    }
    auditor = Auditor()
    tough = {"weapons__steamer__salvo": {"staying": 3}}
    definition = crossing(operations, {"sweep_day": 20.0, "shells": 1.0}, **tough)
    play(definition, np.arange(100), 1, watch=auditor)
    assert auditor.turns == definition.turns


def test_a_run_is_the_same_in_any_batch():
    operations = {"voyage": CONVOY, "patrol": PATROL | {"surface": 0.5}, "ferry": FERRY}
    definition = crossing(operations, {"sweep_day": 20.0})
    together = play(definition, np.arange(60), 1).outcomes
    alone = play(definition, np.array([41]), 1).outcomes
    for name, values in alone.items():
        np.testing.assert_array_equal(values[0], together[name][41], err_msg=name)
