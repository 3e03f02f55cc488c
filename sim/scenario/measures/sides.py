"""Sides: their men and weapons, when they surrender, and whom they have ashore at an hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import numpy as np

from sim.scenario.definition import Definition
from sim.scenario.measures.accounts import Accounts
from sim.scenario.measures.equipment import WEAR, equipment_of, sorties_of
from sim.scenario.measures.measure import (
    Event,
    Measure,
    Section,
    in_words,
    men_there_are,
    written,
    yields,
)
from sim.scenario.measures.men import men_of
from sim.scenario.vocabulary import EQUIPMENT


@dataclass(frozen=True)
class Surrendered(Event):
    """The hour at which a side has laid down its arms."""

    title: str

    @property
    def meaning(self) -> str:
        """Who."""
        return f"{self.title}: when the last men laid down their arms"

    @property
    def of_side(self) -> str:
        """The side."""
        return self.owner

    def label(self) -> str:
        """Such as ``Japan surrendered``."""
        return f"{self.title} surrendered"

    def good_for(self, side: str) -> int:
        """The later the better for the side."""
        return 1 if self.owner == side else -1

    def turns(self, battle: Accounts) -> np.ndarray:
        """The turns, (n,)."""
        return np.asarray(
            battle.rule("Morale").surrendered_at[:, battle.world.forces.side[self.owner]]
        )


@dataclass(frozen=True)
class Ashore(Measure):
    """Men of a side on the battlefield at an hour."""

    title: str

    unit: ClassVar[str] = "men"

    @property
    def meaning(self) -> str:
        """Of whom, and when."""
        assert self.moment is not None
        return f"{self.title}: men present on the battlefield on {in_words(self.moment)}"

    @property
    def of_side(self) -> str:
        """The side."""
        return self.owner

    def most(self, definition: Definition) -> float:
        """The men of the side."""
        return men_there_are(self.owner, definition)

    def label(self) -> str:
        """Such as ``Japan: men ashore on 16 August at 05:00``."""
        assert self.moment is not None
        return f"{self.title}: men ashore on {in_words(self.moment)}"

    def good_for(self, side: str) -> int:
        """The more the better for the side."""
        return 1 if self.owner == side else -1

    def of(self, battle: Accounts) -> np.ndarray:
        """Men, (n,) int64."""
        units = battle.world.forces.ground_units_of_side(battle.world.forces.side[self.owner])
        return np.asarray(battle.world.state.ashore(units))


@yields(Section.SIDES, "surrendered_at", "ashore", "sorties", *EQUIPMENT, *WEAR)
def of_sides(definition: Definition) -> Iterator[Measure]:
    """Those of each side, one side after the other."""
    for name, side in definition.sides.items():
        yield from men_of(name, definition)
        yield Surrendered(name, "surrendered_at", side.title)
        yield from equipment_of(name, definition)
        yield from sorties_of(name, definition)
        yield from _claimed(name, definition)


def ashore(side: str, text: str, definition: Definition) -> Ashore | None:
    """The measure of an hour such as ``1945-08-16T05:00``; None if the battle has none such."""
    try:
        hour = datetime.strptime(text, "%Y-%m-%dT%H:%M")
    except ValueError:
        return None
    # an hour has one spelling
    if written(hour) != text or not definition.start <= hour <= definition.end:
        return None
    return Ashore(side, "ashore", definition.sides[side].title, moment=hour)


def _claimed(side: str, definition: Definition) -> Iterator[Measure]:
    """The hours of which the scenario's claims speak."""
    for name in definition.claims:
        head, _, hour = name.partition("@")
        found = ashore(side, hour, definition) if head == f"{side}.ashore" else None
        if found is not None:
            yield found
