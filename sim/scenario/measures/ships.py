"""Ships that carry people to safety, and what becomes of those aboard."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.scenario.definition import Definition
from sim.scenario.measures.accounts import Accounts
from sim.scenario.measures.measure import Event, Measure, Section, men_there_are, yields
from sim.scenario.titles import capitalised, unit_title

PEOPLE = {
    "dead": "dead of those aboard",
    "rescued": "saved from the water",
    "landed": "put ashore in safety",
}
EVENTS = {"attacked_at": "attacked", "sunk_at": "sunk"}
MEANING = {"attacked_at": "was first attacked", "sunk_at": "lost its last ship"}


@dataclass(frozen=True)
class Aboard(Measure):
    """People aboard a unit of ships whom something befell; it is no luck of the enemy."""

    side: str
    title: str

    unit: ClassVar[str] = "people"

    @property
    def meaning(self) -> str:
        """Of which ship, and what befell them."""
        who = "Civilians" if self.what == "landed" else "Civilians, troops and crew"
        return f"{who} of {self.title}, {PEOPLE[self.what]}"

    def most(self, definition: Definition) -> float:
        """The civilians of all places, or those whom its convoys take aboard.

        Of those in distress, the men of the side as well.
        """
        voyages = [one for one in definition.operations.values() if self.owner in one.carriers()]
        aboard = sum(one.passengers(self.owner) for one in voyages)
        civilians = min(aboard, sum(one.civilians.most() for one in definition.places.values()))
        return civilians + (0 if self.what == "landed" else men_there_are(self.side, definition))

    def label(self) -> str:
        """Such as ``Ogasawara Maru: saved from the water``."""
        return capitalised(f"{self.title}: {PEOPLE[self.what]}")

    def good_for(self, side: str) -> int:
        """The fewer dead, and the more of others, the better for the side."""
        if side != self.side:
            return 0
        return -1 if self.what == "dead" else 1

    def of(self, battle: Accounts) -> np.ndarray:
        """People, (n,) int64."""
        ship = battle.rule("Shipping").ship(battle.world.forces.unit[self.owner])
        return np.asarray(getattr(ship, self.what))


@dataclass(frozen=True)
class ShipHour(Event):
    """The hour at which a unit of ships was attacked, or its last ship sank."""

    side: str
    title: str

    @property
    def meaning(self) -> str:
        """Which ship."""
        return f"When {self.title} {MEANING[self.what]}"

    def label(self) -> str:
        """Such as ``Ogasawara Maru: sunk``."""
        return capitalised(f"{self.title}: {EVENTS[self.what]}")

    def good_for(self, side: str) -> int:
        """The later the better for the side."""
        return 1 if side == self.side else -1

    def turns(self, battle: Accounts) -> np.ndarray:
        """The turns, (n,)."""
        ship = battle.rule("Shipping").ship(battle.world.forces.unit[self.owner])
        return np.asarray(getattr(ship, self.what))


@yields(Section.SHIPS, *PEOPLE, *EVENTS)
def of_ships(definition: Definition) -> Iterator[Measure]:
    """Those of each unit of ships that carries civilians."""
    for name in carriers(definition):
        side, title = definition.units[name].side, unit_title(name, definition)
        yield from (Aboard(name, what, side, title) for what in PEOPLE)
        yield from (ShipHour(name, what, side, title) for what in EVENTS)


def carriers(definition: Definition) -> list[str]:
    """Units of ships that carry civilians, in the order of the scenario."""
    units = {ship for operation in definition.operations.values() for ship in operation.carriers()}
    return [name for name in definition.units if name in units]
