"""Civilians: the dead and those who were brought to safety; they are nobody's luck."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.scenario.definition import Definition
from sim.scenario.fates import Lot
from sim.scenario.figures import Count
from sim.scenario.measures.accounts import Accounts
from sim.scenario.measures.measure import Measure, Section, Sum, yields
from sim.scenario.measures.men import areas
from sim.scenario.titles import capitalised, place_title

LOTS = {"killed": Lot.KILLED, "evacuated": Lot.EVACUATED}
WORDS = {"killed": "killed", "evacuated": "brought to safety"}


@dataclass(frozen=True)
class Civilians(Sum):
    """Civilians of some places whom something befell."""

    places: tuple[str, ...]
    title: str = ""
    """The place or area; empty for all."""

    unit: ClassVar[str] = "people"

    @property
    def meaning(self) -> str:
        """Of where, and what befell them."""
        return f"Civilians{f' of {self.title}' if self.title else ''} {WORDS[self.what]}"

    def most(self, definition: Definition) -> float:
        """Those who live there."""
        return sum(definition.places[name].civilians.most() for name in self.places)

    def label(self) -> str:
        """Such as ``Toro: civilians killed``."""
        if not self.title:
            return f"Civilians {WORDS[self.what]}"
        return f"{capitalised(self.title)}: civilians {WORDS[self.what]}"

    @classmethod
    def account(cls, battle: Accounts) -> np.ndarray:
        """(n, P, Lot)."""
        return np.asarray(battle.rule("Civilians").people)

    def columns(self, battle: Accounts) -> Iterator[tuple[int, ...]]:
        """Of the places."""
        for name in self.places:
            yield battle.world.forces.place[name], LOTS[self.what]


@yields(Section.CIVILIANS, "civilians", *LOTS)
def of_civilians(definition: Definition) -> Iterator[Measure]:
    """In all, and of each place and area where there are any."""
    inhabited = {name: p for name, p in definition.places.items() if _any(p.civilians)}
    if not inhabited:
        return
    around = dict.fromkeys(p.area for p in inhabited.values() if p.area is not None)
    within = areas(definition)
    for what in LOTS:
        yield Civilians("civilians", what, tuple(definition.places))
    for name in (*inhabited, *around):
        title, places = place_title(name, definition), within.get(name, (name,))
        for what in LOTS:
            yield Civilians(f"{name}.civilians", what, places, title)


def _any(people: Count) -> bool:
    """Whether there may be some in any run."""
    return bool(np.any(people.value != 0))
