"""Fatigue: who is worn by fighting."""

import numpy as np

from sim.experiments.play import play
from sim.rules.fatigue import Fatigue
from sim.world.sequence import Step
from tests.skirmish import skirmish

FERRY = {"side": "red", "kind": "ships", "men": 30, "place": "shore"}
"""Lies where the landing is fought out."""


def most_worn(*units):
    """How worn units are when each is worn most in some run and turn of the landing, 0 to 1."""
    levels = []

    def look(battle):
        unit = battle.world.forces.unit
        positions = np.array([unit[name] for name in units])
        for turn in range(battle.world.clock.turns):
            yield battle.world.schedule.until(turn, Step.RECORD)
            levels.append(battle[Fatigue].levels(positions, battle.world.all_rows))

    def watch(battle):
        battle.world.schedule.env.process(look(battle))

    fought = skirmish(units__ferry=FERRY, combat={"fatigue": {}})
    play(fought, np.arange(20), 1, watch=watch)
    return dict(zip(units, np.max(levels, axis=(0, 1)), strict=True))


def test_fighting_tires_troops_and_not_the_ships_among_them():
    worn = most_worn("marines", "guards", "ferry")
    assert worn["marines"] > 0.01
    assert worn["guards"] > 0.01
    assert worn["ferry"] == 0
