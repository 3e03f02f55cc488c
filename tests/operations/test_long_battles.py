"""Offensive, siege, expedition, observed gunfire and fatigue."""

import numpy as np
import pytest

from sim.combat.parameters import ParameterTable
from sim.experiments.play import play
from sim.experiments.validation import checked
from sim.rules.fatigue import Fatigue
from sim.rules.siege import Siege, sick_hazard, trench_hazard
from sim.scenario import ScenarioError, load
from sim.world.sequence import Step
from tests.auditor import Auditor
from tests.skirmish import played, skirmish

FACING = {
    "operations": {},
    "units__marines__place": "village",
    "places__village__held_by": "blue",
    "units__guards__men": 0,
}
"""200 marines in the village, 100 men of the reserve on the hill; nobody moves."""
NOW = {"at": "1945-08-15 06:00"}
STEADY = {"attacker_break": 50.0, "defender_break": 50.0}


def order(kind, side="blue", **fields):
    return {"kind": kind, "side": side, "start": NOW, **fields}


def record(definition, runs=20):
    return play(definition, np.arange(runs), 1, traced=True)


def table(kind):
    return ParameterTable(
        kind.names(), np.array([[field.default for field in kind.model_fields.values()]])
    )


# offensive ----------------------------------------------------------------------------------


def offensive(**fields):
    attack = order("offensive", units=["marines"], to="hill", speed="6 km/h", **fields)
    return skirmish(**FACING, combat={"morale": STEADY}, operations__attack=attack)


def starts(battle):
    """Turns at which the marines set out in run 0."""
    return [o.turn for o in battle.record if o.kind == "march" and o.run == 0]


def test_an_offensive_attacks_again_after_a_pause():
    battle = record(offensive(duration="2 h", pause="3 h"))
    # called off after two hours, again three hours later, and so on
    assert starts(battle)[:3] == [4, 14, 24]
    assert np.isnat(battle.outcomes["attack.completed_at"]).any()


def test_no_attack_begins_after_until():
    battle = record(offensive(duration="2 h", pause="3 h", until="1945-08-15 12:00"))
    assert starts(battle) == [4, 14]
    assert (~np.isnat(battle.outcomes["attack.completed_at"])).all()


def test_an_offensive_by_day_waits_for_light():
    # the second attack would begin at 19:00, and the battle ends before sunrise
    assert starts(record(offensive(duration="2 h", pause="11 h"))) == [4, 30]
    assert starts(record(offensive(duration="2 h", pause="11 h", by_day=True))) == [4]


def test_an_offensive_ends_with_the_place():
    weak = {"units__reserve__men": 5}
    attack = order("offensive", units=["marines"], to="hill", speed="6 km/h", pause="1 h")
    battle = record(skirmish(**FACING | weak, operations__attack=attack))
    assert (~np.isnat(battle.outcomes["hill.taken_at"])).all()
    assert (~np.isnat(battle.outcomes["attack.completed_at"])).all()
    assert starts(battle) == [4]


def test_an_offensive_stops_at_a_cease_fire():
    peace = order("cease_fire") | {"start": {"at": "1945-08-15 07:00"}}
    attack = order("offensive", units=["marines"], to="hill", speed="6 km/h", pause="1 h")
    changes = FACING | {"combat": {"morale": STEADY}, "operations__peace": peace}
    battle = record(skirmish(**changes, operations__attack=attack))
    assert (~np.isnat(battle.outcomes["attack.completed_at"])).all()
    assert starts(battle) == [4]


# siege --------------------------------------------------------------------------------------


def besieged(**rule):
    siege = order("siege", units=["marines"], garrison=["reserve"])
    return skirmish(**FACING, combat={"siege": rule}, operations__siege=siege)


def test_trench_fire_follows_the_square_law():
    hazard = trench_hazard(table(Siege.Parameters).values[0], 0.5, 100, 300)
    assert hazard == pytest.approx(0.002 * 0.5 * 3)


def test_sickness_grows_when_the_stores_run_out():
    m = table(Siege.Parameters).values[0]
    early, late = (sick_hazard(m, days, True) for days in (60.0, 120.0))
    assert early == pytest.approx(0.0005)
    assert late == pytest.approx(2 * early)
    assert sick_hazard(m, 120.0, False) == pytest.approx(0.0005)


def test_a_siege_wears_both_armies_down_as_the_rule_says():
    outcomes = play(besieged(trench_fire=0.4, sickness=0.0), np.arange(400), 1).outcomes
    # the hill's works leave the garrison 0.7 of its exposure, saps the besiegers 0.2
    blue, red = 200.0, 100.0
    for _ in range(43):  # turns of half an hour from 06:30 on
        lost = 0.4 / 48 * np.array([0.2 * red, 0.7 * blue])
        blue, red = blue - lost[0], red - lost[1]
    assert outcomes["red.casualties"].mean() == pytest.approx(100 - red, rel=0.03)
    assert outcomes["blue.casualties"].mean() == pytest.approx(200 - blue, rel=0.1)


def test_the_sick_are_counted_as_wounded_or_die():
    outcomes = play(besieged(trench_fire=0.0, sickness=0.5), np.arange(400), 1).outcomes
    lost = outcomes["red.casualties"]
    assert lost.mean() == pytest.approx(100 * -np.expm1(-0.5 * 22 / 24), rel=0.05)
    assert (outcomes["red.killed"].sum() / lost.sum()) == pytest.approx(0.1, abs=0.01)


