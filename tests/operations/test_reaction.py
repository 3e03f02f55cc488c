"""Reserves that march to the sound of the guns."""

import numpy as np

from sim.experiments.play import play
from tests.skirmish import skirmish

ATTACK = {
    "kind": "assault", "side": "blue", "units": ["marines"], "to": "shore", "speed": "4 km/h",
    "start": {"at": "1945-08-15 06:00"},
}  # fmt: skip
REACTION = {
    "kind": "reaction", "side": "red", "units": ["reserve"], "to": ["village", "shore"],
    "reach": "10 km", "delay": "1 h", "speed": "3 km/h", "start": {"at": "1945-08-15 04:00"},
}  # fmt: skip
NO_LOSSES = {"combat": {"parameters": {"intensity": 0}}}


def reacted(runs=40, reaction=None, **changes):
    """The marines come down from the village to the shore; the reserve stands on the hill."""
    operations = {"attack": ATTACK, "reaction": REACTION | (reaction or {})}
    place = {"units__marines__place": "village", "places__village__held_by": "blue"}
    definition = skirmish(operations=operations, **(place | NO_LOSSES | changes))
    return play(definition, np.arange(runs), 1, traced=True)


def marches(battle):
    return [o for o in battle.record if o.kind == "reaction" and "marches" in o.text]


def test_a_reserve_sets_out_after_its_delay():
    told = marches(reacted())
    # contact at 06:30, an hour's delay
    assert {(o.place, o.turn) for o in told} == {("hill", 7)}
    assert len(told) == 40


def test_what_is_out_of_reach_is_not_heard():
    assert not marches(reacted(reaction={"reach": "4 km"}))


def test_an_uncertain_delay_differs_from_run_to_run():
    told = marches(reacted(200, reaction={"delay": {"uniform": ["30 min", "3 h"]}}))
    assert len({o.turn for o in told}) > 4


def test_it_marches_where_there_is_fighting_when_it_sets_out():
    late = {"delay": "6 h"}
    over = {"units__guards__men": 1, "combat": {"parameters": {"intensity": 100}}}
    battle = reacted(reaction=late, **over)
    assert not marches(battle)  # the firing has died down by then
    assert np.isnat(battle.outcomes["reaction.completed_at"]).all()


def test_it_is_complete_when_all_have_set_out():
    outcomes = reacted().outcomes
    assert (outcomes["reaction.completed_at"] == np.datetime64("1945-08-15T07:30")).all()


def test_a_reserve_that_is_engaged_itself_stays():
    attacked = {"units__marines__place": "village", "places__village__held_by": "blue"}
    on_hill = ATTACK | {"to": "hill", "start": {"at": "1945-08-15 04:30"}}
    operations = {"attack": on_hill, "reaction": REACTION | {"to": ["hill", "village"]}}
    definition = skirmish(operations=operations, **attacked, **NO_LOSSES)
    assert not marches(play(definition, np.arange(5), 1, traced=True))
