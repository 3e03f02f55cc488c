"""A battle that is played turn by turn is the one that is played at once."""

import numpy as np
import pytest

from sim.battle import Battle
from sim.combat.registry import model_named
from sim.experiments.play import play
from sim.results.outcomes import Outcomes
from sim.scenario import bundled, load
from sim.scenario.measures import measures

RUNS = np.arange(3)


@pytest.mark.parametrize("name", bundled())
def test_stops_on_the_way_change_nothing(name):
    definition = load(name).definition
    battle = Battle(definition, model_named(definition.combat.model)(), RUNS, 7)
    outcomes = Outcomes(battle, measures(definition).values())
    turns = definition.turns
    for turn in sorted({0, 1, 2, turns // 3, turns // 2, turns // 2 + 1, turns - 1}):
        battle.play(until=turn)
        assert battle.world.schedule.env.now == turn
    battle.play()
    at_once = play(definition, RUNS, 7).outcomes
    for measure, values in outcomes.collect().items():
        np.testing.assert_array_equal(values, at_once[measure], err_msg=measure)


def test_a_turn_that_is_past_or_beyond_the_end_does_no_harm():
    definition = load("toro").definition
    battle = Battle(definition, model_named(definition.combat.model)(), RUNS, 7)
    battle.play(until=5)
    battle.play(until=3)
    assert battle.world.schedule.env.now == 5
    battle.play(until=definition.turns + 100)
    assert battle.world.schedule.env.now == definition.turns
