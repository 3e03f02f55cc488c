"""Places: when they were taken, and the men lost there."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.scenario.definition import Definition
from sim.scenario.measures.accounts import Accounts
from sim.scenario.measures.measure import Event, Measure, Section, yields
from sim.scenario.measures.men import men_lost_at
from sim.scenario.titles import capitalised, place_title


@dataclass(frozen=True)
class Taken(Event):
    """The hour at which a place last passed to another side."""

    title: str
    holder: str | None
    """The side that holds it at the start."""

    @property
    def meaning(self) -> str:
        """Which place."""
        return f"When {self.title} last passed to another side"

    def label(self) -> str:
        """Such as ``Toro port taken``."""
        return capitalised(f"{self.title} taken")

    def good_for(self, side: str) -> int:
        """The later the better for the side that holds it."""
        if self.holder is None:
            return 0
        return 1 if self.holder == side else -1

    def turns(self, battle: Accounts) -> np.ndarray:
        """The turns, (n,)."""
        return np.asarray(battle.world.state.taken_at[:, battle.world.forces.place[self.owner]])


@yields(Section.PLACES, "taken_at")
def of_places(definition: Definition) -> Iterator[Measure]:
    """When each place was taken, and the losses there."""
    for name, place in definition.places.items():
        yield Taken(name, "taken_at", place_title(name, definition), place.held_by)
        yield from men_lost_at(name, (name,), definition)
