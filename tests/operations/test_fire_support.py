"""Air strikes and naval gunfire."""

import numpy as np
import pytest

from sim.experiments.play import play
from tests.skirmish import played, skirmish

DAY = {"daylight": {"sunrise": "00:00", "sunset": "23:59"}}
STRIKE = {
    "kind": "strike", "side": "blue", "units": ["bombers"], "targets": ["hill"],
    "start": {"at": "1945-08-15 06:00"}, "duration": "6 h", "every": "3 h",
    "intensity": {"bombers": 0.5},
}  # fmt: skip


def struck(runs=400, **changes):
    return played(runs, operations={"strike": STRIKE}, **(DAY | changes)).outcomes


def test_sorties_follow_aircraft_intensity_and_weather():
    assert struck(2000)["blue.sorties"].mean() == pytest.approx(6 * 0.5 * 3, abs=0.2)
    half = struck(2000, weather={"flying": 0.5})
    assert half["blue.sorties"].mean() == pytest.approx(6 * 0.25 * 3, abs=0.2)
    assert (half["blue.bomber.sorties"] == half["blue.sorties"]).all()
    assert (half["blue.sorties@1945-08-15"] == half["blue.sorties"]).all()


def test_an_aircraft_flies_one_raid_at_a_time():
    first = STRIKE | {"duration": "0 h", "intensity": {"bombers": 0.5}}
    second, later = first | {"intensity": {"bombers": 1.0}}, {"start": {"at": "1945-08-15 06:30"}}
    guns = {"units__reserve__weapons": {"machine_gun": 200}}
    for weapons in ({}, guns):
        both = played(100, operations={"first": first, "second": second}, **DAY, **weapons)
        sorties = both.outcomes["blue.bomber.sorties"]
        assert (sorties == 6).all()
    hit = both.outcomes["blue.bomber.lost"] + both.outcomes["blue.bomber.damaged"]
    assert hit.mean() > 1
    apart = played(100, operations={"first": first, "second": second | later}, **DAY)
    assert (apart.outcomes["blue.bomber.sorties"] > 6).any()


def test_no_raid_is_flown_in_darkness_unless_ordered():
    dark = {"daylight": {"sunrise": "22:00", "sunset": "23:00"}}
    assert struck(**dark)["blue.sorties"].max() == 0
    by_night = played(50, operations={"strike": STRIKE | {"night": True}}, **dark).outcomes
    assert by_night["blue.sorties"].mean() > 5


def test_losses_to_bombs_alone_start_what_waits_for_losses():
    withdrawal = {
        "kind": "withdrawal", "side": "red", "units": ["reserve"], "to": "village",
        "start": {"when": {"losses": {"reserve": 0.01}}},
    }  # fmt: skip
    plan = {"strike": STRIKE | {"duration": "0 h"}, "withdrawal": withdrawal}
    outcomes = played(100, operations=plan, **DAY, places__hill__fortification=0).outcomes
    hit = outcomes["red.casualties"] > 0
    next_turn = np.datetime64("1945-08-15T06:30")
    assert hit.sum() > 20
    assert (outcomes["withdrawal.started_at"][hit] == next_turn).all()
    assert np.isnat(outcomes["withdrawal.started_at"][~hit]).all()


def test_bombs_hit_the_enemy_and_works_protect_him():
    open_ground = struck(places__hill__fortification=0)["red.casualties"].mean()
    concrete = struck(places__hill__fortification=1)["red.casualties"].mean()
    assert open_ground > 2 * concrete > 0


def test_anti_aircraft_fire_takes_its_toll():
    guns = {"units__reserve__weapons": {"machine_gun": 50}}
    hit = struck(**guns)
    down = hit["blue.bomber.lost"] + hit["blue.bomber.damaged"]
    # nine sorties at 1 - exp(-50 * 0.003) each, fewer as aircraft are lost
    assert down.mean() == pytest.approx(9 * 0.139, rel=0.2)
    assert struck()["blue.bomber.lost"].max() == 0


