"""The order of what is due in one turn: by steps, then by position, whoever became due first."""

import numpy as np
import pytest

from sim.battle import Battle
from sim.combat.registry import model_named
from sim.world.calendar import Calendar
from sim.world.sequence import Step
from sim.world.timetable import Timetable
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


def due_together(battle):
    """A timetable of three members, and what they do: turn, rank and run."""
    world, told = battle.world, []

    def act(ranks, rows):
        told.extend((world.turn, rank, row) for rank, row in zip(ranks, rows, strict=True))

    return Timetable(world.schedule, Step.LANDFALL, act, 3, (0,)), told


def test_members_of_a_timetable_act_once_each_the_lower_first_in_each_run(battle):
    shared, told = due_together(battle)
    shared.add(np.array([2, 1, 0]), np.array([0, 0, 1]), np.array([1, 1, 1]))
    shared.add(np.array([1]), np.array([0]), np.array([3]))  # which it is instead, not as well
    shared.add(np.array([1]), np.array([1]), np.array([1]))
    battle.play()
    # first those who come first in their run, in the order of the runs, then those who come next
    assert told == [(1, 2, 0), (1, 0, 1), (1, 1, 1), (3, 1, 0)]


def test_who_is_dropped_from_a_timetable_does_not_act_nor_does_a_run_that_has_ended(battle):
    shared, told = due_together(battle)
    both = np.array([0, 1])
    for rank in range(3):
        shared.add(np.array([rank, rank]), both, np.array([1, 2]))
    shared.drop(1, both)
    Calendar(battle.world.schedule, Step.ARRIVAL, battle.world.schedule.end).add(both[1:], 2)
    battle.play()
    assert told == [(1, 0, 0), (1, 2, 0)]
