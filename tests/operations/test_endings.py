"""Parley, cease-fire and seizure."""

import numpy as np
import pytest

from sim.combat.parameters import ParameterTable
from sim.experiments.play import play
from sim.rules.parley import Parley, chance_of_giving_up
from sim.world.sequence import Step
from tests.skirmish import played, skirmish

FACING = {
    "operations": {},
    "units__marines__place": "village",
    "places__village__held_by": "blue",
    "units__guards__men": 0,
}
"""200 marines in the village, 100 men of the reserve on the hill; nobody moves."""
NOW = {"at": "1945-08-15 06:00"}


def order(kind, side, **fields):
    return {"kind": kind, "side": side, "start": NOW, **fields}


def parley(**fields):
    return order("parley", "blue", garrison=["reserve"], place="hill", **fields)


def reluctance(value):
    return {"combat": {"parley": {"reluctance": value, "isolation": 0, "odds": 0, "news": 0}}}


def hours(outcomes, measure):
    return (outcomes[measure] - np.datetime64("1945-08-15T06:00")) / np.timedelta64(1, "h")


# the chance ---------------------------------------------------------------------------------


def chance(isolation=0.0, losses=0.0, facing=100, own=100, days=0.0):
    table = ParameterTable(
        Parley.Parameters.names(),
        np.array([[field.default for field in Parley.Parameters.model_fields.values()]]),
    )
    values = (np.array([float(v)]) for v in (isolation, losses, facing, own, days))
    return float(chance_of_giving_up(table, np.array([0]), *values)[0])


def test_the_chance_is_the_documented_one():
    log_odds = -4 + 2 * 0.5 + 6 * 0.1 + 0.5 * np.log(3) + 6 * (1 - np.exp(-1))
    assert chance(0.5, 0.1, 300, 100, 4) == pytest.approx(1 / (1 + np.exp(-log_odds)))


def test_everything_that_presses_makes_it_greater():
    calm = chance()
    assert calm < 0.05
    for pressed in (chance(isolation=1), chance(losses=0.5), chance(facing=900), chance(days=5)):
        assert pressed > calm
    assert chance(facing=10, own=1000) < calm


def test_empty_garrisons_are_no_error():
    assert 0 <= chance(facing=0, own=0) <= 1


# parley -------------------------------------------------------------------------------------


def test_the_share_of_runs_that_agree_is_the_chance():
    outcomes = played(2000, **FACING, **reluctance(0), operations__talks=parley()).outcomes
    agreed = ~np.isnat(outcomes["talks.completed_at"])
    assert agreed.mean() == pytest.approx(0.5, abs=0.04)
    assert (outcomes["red.captured"] == np.where(agreed, 100, 0)).all()


def test_a_refusal_is_followed_by_another_round():
    talks = parley(duration="1 h", every="2 h", until="1945-08-15 12:00")
    outcomes = played(1000, **FACING, **reluctance(0), operations__talks=talks).outcomes
    found = hours(outcomes, "talks.completed_at")
    # rounds end with the turns that begin at 06:30, 08:30 and 10:30, and are known in the next one
    assert set(found[~np.isnan(found)]) == {1.0, 3.0, 5.0}
    assert np.isnan(found).mean() == pytest.approx(0.125, abs=0.03)


def test_disarmament_takes_its_time():
    talks = parley(disarmament="2 h", disarmed_from="1945-08-15 10:00")
    definition = skirmish(**FACING, **reluctance(0), operations__talks=talks)
    seen = {}

    def watch(battle):
        def look():
            for turn in range(battle.world.clock.turns):
                yield battle.world.schedule.until(turn, Step.RECORD)
                seen[turn] = battle.world.state.men[
                    :, battle.world.forces.unit["reserve"], 4
                ].copy()

        battle.world.schedule.env.process(look())

    outcomes = play(definition, np.arange(50), 1, watch=watch).outcomes
    agreed = ~np.isnat(outcomes["talks.completed_at"])
    assert [seen[turn][agreed].max() for turn in range(11, 17)] == [0, 25, 50, 75, 100, 100]
    assert (seen[16][~agreed] == 0).all()


def test_those_who_gave_up_fight_no_more():
    attack = order("assault", "blue", units=["marines"], to="hill")
    attack["start"] = {"after": ["talks"]}
    talks = parley(disarmed_from="1945-08-16 03:00")
    outcomes = played(
        200, **FACING, **reluctance(0), operations__talks=talks, operations__attack=attack
    ).outcomes
    agreed = ~np.isnat(outcomes["talks.completed_at"])
    assert (outcomes["blue.casualties"] == 0).all()
    assert (np.isnat(outcomes["hill.taken_at"]) == ~agreed).all()


