"""Airborne landings: flight, fighters, guns, the strip."""

import numpy as np
import pytest

from sim.experiments.play import play
from sim.world.globe import great_circle
from tests.auditor import Auditor
from tests.skirmish import played, skirmish

WEAPONS = {
    "machine_gun": {"fire": {"personnel": 1.5}, "anti_aircraft": 1},
    "gun": {"category": "guns", "fire": {"personnel": 1}},
    "boat": {"category": "craft"},
    "bomber": {"category": "aircraft", "strike": {"personnel": 3}, "suppression": 0.3},
    "carrier": {"category": "aircraft"},
    "fighter": {"category": "aircraft", "fire": {"aircraft": 5}, "suppression": 0.5},
}
DROP = {
    "kind": "airborne",
    "side": "blue",
    "units": ["marines"],
    "transports": ["carriers"],
    "origin": "island",
    "to": "hill",
    "distance": "300 km",
    "speed": "200 km/h",
    "interval": "3 min",
    "start": {"at": "1945-08-15 05:00"},
}
FLYING = {
    "weapons": WEAPONS,
    "units__carriers": {"side": "blue", "kind": "aircraft", "weapons": {"carrier": 10}},
    "units__escort": {"side": "blue", "kind": "aircraft", "weapons": {"fighter": 10}},
    "units__hunters": {"side": "red", "kind": "aircraft", "weapons": {"fighter": 10}},
    "units__reserve__men": 0,
}


def flown(runs=300, changes=(), **fields):
    operations = {"drop": DROP | fields}
    return played(runs, **(FLYING | {"operations": operations} | dict(changes))).outcomes


def hours(outcomes, measure):
    return (outcomes[measure] - np.datetime64("1945-08-15T05:00")) / np.timedelta64(1, "h")


def test_the_flight_takes_distance_over_speed_and_the_strip_its_time():
    # an hour and a half in the air, ten transports at three minutes each in one turn of 30 min
    assert set(hours(flown(20), "drop.completed_at")) == {1.5}
    assert set(hours(flown(20, emplaning="1 h"), "drop.completed_at")) == {2.5}
    assert set(hours(flown(20, interval="6 min"), "drop.completed_at")) == {2.0}
    assert set(hours(flown(20), "hill.taken_at")) == {1.5}


def test_the_great_circle_serves_where_no_distance_is_given():
    assert great_circle((0, 0), (0, 90)) == pytest.approx(6371 * np.pi / 2)
    places = {"places__island__at": [41.8, 123.4], "places__hill__at": [38.8, 121.2]}
    outcomes = flown(5, places, distance=None)
    assert set(hours(outcomes, "drop.completed_at")) == {2.0}  # 382 km at 200 km/h
    with pytest.raises(ValueError, match="no distance from island to hill"):
        flown(5, distance=None)


def test_sorties_of_transports_and_escort_are_counted():
    assert (flown(20, escort=["escort"])["blue.sorties"] == 20).all()


def test_an_unopposed_flight_loses_nobody():
    outcomes = flown(100)
    assert (outcomes["blue.casualties"] == 0).all()
    assert (outcomes["blue.carrier.lost"] == 0).all()


def test_fighters_that_do_not_turn_away_shoot_transports_down():
    attack = {"interceptors": ["hunters"], "interception": 1.0}
    alone = flown(400, **attack)
    # ten fighters at five an hour for six minutes: 0.5 hits on each transport
    hit = alone["blue.carrier.lost"] + alone["blue.carrier.damaged"]
    assert hit.mean() == pytest.approx(10 * (1 - np.exp(-0.5)), rel=0.08)
    share = alone["blue.killed"] / 200
    assert share.mean() == pytest.approx(alone["blue.carrier.lost"].mean() / 10, rel=0.1)
    escorted = flown(400, escort=["escort"], **attack)
    assert escorted["blue.carrier.lost"].mean() < 0.7 * alone["blue.carrier.lost"].mean()
    assert escorted["red.fighter.lost"].mean() > 0.5
    away = flown(100, **attack, turn_away=1.0)
    assert (away["blue.carrier.lost"] == 0).all()


def test_transports_that_went_down_earlier_take_nobody_along():
    met = DROP | {"interceptors": ["hunters"], "interception": 1.0}
    later = DROP | {"units": ["second"], "start": {"at": "1945-08-15 12:00"}}
    second = {"units__second": {"side": "blue", "men": 100, "place": "island"}}
    empty = {"units__guards__men": 0, "units__guards__weapons": {}, "units__marines__men": 0}
    changes = FLYING | second | empty | {"operations": {"drop": met, "later": later}}
    outcomes = played(100, **changes).outcomes
    assert outcomes["blue.carrier.lost"].mean() > 1
    assert outcomes["blue.killed"].max() == 0


def test_guns_at_the_strip_fire_unless_they_stay_silent():
    guards = {"units__reserve__men": 60, "units__reserve__weapons": {"machine_gun": 20}}
    calm = guards | {"combat": {"parameters": {"intensity": 0}}}
    opposed = flown(600, calm)
    hit = opposed["blue.carrier.lost"] + opposed["blue.carrier.damaged"]
    assert hit.mean() == pytest.approx(10 * (1 - np.exp(-20 * 0.003)), rel=0.15)
    assert (flown(100, calm, opposition=0.0)["blue.carrier.lost"] == 0).all()
    kept_down = flown(600, calm, escort=["escort"])
    hit_below = kept_down["blue.carrier.lost"] + kept_down["blue.carrier.damaged"]
    assert hit_below.mean() < 0.6 * hit.mean()


def test_craters_cost_aircraft_and_men():
    outcomes = flown(600, accidents=0.3, injured=0.5)
    assert outcomes["blue.carrier.damaged"].mean() == pytest.approx(3, abs=0.2)
    assert outcomes["blue.wounded"].mean() == pytest.approx(200 * 0.3 * 0.5, rel=0.1)
    assert (outcomes["blue.killed"] == 0).all()


def test_a_scattered_drop_leaves_men_missing():
    assert flown(300, scatter=0.2)["blue.missing"].mean() == pytest.approx(40, abs=1.5)


def test_surprise_spares_lives():
    guards = {"units__reserve__men": 60, "units__reserve__quality": 1.0}
    asleep = flown(400, guards, surprise=1.0)["blue.casualties"].mean()
    awake = flown(400, guards)["blue.casualties"].mean()
    assert asleep < 0.6 * awake


def test_without_transports_nobody_flies():
    grounded = {"units__carriers__weapons": {"carrier": 0}}
    outcomes = flown(10, grounded)
    assert np.isnat(outcomes["drop.completed_at"]).all()
    assert (outcomes["blue.sorties"] == 0).all()


def test_everybody_is_accounted_for():
    drop = DROP | {
        "escort": ["escort"], "interceptors": ["hunters"], "interception": 0.7, "turn_away": 0.3,
        "accidents": 0.2, "scatter": 0.1, "surprise": 0.5,
    }  # fmt: skip
    guards = {"units__reserve__men": 60, "units__reserve__weapons": {"machine_gun": 20}}
    auditor = Auditor()
    play(
        skirmish(**(FLYING | guards | {"operations": {"drop": drop}})),
        np.arange(200),
        1,
        watch=auditor,
    )
    assert auditor.turns
