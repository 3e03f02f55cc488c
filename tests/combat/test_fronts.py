"""Whether all fronts of a turn are resolved at once or one after the other is no matter."""

import numpy as np

from sim.combat import registry
from sim.combat.attrition import Attrition
from sim.combat.lanchester import Lanchester
from sim.experiments.play import play
from sim.scenario import load


class OneByOne(Attrition):
    """Says itself how one engagement is resolved, so that the engine asks for each."""

    name = "one_by_one"
    asked = 0

    def resolve(self, engagement):
        type(self).asked += 1
        return super().resolve(engagement)


def test_one_after_the_other_gives_the_same(monkeypatch):
    monkeypatch.setitem(registry._REGISTERED, OneByOne.name, OneByOne)
    shumshu = load("shumshu")
    together = play(shumshu.definition, np.arange(12), seed=3)
    apart = play(shumshu.set({"combat.model": OneByOne.name}).definition, np.arange(12), seed=3)
    assert OneByOne.asked > 100
    assert together.outcomes.keys() == apart.outcomes.keys()
    for name, numbers in together.outcomes.items():
        np.testing.assert_array_equal(numbers, apart.outcomes[name], err_msg=name)


class Remembering(Lanchester):
    """Looks whether it is told what it handed back, wherever a unit fought last."""

    name = "remembering"
    handed_back = np.zeros((0, 0))
    forgotten = 0

    def resolve(self, engagement):
        losses = super().resolve(engagement)
        attacker, defender = engagement.attacker, engagement.defender
        for force, new in (
            (attacker, losses.attacker_fraction),
            (defender, losses.defender_fraction),
        ):
            whose = np.ix_(force.rows, force.positions)
            type(self).forgotten += int((self.handed_back[whose] != force.fraction).sum())
            self.handed_back[whose] = new
        return losses


def test_units_that_know_two_fronts_keep_the_fractions_of_both(monkeypatch):
    monkeypatch.setitem(registry._REGISTERED, Remembering.name, Remembering)
    toro = load("toro").set({"combat.model": Remembering.name}).definition
    monkeypatch.setattr(Remembering, "handed_back", np.zeros((40, len(toro.units))))
    play(toro, np.arange(40), seed=3)
    assert Remembering.handed_back.any()
    assert Remembering.forgotten == 0
