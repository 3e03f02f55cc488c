"""A new measure is one class and one function beside it."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.experiments.play import play
from sim.scenario.measures import measure as registry
from sim.scenario.measures import measures
from sim.scenario.measures.measure import Measure, Section, yields
from tests.results.raid import raid


@dataclass(frozen=True)
class Left(Measure):
    """Men of a side who are still there."""

    title: str

    unit: ClassVar[str] = "men"

    @property
    def meaning(self):
        return f"{self.title}: men who are left"

    def label(self):
        return f"{self.title}: left"

    def of(self, battle):
        units = battle.world.forces.units_of_side(battle.world.forces.side[self.owner])
        return battle.world.state.men[:, units, 0].sum(axis=1)


def test_a_measure_of_ones_own_is_a_column_of_the_outcomes(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "_YIELDS", [*registry._YIELDS])

    @yields(Section.SIDES)
    def left(definition):
        return [Left(name, "left", side.title) for name, side in definition.sides.items()]

    definition = raid(tmp_path).definition
    names = list(measures(definition))
    assert names.index("blue.left") == names.index("ridge.taken_at") - 1
    assert measures(definition)["red.left"].label() == "Red: left"
    found = play(definition, np.arange(20), 1).outcomes
    lost = found["red.casualties"] + found["red.evacuated"]
    assert (found["red.left"] + lost == 120).all()
