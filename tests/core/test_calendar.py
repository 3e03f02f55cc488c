"""The order of what is due in one phase: by declared names, whatever the code is called."""

import numpy as np
import pytest

from sim.battle import Battle
from sim.combat.registry import model_named
from sim.world.calendar import Calendar
from sim.world.phases import Phase
from tests.results.raid import raid

NAMES = ["Landing._approach first", "Landing._approach second", "Ferry._board a", "Raids._raid b"]
IN_ORDER = [
    "Landing._approach second",
    "Landing._approach first",
    "Raids._raid b",
    "Ferry._board a",
]
"""Outcomes depend on it: it must stay as it is."""


@pytest.fixture
def battle(tmp_path):
    definition = raid(tmp_path).definition
    return Battle(definition, model_named(definition.combat.model)(), np.arange(2), 1)


class Owner:
    def __init__(self, told, label):
        self.told, self.label = told, label

    def act(self, rows):
        self.told.append(self.label)

    def renamed_since(self, rows):
        self.told.append(self.label)


def order(battle, calendars):
    for one in calendars:
        one.add(battle.world.all_rows, 1)
    battle.play()


@pytest.mark.parametrize("method", ["act", "renamed_since"])
@pytest.mark.parametrize("backwards", [False, True])
def test_order_follows_from_declared_names(battle, method, backwards):
    told = []
    calendars = [
        Calendar(battle.world.schedule, Phase.MOVEMENT, getattr(Owner(told, name), method), name)
        for name in (reversed(NAMES) if backwards else NAMES)
    ]
    order(battle, calendars)
    assert told == IN_ORDER


@pytest.mark.parametrize("backwards", [False, True])
def test_calendars_of_one_name_act_by_position(battle, backwards):
    told = []
    calendars = [
        Calendar(
            battle.world.schedule,
            Phase.MOVEMENT,
            Owner(told, position).act,
            "Ferry._board a",
            position,
        )
        for position in range(5)
    ]
    order(battle, calendars[::-1] if backwards else calendars)
    assert told == [0, 1, 2, 3, 4]
