"""The order of what is due in one turn: by steps, then by position, whoever became due first."""

import numpy as np
import pytest

from sim.battle import Battle
from sim.combat.registry import model_named
from sim.world.calendar import Calendar
from sim.world.sequence import Step
from tests.results.raid import raid

IN_ORDER = [
    (Step.PLAN, (0, 3)),
    (Step.ARRIVAL, (1, 0)),
    (Step.LANDFALL, (0, 1, 0)),
    (Step.LANDFALL, (0, 1, 2)),
    (Step.LANDFALL, (0, 10)),
    (Step.LANDFALL, (1, 0)),
    (Step.UNLOADING, (0, 0)),
    (Step.RECORD, ()),
]


@pytest.fixture
def battle(tmp_path):
    definition = raid(tmp_path).definition
    return Battle(definition, model_named(definition.combat.model)(), np.arange(2), 1)


@pytest.mark.parametrize("backwards", [False, True])
def test_steps_come_first_then_positions(battle, backwards):
    world, told = battle.world, []
    calendars = [
        Calendar(
            world.schedule, step, lambda rows, one=(step, position): told.append(one), position
        )
        for step, position in (reversed(IN_ORDER) if backwards else IN_ORDER)
    ]
    for one in calendars:
        one.add(world.all_rows, 1)
    battle.play()
    assert told == IN_ORDER


def test_what_becomes_due_in_a_phase_waits_for_that_of_the_next_turn(battle):
    world, told = battle.world, []
    later = Calendar(world.schedule, Step.UNLOADING, lambda rows: told.append(world.turn))
    first = Calendar(world.schedule, Step.LANDFALL, lambda rows: later.add(rows, world.turn))
    first.add(world.all_rows, 1)
    battle.play()
    assert told == [2]


def test_what_is_past_cannot_be_awaited(battle):
    battle.play(until=3)
    with pytest.raises(ValueError, match="turn 1, WEATHER is past"):
        battle.world.schedule.until(1, Step.ATTRITION)
