"""What becomes of ships at sea, told rule by rule."""

import numpy as np

from sim.battle import Battle
from sim.combat.registry import model_named
from sim.rules.movement import Movement
from sim.rules.shipping import Shipping
from tests.operations.test_shipping import crossing


def test_a_sinking_is_told_where_the_ship_is_in_each_run():
    battle = Battle(crossing({}), model_named("attrition")(), np.arange(3), 1, traced=True)
    forces = battle.world.forces
    liner, waters = forces.unit["liner"], ["sea", "haven", "sea"]
    for run, place in enumerate(waters):
        battle[Movement].put_to_sea(liner, np.array([run]), forces.place[place])
    battle[Shipping].sink(np.arange(3), liner, "storm", np.ones(3, np.int64))
    told = {one.run: one.place for one in battle.world.chronicle.record if one.kind == "sinking"}
    assert told == dict(enumerate(waters))
    assert len(battle.world.chronicle.record) == 3
