"""Whether all fronts of a turn are resolved at once or one after the other is no matter."""

import numpy as np

from sim.combat import registry
from sim.combat.attrition import Attrition
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
