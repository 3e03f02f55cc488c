"""Each array of the state has one owner, and nobody else can write it."""

from dataclasses import fields

import numpy as np
import pytest

from sim.battle import Battle
from sim.combat.registry import model_named
from sim.world.state import State
from sim.world.world import World
from tests.skirmish import skirmish

ARRAYS = [field.name for field in fields(State)]


@pytest.fixture(scope="module")
def state():
    definition = skirmish()
    battle = Battle(definition, model_named(definition.combat.model)(), np.arange(2), 1)
    return battle.world.state


def test_every_array_has_an_owner(state):
    assert state.owners.keys() == set(ARRAYS)
    assert len(ARRAYS) > 20


@pytest.mark.parametrize("name", ARRAYS)
def test_all_others_can_only_read(state, name):
    array = getattr(state, name)
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        array[:, 0][np.arange(2)] = 1


def test_what_all_kernels_are_given_can_only_be_read(state):
    assert not any(array.flags.writeable for array in state.whereabouts)


def test_an_array_is_handed_over_once():
    world = World(skirmish(), np.arange(2), 1)
    own = world.state.hand_over(world, "men")[0]
    own[0, 0, 0] = 7
    assert world.state.men[0, 0, 0] == 7
    with pytest.raises(ValueError, match="the array men belongs to World"):
        world.state.hand_over(world, "men")
