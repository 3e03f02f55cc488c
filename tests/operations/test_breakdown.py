"""Breakdown of communications: orders come late."""

import numpy as np

from sim.experiments.play import play
from tests.skirmish import skirmish

SILENCE = {
    "kind": "breakdown", "side": "blue", "duration": "6 h", "delay": "3 h",
    "start": {"at": "1945-08-15 04:00"},
}  # fmt: skip
MARCH = {
    "kind": "march", "side": "blue", "units": ["marines"], "to": "hill",
    "start": {"at": "1945-08-15 05:00"},
}  # fmt: skip
DEPLOYED = {"units__marines__place": "village", "places__village__held_by": "blue"}
START = np.datetime64("1945-08-15T05:00")


def begun(commanders=None, **changes):
    """Hours by which the march begins late in each run."""
    operations = {"silence": SILENCE, "march": MARCH} | changes
    definition = skirmish(**DEPLOYED, operations=operations)
    started = play(definition, np.arange(30), 1, commanders=commanders or {}).outcomes
    return (started["march.started_at"] - START) / np.timedelta64(1, "h")


def test_an_order_in_the_silence_comes_late():
    assert (begun() == 3).all()


def test_an_order_before_or_after_it_does_not():
    assert (begun(silence=SILENCE | {"start": {"at": "1945-08-15 05:30"}}) == 0).all()
    assert (begun(silence=SILENCE | {"duration": "1 h"}) == 0).all()


def test_only_the_orders_that_are_named_are_late():
    other = MARCH | {"to": "shore"}
    assert (begun(silence=SILENCE | {"orders": ["other"]}, other=other) == 0).all()
    assert (begun(silence=SILENCE | {"orders": ["march"]}, other=other) == 3).all()


def test_the_silence_of_the_enemy_delays_nothing():
    assert (begun(silence=SILENCE | {"side": "red"}) == 0).all()


def test_it_befalls_commanders_who_do_not_ask_for_it():
    def order(view):
        return [o for o in view.planned if o.operation == "march"]

    assert (begun(commanders={"blue": order}) == 3).all()


def test_delays_differ_between_runs_and_repeat_alone():
    uncertain = SILENCE | {"delay": {"uniform": ["1 h", "5 h"]}}
    operations = {"silence": uncertain, "march": MARCH}
    definition = skirmish(**DEPLOYED, operations=operations)
    whole = play(definition, np.arange(30), 1).outcomes["march.started_at"]
    alone = play(definition, np.array([7]), 1).outcomes["march.started_at"]
    assert len(np.unique(whole)) > 3
    assert alone[0] == whole[7]


def test_the_record_tells_of_it():
    definition = skirmish(**DEPLOYED, operations={"silence": SILENCE, "march": MARCH})
    record = play(definition, np.arange(1), 1, traced=True).record
    told = [(o.turn, o.text) for o in record if o.kind == "signals"]
    assert told == [(0, "communications break down"), (12, "communications are restored")]