def test_a_siege_ends_when_the_garrison_gives_up():
    given_up = order("surrender", "red", units=["reserve"]) | {"start": {"at": "1945-08-15 12:00"}}
    siege = order("siege", units=["marines"], garrison=["reserve"])
    outcomes = played(20, **FACING, operations__siege=siege, operations__end=given_up).outcomes
    end = np.datetime64("1945-08-15T12:00")
    assert (outcomes["siege.completed_at"] >= end).all()


# expedition ---------------------------------------------------------------------------------


def expedition(**fields):
    return order(
        "expedition", units=["marines"], craft=["boats"], origin="island", to="shore",
        speed="10 km/h", **fields,
    )  # fmt: skip


def hours(outcomes, measure):
    return (outcomes[measure] - np.datetime64("1945-08-15T06:00")) / np.timedelta64(1, "h")


def test_an_expedition_arrives_after_its_passage():
    peace = {f"operations__peace_{s}": order("cease_fire", s) for s in ("blue", "red")}
    outcomes = played(50, operations={}, **peace, operations__party=expedition()).outcomes
    assert (hours(outcomes, "party.completed_at") == 2).all()
    assert (outcomes["blue.casualties"] == 0).all()
    assert (outcomes["red.casualties"] == 0).all()


def test_weather_turns_an_expedition_back():
    party = expedition(turned_back=0.5, wait="1 h")
    outcomes = played(2000, operations={}, operations__party=party).outcomes
    came = hours(outcomes, "party.completed_at")
    # two hours out, or two hours out and back and one of waiting for each failure before
    for attempt, expected in ((2, 0.5), (5, 0.25), (8, 0.125)):
        assert (came == attempt).mean() == pytest.approx(expected, abs=0.04)


def test_an_expedition_without_a_cease_fire_must_fight():
    outcomes = played(50, operations={}, operations__party=expedition()).outcomes
    assert outcomes["blue.casualties"].mean() > 1


@pytest.mark.parametrize("base", ["base", "open"])
def test_everybody_aboard_is_accounted_for(base):
    changes = {"places__island__terrain": base}
    party = expedition(turned_back=0.5, wait="1 h")
    auditor = Auditor()
    definition = skirmish(operations={}, **changes, operations__party=party)
    play(definition, np.arange(50), 2, watch=auditor)
    assert auditor.turns


# observed gunfire ---------------------------------------------------------------------------


def shelled(held_by, unobserved):
    shells = order("gunfire", units=["boats"], target="hill", duration="6 h", in_support=False)
    shells |= {"observer": "village", "unobserved": unobserved}
    places = {"places__village__held_by": held_by, "units__marines__place": None}
    return played(200, **FACING | places, operations__shells=shells).outcomes["red.casualties"]


def test_gunfire_needs_an_observer():
    seen, dim, blind = shelled("blue", 0.2), shelled("red", 0.2), shelled("red", 0.0)
    assert seen.mean() > 2 * dim.mean() > 0
    assert (blind == 0).all()


# fatigue ------------------------------------------------------------------------------------


def levels(**rule):
    """Level of the reserve at the end of each turn of a fight from 06:30 to 09:00, and after."""
    attack = order("assault", units=["marines"], to="hill", speed="6 km/h", duration="3 h")
    combat = {"morale": STEADY, "fatigue": rule}
    found = {}

    def watch(battle):
        def look():
            for turn in range(battle.world.clock.turns):
                yield battle.world.schedule.until(turn, Step.RECORD)
                unit = battle.world.forces.unit["reserve"]
                found[turn] = battle[Fatigue].levels(np.array([unit]), battle.world.all_rows)[0, 0]

        battle.world.schedule.env.process(look())

    play(skirmish(**FACING, combat=combat, operations__attack=attack), np.arange(1), 1, watch=watch)
    return found


def test_fighting_tires_and_rest_restores():
    found = levels(tiring_hours=2, rest_hours=4)
    assert found[4] == 0
    fought = [turn for turn in range(5, 20) if found[turn] > found[turn - 1]]
    last = fought[-1]
    after = 1 - 2 ** (-0.5 * len(fought) / 2)
    # a level is read in the turn of the fight, half an hour before rest begins
    assert found[last + 1] == pytest.approx(after)
    assert found[last + 9] == pytest.approx(after / 2)


def test_tired_units_fire_less():
    attack = order("assault", units=["marines"], to="hill", speed="6 km/h")

    def losses(combat):
        changes = FACING | {"combat": {"morale": STEADY} | combat}
        return played(200, **changes, operations__attack=attack).outcomes["red.casualties"].mean()

    fresh = losses({})
    assert losses({"fatigue": {"fire": 0.0, "resolve": 0.0}}) == fresh
    assert losses({"fatigue": {"tiring_hours": 0.1, "fire": 0.9}}) < 0.8 * fresh


def test_tired_units_break_sooner():
    attack = order("offensive", units=["marines"], to="hill", speed="6 km/h", duration="2 h")

    def taken(combat):
        outcomes = played(200, **FACING, combat=combat, operations__attack=attack).outcomes
        return (~np.isnat(outcomes["hill.taken_at"])).mean()

    worn = {"fatigue": {"tiring_hours": 0.5, "rest_hours": 1000, "fire": 0.0, "resolve": 1.0}}
    assert taken(worn) > taken({})


def test_fatigue_has_documented_defaults():
    assert Fatigue.Parameters().rest_hours < Fatigue.Parameters().tiring_hours


@pytest.mark.parametrize("part", ["fatigue", "siege"])
def test_unknown_parameters_are_refused(part):
    document = load("koton").set({f"combat.{part}": {"fier": {"value": 0.4, "assumed": "a guess"}}})
    with pytest.raises(ScenarioError, match=rf"combat\.{part}\.fier: unknown parameter 'fier'"):
        checked(document)
