"""Civilians are in the account and are no targets."""

import numpy as np
import pytest

from sim.experiments.play import play
from sim.rules.civilians import Civilians, Lot
from tests.skirmish import played, skirmish

TOWN = {
    "operations__support": None,
    "operations__salvoes": None,
    "places__shore__area": "coast",
    "places__shore__civilians": 1000,
}


def hazards(fighting=0.0, shelling=0.0, flight=0.0):
    rates = {"fighting": fighting, "shelling": shelling, "flight": flight}
    return {"combat": {"civilians": rates}}


def test_where_nobody_lives_nobody_is_counted():
    assert not any("civilians" in name for name in played(2).outcomes)


def test_the_measures_add_up_to_places_and_areas():
    outcomes = played(100, **TOWN, **hazards(0.1, 0, 0.5)).outcomes
    for lot in ("killed", "evacuated"):
        for owner in ("shore.civilians", "coast.civilians"):
            np.testing.assert_array_equal(outcomes[f"{owner}.{lot}"], outcomes[f"civilians.{lot}"])
    assert outcomes["civilians.killed"].mean() > 20
    assert (outcomes["civilians.killed"] + outcomes["civilians.evacuated"] <= 1000).all()


def test_fighting_kills_by_the_hour():
    # no man is hit, so the fight goes on to the end
    calm = {"combat": {"parameters": {"intensity": 0}, **hazards(0.01)["combat"]}}
    battle = play(skirmish(**TOWN, **calm), np.arange(300), 1)
    came = battle.outcomes["landing.completed_at"] - np.timedelta64(30, "m")
    hours = (np.datetime64("1945-08-16T04:00") - came) / np.timedelta64(1, "h")
    expected = 1000 * -np.expm1(-0.01 * hours)
    assert battle.outcomes["civilians.killed"].mean() == pytest.approx(expected.mean(), rel=0.06)


def test_shells_kill_where_they_fall():
    shelled = TOWN | {"operations__salvoes": {
        "kind": "gunfire", "side": "blue", "units": ["boats"], "target": "shore",
        "duration": "6 h", "observed": False, "start": {"after": ["landing"]},
    }}  # fmt: skip
    assert played(100, **shelled, **hazards(shelling=0.001)).outcomes["civilians.killed"].mean() > 5
    assert played(100, **TOWN, **hazards(shelling=0.001)).outcomes["civilians.killed"].max() == 0


def test_those_who_flee_are_safe():
    outcomes = played(200, **TOWN, **hazards(flight=0.5)).outcomes
    assert outcomes["civilians.evacuated"].mean() > 100
    assert outcomes["civilians.killed"].max() == 0


def test_civilians_change_nobodys_luck():
    with_them = played(100, **TOWN).outcomes
    without = played(100, **(TOWN | {"places__shore__civilians": 0})).outcomes
    for name, values in without.items():
        np.testing.assert_array_equal(with_them[name], values, err_msg=name)


def test_the_account_is_balanced():
    books = []
    definition = skirmish(**TOWN, **hazards(0.2, 0.01, 0.5))
    play(definition, np.arange(100), 1, watch=lambda battle: books.append(battle[Civilians].people))
    people = books[0]
    assert (people.sum(axis=2)[:, 1] == 1000).all()
    assert (people >= 0).all()
    assert people[:, 1, Lot.KILLED].any()
