"""Men lost: by side, and by the place or area where it happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import ClassVar

import numpy as np

from sim.scenario.definition import Definition
from sim.scenario.fates import Fate
from sim.scenario.measures.accounts import Accounts
from sim.scenario.measures.measure import (
    Loss,
    Measure,
    Section,
    Sum,
    men_there_are,
    yields,
)
from sim.scenario.titles import capitalised, place_title

FATES = {
    "killed": (Fate.KILLED,),
    "wounded": (Fate.WOUNDED,),
    "missing": (Fate.MISSING,),
    "captured": (Fate.CAPTURED,),
    "evacuated": (Fate.EVACUATED,),
    "casualties": (Fate.KILLED, Fate.WOUNDED, Fate.MISSING, Fate.CAPTURED),
    "killed_and_wounded": (Fate.KILLED, Fate.WOUNDED),
}
MEANING = {
    "evacuated": "carried off the battlefield",
    "casualties": "killed, wounded, missing or captured",
    "killed_and_wounded": "killed or wounded",
}
WORDS = {"killed_and_wounded": "killed and wounded"}


@dataclass(frozen=True)
class LostMen(Loss, Sum):
    """Men of a side who are lost to it."""

    side: str
    title: str

    unit: ClassVar[str] = "men"

    @property
    def of_side(self) -> str:
        """The side."""
        return self.side

    def most(self, definition: Definition) -> float:
        """The men of the side."""
        return men_there_are(self.side, definition)


@dataclass(frozen=True)
class SideMen(LostMen):
    """Men of a side whom something befell."""

    @property
    def meaning(self) -> str:
        """Of whom, and what befell them."""
        return f"{self.title}: men {MEANING.get(self.what, self.what)}"

    def label(self) -> str:
        """Such as ``Japan: killed``."""
        return f"{self.title}: {WORDS.get(self.what, self.what)}"

    def good_for(self, side: str) -> int:
        """Nobody is the luckier for men who were carried off."""
        return 0 if self.what == "evacuated" else super().good_for(side)

    @classmethod
    def account(cls, battle: Accounts) -> np.ndarray:
        """(n, U, Fate)."""
        return np.asarray(battle.world.state.men)

    def columns(self, battle: Accounts) -> Iterator[tuple[int, ...]]:
        """Of the units of the side."""
        units = battle.world.forces.units_of_side(battle.world.forces.side[self.side]).tolist()
        return product(units, FATES[self.what])


@dataclass(frozen=True)
class LocalMen(LostMen):
    """Men of a side who were lost at some places."""

    places: tuple[str, ...]
    place_title: str

    @property
    def meaning(self) -> str:
        """Of whom, what befell them, and where."""
        lost = MEANING.get(self.what, self.what)
        return f"{self.title}: men {lost} at {self.place_title}"

    def label(self) -> str:
        """Such as ``Toro port: Japan killed``."""
        place = capitalised(self.place_title)
        return f"{place}: {self.title} {WORDS.get(self.what, self.what)}"

    @classmethod
    def account(cls, battle: Accounts) -> np.ndarray:
        """(n, P, 2, Fate)."""
        return np.asarray(battle.world.state.place_losses)

    def columns(self, battle: Accounts) -> Iterator[tuple[int, ...]]:
        """Of the side at the places."""
        places = [battle.world.forces.place[name] for name in self.places]
        return product(places, [battle.world.forces.side[self.side]], FATES[self.what])


def men_of(side: str, definition: Definition) -> Iterator[Measure]:
    """What befell the men of a side."""
    for what in FATES:
        yield SideMen(side, what, side, definition.sides[side].title)


def men_lost_at(name: str, places: tuple[str, ...], definition: Definition) -> Iterator[Measure]:
    """What befell the men of both sides at a place, or at those of an area."""
    for key, side in definition.sides.items():
        for what in FATES:
            if what != "evacuated":
                title = place_title(name, definition)
                yield LocalMen(f"{name}.{key}", what, key, side.title, places, title)


def areas(definition: Definition) -> dict[str, tuple[str, ...]]:
    """The larger names under which losses of places are added up, and these places."""
    found: dict[str, list[str]] = {}
    for name, place in definition.places.items():
        if place.area is not None:
            found.setdefault(place.area, []).append(name)
    return {area: tuple(places) for area, places in found.items()}


@yields(Section.AREAS, *FATES)
def men_lost_in_areas(definition: Definition) -> Iterator[Measure]:
    """Losses of each area."""
    for area, places in areas(definition).items():
        yield from men_lost_at(area, places, definition)