def test_isolation_counts_the_friendly_places_that_are_lost():
    cut_off = {"combat": {"parley": {"reluctance": 50, "isolation": 100}}}
    # the shore behind the village is red's and out of reach already at the start
    alone = played(20, **FACING, **cut_off, operations__talks=parley()).outcomes
    assert (alone["red.captured"] == 100).all()
    connected = FACING | {"places__village__held_by": "red", "units__marines__place": None}
    near = played(20, **connected, **cut_off, operations__talks=parley()).outcomes
    assert (near["red.captured"] == 0).all()
    march = order("march", "blue", units=["marines"], to="village")
    march["start"] = {"at": "1945-08-15 04:00"}
    lost = played(
        20, **connected, **cut_off, operations__talks=parley(), operations__march=march
    ).outcomes
    assert (lost["red.captured"] == 100).all()


def test_news_raises_the_chance_only_after_it_is_heard():
    heard = {"combat": {"parley": {"reluctance": 50, "isolation": 0, "news": 1e6}}}
    before = parley(news="1945-08-15 12:00")
    after = parley(news="1945-08-15 05:00")
    assert (
        played(20, **FACING, **heard, operations__talks=before).outcomes["red.captured"].max() == 0
    )
    assert (
        played(20, **FACING, **heard, operations__talks=after).outcomes["red.captured"].min() == 100
    )


# cease-fire ---------------------------------------------------------------------------------

ATTACK = order("assault", "blue", units=["marines"], to="hill", speed="6 km/h")
LATER = {"at": "1945-08-15 08:00"}


def losses_after(*sides, breach=0.0, runs=100):
    orders = {
        f"operations__cease_{side}": order("cease_fire", side, breach=breach) | {"start": LATER}
        for side in sides
    }
    steady = {"combat": {"morale": {"attacker_break": 50.0, "defender_break": 50.0}}}
    battle = play(
        skirmish(**FACING, **steady, operations__attack=ATTACK, **orders),
        np.arange(runs), 1, traced=True,
    )  # fmt: skip
    return battle, [o for o in battle.record if o.kind == "combat" and o.turn >= 8]


def test_fighting_ends_where_both_sides_keep_a_cease_fire():
    assert losses_after()[1]
    battle, later = losses_after("blue", "red")
    assert not later
    assert (battle.outcomes["red.casualties"] > 0).any()
    assert (battle.outcomes["red.casualties"] < 100).all()


def test_attackers_alone_under_orders_fall_back():
    battle, later = losses_after("blue")
    assert not later
    back = [o for o in battle.record if o.kind == "arrival" and o.place == "village"]
    assert len(back) == 100


def test_defenders_alone_under_orders_defend_themselves():
    assert losses_after("red")[1]


def test_a_cease_fire_may_be_disregarded():
    battle, _ = losses_after("blue", "red", breach=0.5, runs=400)
    told = {o.run for o in battle.record if o.kind == "breach"}
    assert len(told) / 400 == pytest.approx(0.75, abs=0.07)


def test_no_attack_begins_under_a_cease_fire():
    early = order("cease_fire", "blue") | {"start": {"at": "1945-08-15 05:00"}}
    outcomes = played(20, **FACING, operations__peace=early, operations__attack=ATTACK).outcomes
    assert (outcomes["blue.casualties"] == 0).all()
    assert np.isnat(outcomes["hill.taken_at"]).all()


# seizure ------------------------------------------------------------------------------------


def seized(success, guards=20, **fields):
    coup = order("seizure", "blue", units=["marines"], to="hill", success=success, **fields)
    weak = FACING | {"units__reserve__men": guards}
    return played(300, **weak, operations__coup=coup).outcomes


def test_a_seizure_overpowers_the_guards_without_loss():
    outcomes = seized(1.0, killed=0.25)
    assert (outcomes["blue.casualties"] == 0).all()
    assert (outcomes["red.killed"] + outcomes["red.captured"] == 20).all()
    assert outcomes["red.killed"].mean() == pytest.approx(5, abs=0.4)
    assert set(hours(outcomes, "hill.taken_at")) == {1.5}  # 3 km at 3 km/h and the turn of contact


def test_a_seizure_that_fails_is_an_assault():
    assert seized(0.0)["blue.casualties"].mean() > 0.2
    part = seized(0.5)
    assert 0 < (part["blue.casualties"] == 0).mean() < 1


def test_too_many_guards_cannot_be_overpowered():
    assert (seized(1.0, guards=100)["blue.casualties"] > 0).all()
