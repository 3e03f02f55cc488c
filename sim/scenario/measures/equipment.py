"""Weapons, vehicles, craft and aircraft: what is lost or damaged, and the sorties flown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product
from math import ceil
from typing import ClassVar

import numpy as np

from sim.scenario.definition import Definition
from sim.scenario.fates import Wear
from sim.scenario.forces import Weapon
from sim.scenario.measures.accounts import Accounts
from sim.scenario.measures.measure import Loss, Measure, Sum, in_words
from sim.scenario.names import WeaponName
from sim.scenario.titles import weapon_title
from sim.scenario.vocabulary import AIRCRAFT, CATEGORIES, EQUIPMENT

WEAR = {"lost": (Wear.LOST,), "damaged": (Wear.DAMAGED,), "hit": (Wear.LOST, Wear.DAMAGED)}
WORDS = {"hit": "lost or damaged"}


@dataclass(frozen=True)
class Worn(Loss, Sum):
    """Weapons of a side that were lost or damaged."""

    side: str
    title: str
    weapons: tuple[str, ...]
    """The classes that are counted."""
    weapon_title: str

    unit: ClassVar[str] = "number"

    @property
    def meaning(self) -> str:
        """Whose, which, and what befell them."""
        worn = WORDS.get(self.what, self.what)
        return f"{self.title}: {self.weapon_title}, number {worn}"

    @property
    def of_side(self) -> str:
        """The side."""
        return self.side

    def most(self, definition: Definition) -> float:
        """The weapons of these classes that the side has."""
        return weapons_there_are(self.side, self.weapons, definition)

    def label(self) -> str:
        """Such as ``Japan: tanks lost``."""
        return f"{self.title}: {self.weapon_title} {WORDS.get(self.what, self.what)}"

    @classmethod
    def account(cls, battle: Accounts) -> np.ndarray:
        """(n, W, Wear)."""
        return np.asarray(battle.world.state.weapons)

    def columns(self, battle: Accounts) -> Iterator[tuple[int, ...]]:
        """Of these classes in units of the side."""
        return product(_entries(battle, self.side, self.weapons), WEAR[self.what])


@dataclass(frozen=True)
class Sorties(Sum):
    """Sorties of a side, of a class of its aircraft, or of a day; decided upon, and so no luck."""

    side: str
    title: str
    weapons: tuple[str, ...]
    weapon_title: str = ""

    unit: ClassVar[str] = "sorties"

    @property
    def meaning(self) -> str:
        """Whose, and when."""
        aircraft = f" by {self.weapon_title}" if self.weapon_title else ""
        day = f" on {in_words(self.moment)}" if self.moment else ""
        return f"{self.title}: sorties flown{aircraft}{day}"

    @property
    def of_side(self) -> str:
        """The side."""
        return self.side

    def most(self, definition: Definition) -> float:
        """One of each aircraft of the side in each turn of that time."""
        aircraft = [
            name
            for name in self.weapons
            if (category := definition.weapons[WeaponName(name)].category) in EQUIPMENT
            and CATEGORIES[category].flies
        ]
        first, last = definition.start, definition.end
        if self.moment is not None:
            first = max(first, datetime.combine(self.moment, time.min))
            last = min(last, datetime.combine(self.moment + timedelta(days=1), time.min))
        turns = ceil((last - first) / timedelta(hours=definition.turn_hours))
        return turns * weapons_there_are(self.side, aircraft, definition)

    def label(self) -> str:
        """Such as ``Soviet Union: sorties on 16 August``."""
        if self.weapon_title:
            return f"{self.title}: {self.weapon_title} sorties"
        day = f" on {in_words(self.moment)}" if self.moment else ""
        return f"{self.title}: sorties{day}"

    @classmethod
    def account(cls, battle: Accounts) -> np.ndarray:
        """(n, W, days)."""
        return np.asarray(battle.rule("Sorties").flown)

    def columns(self, battle: Accounts) -> Iterator[tuple[int, ...]]:
        """Of these classes in units of the side, on the day or on all of them."""
        days: Iterable[int] = range(self.account(battle).shape[2])
        if self.moment is not None:
            days = [(self.moment - battle.world.clock.start.date()).days]
        return product(_entries(battle, self.side, self.weapons), days)


def equipment_of(side: str, definition: Definition) -> Iterator[Measure]:
    """What befell each class of a side's weapons, and each category."""
    title = definition.sides[side].title
    weapons = carried(side, definition)
    for name, weapon in weapons.items():
        words = weapon_title(name, definition)
        owner = f"{side}.{name}"
        for what in ("lost", "damaged") if weapon.category in EQUIPMENT else ("lost",):
            yield Worn(owner, what, side, title, (name,), words)
        if weapon.category in EQUIPMENT and CATEGORIES[weapon.category].flies:
            yield Sorties(owner, "sorties", side, title, (name,), words)
    for category in EQUIPMENT:
        words = CATEGORIES[category].noun
        classes = tuple(name for name, weapon in weapons.items() if weapon.category == category)
        for what in WEAR if classes else ():
            yield Worn(f"{side}.{category}", what, side, title, classes, words)


def sorties_of(side: str, definition: Definition) -> Iterator[Measure]:
    """The sorties of a side that has aircraft, in all and day by day."""
    units = definition.units.values()
    if any(unit.side == side and unit.kind in AIRCRAFT for unit in units):
        flown = side, definition.sides[side].title, tuple(carried(side, definition))
        yield Sorties(side, "sorties", *flown)
        for day in days(definition):
            yield Sorties(side, "sorties", *flown, moment=day)


def carried(side: str, definition: Definition) -> dict[str, Weapon]:
    """The classes of weapons that units of a side have, in the order of the scenario."""
    units = [unit for unit in definition.units.values() if unit.side == side]
    names = {name for unit in units for name in unit.weapons}
    return {name: weapon for name, weapon in definition.weapons.items() if name in names}


def days(definition: Definition) -> list[date]:
    """The calendar days that the scenario touches; one that ends at midnight is over."""
    first = definition.start.date()
    midnight = definition.end == datetime.combine(definition.end, time.min)
    count = (definition.end.date() - first).days + (0 if midnight else 1)
    return [first + timedelta(days=number) for number in range(count)]


def weapons_there_are(side: str, names: Iterable[str], definition: Definition) -> float:
    """Weapons of some classes that a side has at the start, at most."""
    units = (unit for unit in definition.units.values() if unit.side == side)
    carried = (unit.weapons.get(WeaponName(name)) for unit in units for name in names)
    return sum(count.most() for count in carried if count is not None)


def _entries(battle: Accounts, side: str, weapons: tuple[str, ...]) -> list[int]:
    """Weapon entries of some classes in units of a side."""
    arms: list[tuple[str, str]] = battle.world.forces.arms
    return [entry for entry, (owner, name) in enumerate(arms) if owner == side and name in weapons]
