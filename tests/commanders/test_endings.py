"""Commanders who ask the enemy to give up, or stop the fighting themselves."""

import numpy as np

from sim.commanders import for_each_run
from sim.experiments.play import play
from tests.skirmish import skirmish

FACING = {
    "operations": {},
    "units__marines__place": "hill",
    "units__guards__men": 0,
    "units__guards__weapons": {},
    "combat": {"morale": {"attacker_break": 50.0, "defender_break": 50.0}},
}
"""200 marines and the 100 men of the reserve fight on the hill from the first turn on."""


def willing(reluctance, odds=0):
    parley = {"reluctance": reluctance, "odds": odds, "isolation": 0, "news": 0, "losses": 0}
    return FACING | {"combat": FACING["combat"] | {"parley": parley}}


def battle(changes, **commanders):
    return play(skirmish(**changes), np.arange(100), 1, commanders=commanders, traced=True)


def ask(turns):
    def commander(view):
        if view.turn not in turns:
            return []
        return [view.parley("reserve", place="hill", duration="30 min")]

    return commander


def test_a_commander_can_ask_for_a_surrender():
    outcomes = battle(willing(0, odds=100), blue=ask([4])).outcomes
    given_up = outcomes["red.surrendered_at"]
    assert (given_up[~np.isnat(given_up)] == np.datetime64("1945-08-15T06:00")).all()
    assert (~np.isnat(given_up)).mean() > 0.9


def test_an_earlier_parley_elsewhere_does_not_stand_in_for_a_later_one():
    def ask_twice(view):
        if view.turn == 0:
            return [view.parley("reserve", place="village", duration="20 h")]
        return ask([4])(view)

    alone, after = (battle(willing(0, odds=100), blue=one) for one in (ask([4]), ask_twice))
    captured = [one.outcomes["red.captured"].max() for one in (alone, after)]
    assert captured[0] == captured[1] > 90


def test_who_was_refused_may_ask_again():
    once, often = (battle(willing(1), blue=ask(range(0, last, 4))) for last in (1, 30))
    agreed = [(~np.isnat(one.outcomes["red.surrendered_at"])).mean() for one in (once, often)]
    assert agreed[1] > agreed[0] + 0.3
    rounds = [o for o in often.record if o.kind == "parley" and "calls upon" in o.text]
    assert max(o.turn for o in rounds) > 4


def test_no_round_begins_while_envoys_are_talking():
    def ask_each_turn(view):
        return [view.parley("reserve", place="hill", duration="2 h")]

    rounds = [o.turn for o in battle(willing(50), blue=ask_each_turn).record
              if o.kind == "parley" and o.run == 0 and "calls upon" in o.text]  # fmt: skip
    assert np.diff(rounds).min() == 4


def test_the_record_says_who_asks_and_who_answers():
    told = {o.text: o.side for o in battle(willing(0), blue=ask([2])).record if o.kind == "parley"}
    assert told == {
        "calls upon the enemy commander to give up": "blue",
        "the commander agrees to lay down arms": "red",
        "the commander refuses to surrender": "red",
    }


def test_a_cease_fire_of_both_commanders_ends_the_fighting():
    def stop(view):
        return [view.cease_fire("hill")] if view.turn == 6 else []

    both, one = battle(FACING, blue=stop, red=stop), battle(FACING, red=stop)
    assert both.outcomes["blue.casualties"].mean() < 0.7 * one.outcomes["blue.casualties"].mean()
    orders = {o.text for o in both.record if o.kind == "cease-fire"}
    assert orders == {"orders its troops to stop fighting at hill"}


def test_a_cease_fire_without_places_holds_everywhere():
    def stop(view):
        return [view.cease_fire()] if view.turn == 6 else []

    everywhere = battle(FACING, blue=stop, red=stop)
    texts = {o.text for o in everywhere.record if o.kind == "cease-fire"}
    assert texts == {"orders its troops to stop fighting everywhere"}


def test_one_run_at_a_time_means_the_same():
    @for_each_run
    def alone(view):
        if view.turn == 4:
            return [view.parley("reserve", place="hill", duration="30 min")]
        return []

    one, other = battle(willing(0), blue=ask([4])), battle(willing(0), blue=alone)
    for name, values in one.outcomes.items():
        np.testing.assert_array_equal(other.outcomes[name], values, err_msg=name)