def test_a_raid_close_to_own_troops_may_hit_them():
    contact = {
        "units__marines__place": "hill", "units__guards__men": 0,
        "combat": {"parameters": {"intensity": 0}, "modifiers": {"friendly_fire": 1.0}},
        "operations": {
            "strike": STRIKE,
            "move": {"kind": "march", "side": "red", "units": ["guards"], "to": "shore",
                     "start": {"at": "1945-08-15 05:00"}},
        },
    }  # fmt: skip
    changes = (
        contact | DAY | {"units__marines__place": "village", "places__village__held_by": "blue"}
    )
    changes["operations"]["attack"] = {
        "kind": "assault", "side": "blue", "units": ["marines"], "to": "hill",
        "start": {"at": "1945-08-15 04:00"},
    }  # fmt: skip
    assert played(100, **changes).outcomes["blue.casualties"].mean() > 3
    changes["combat"]["modifiers"]["friendly_fire"] = 0.0
    assert played(100, **changes).outcomes["blue.casualties"].max() == 0


def salvoes(**changes):
    calm = {"combat": {"parameters": {"intensity": 0}}, "operations__counterattack": None}
    calm |= {"operations__support": None, "operations__village": None}
    definition = skirmish(**(calm | DAY | changes))
    return play(definition, np.arange(50), 1, traced=True)


def test_ships_fire_only_while_there_is_contact():
    battle = salvoes()
    fired = [o for o in battle.record if o.kind == "gunfire"]
    assert fired
    assert {o.place for o in fired} == {"shore"}
    assert battle.outcomes["shore.red.casualties"].mean() > 5
    assert not any(o.kind == "gunfire" for o in salvoes(units__guards__men=0).record)


def test_observed_fire_stops_in_darkness():
    dark = {"daylight": {"sunrise": "22:00", "sunset": "23:00"}}
    assert not any(o.kind == "gunfire" for o in salvoes(**dark).record)
    blind = salvoes(**dark, operations__salvoes__observed=False)
    assert any(o.kind == "gunfire" for o in blind.record)


def test_suppression_quietens_the_enemy():
    fight = {"operations__counterattack": None, "operations__support": None, **DAY}
    fight["operations__landing__detection"] = 1
    fight["places__shore__landing_sites"] = {"beach": {"capacity": 1000}}
    loud = {"weapons__boat__bombardment": {"personnel": 0.0}, "weapons__boat__suppression": 5.0}
    silent = {"operations__salvoes": None}
    with_fire = played(300, **fight, **loud).outcomes["shore.blue.casualties"].mean()
    without = played(300, **fight, **silent).outcomes["shore.blue.casualties"].mean()
    assert with_fire < 0.9 * without


def test_a_ship_divides_its_guns_between_its_targets():
    def shells(target):
        return {
            "kind": "gunfire", "side": "blue", "units": ["boats"], "target": target,
            "duration": "1 h", "observed": False, "start": {"at": "1945-08-15 06:00"},
        }  # fmt: skip

    quiet = {"places__shore__fortification": 0, "places__hill__fortification": 0}
    one = {"operations": {"shore": shells("shore")}}
    two = {"operations": {"shore": shells("shore"), "hill": shells("hill")}}
    alone = played(400, **quiet, **one).outcomes["shore.red.casualties"].mean()
    both = played(400, **quiet, **two).outcomes
    assert both["shore.red.casualties"].mean() == pytest.approx(alone / 2, rel=0.1)
    assert both["hill.red.casualties"].mean() > 0


def test_the_record_says_once_why_guns_are_silent():
    def told(night=(), **changes):
        night = dict(night)
        salvoes = {
            "kind": "gunfire", "side": "blue", "units": ["boats"], "target": "shore",
            "duration": "4 h", "start": {"at": "1945-08-15 06:00"}, **changes,
        }  # fmt: skip
        definition = skirmish(operations={"salvoes": salvoes}, **(DAY | night))
        record = play(definition, np.arange(1), 1, traced=True).record
        return [one.text for one in record if one.kind == "silent"]

    hold = "boats wait for own troops to be in contact"
    assert told(in_support=True) == [hold]
    assert told(target="village") == ["boats find no target"]
    assert told({"daylight": {"sunrise": "22:00", "sunset": "23:00"}}) == ["boats wait for light"]
    assert told() == []
