"""The words of a scenario: terrains, kinds of unit, and what weapons are as targets.

A new word is one entry here. Nothing depends on the order of the entries; arrays that have an axis
of categories look up its positions in `POSITION`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True)
class Terrain:
    """What a place is like."""

    exposure: float
    """Default exposure of a defender (`combat.modifiers`); below 1 the terrain gives cover."""
    where: str
    """Where a defender is, in words."""
    dupuy: Literal["flat", "rolling", "rugged", "urban"] = "flat"
    """What it is in Dupuy's tables (assumed)."""
    water: bool = False
    """Whether it is at sea: ships pass and lie there."""
    off_map: bool = False
    """Whether it is away from the battlefield."""


TERRAINS: Mapping[str, Terrain] = {
    "open": Terrain(1.0, "in open ground"),
    "beach": Terrain(1.0, "on a beach"),
    "town": Terrain(0.7, "among houses", dupuy="urban"),
    "wood": Terrain(0.6, "in woods", dupuy="rolling"),
    "hills": Terrain(0.7, "on hills", dupuy="rugged"),
    "marsh": Terrain(0.8, "in marsh", dupuy="rolling"),
    "sea": Terrain(1.0, "at sea", water=True),
    "base": Terrain(1.0, "at a base", off_map=True),
}


@dataclass(frozen=True)
class TargetCategory:
    """What fire can be aimed at."""

    one: str
    """One of them in words."""
    noun: str
    """Several of them in words."""
    in_works: bool = False
    """Whether terrain and works protect them as they protect men."""
    supports: bool = False
    """Whether they count as support in a combat results table."""
    wrecks: bool = True
    """Whether the record tells their losses in a fight."""
    flies: bool = False
    """Whether they fly sorties."""
    kind: str | None = None
    """The only kind of unit that has such weapons."""


MEN = "personnel"
CATEGORIES: Mapping[str, TargetCategory] = {
    MEN: TargetCategory("man", "men", in_works=True, wrecks=False),
    "armour": TargetCategory("tank", "tanks", in_works=True),
    "guns": TargetCategory("gun", "guns", in_works=True, supports=True),
    "craft": TargetCategory("craft", "craft"),
    "aircraft": TargetCategory("aircraft", "aircraft", wrecks=False, flies=True, kind="aircraft"),
}
EQUIPMENT = tuple(name for name in CATEGORIES if name != MEN)
"""Categories of vehicles, guns, craft and aircraft: all but men."""
SUPPORT = "support"
"""The category of weapons that are no targets: they fall silent with the men who serve them."""
POSITION: Mapping[str, int] = {name: position for position, name in enumerate(CATEGORIES)}
"""Positions of the categories in arrays."""
PERSONNEL = POSITION[MEN]
"""Position of men."""
POWERS = ("offensive", "defensive", "staying")
"""What a weapon is in an exchange of salvos, in arrays as well."""
OFFENSIVE, DEFENSIVE, STAYING = range(len(POWERS))


@dataclass(frozen=True)
class KindOfUnit:
    """What a unit is."""

    medium: Literal["land", "sea", "air"] = "land"
    """Where it moves and fights."""
    needs: str | None = None
    """The category of which it must have weapons."""
    bombards: bool = False
    """Whether it can fire at a place from afar."""


UNIT_KINDS: Mapping[str, KindOfUnit] = {
    "infantry": KindOfUnit(),
    "militia": KindOfUnit(),
    "artillery": KindOfUnit(bombards=True),
    "armour": KindOfUnit(needs="armour"),
    "ships": KindOfUnit("sea", needs="craft", bombards=True),
    "aircraft": KindOfUnit("air", needs="aircraft"),
}
ON_FOOT = tuple(name for name, kind in UNIT_KINDS.items() if kind.medium == "land")
"""Kinds of unit that march and fight on land."""
SHIPS = tuple(name for name, kind in UNIT_KINDS.items() if kind.medium == "sea")
AIRCRAFT = tuple(name for name, kind in UNIT_KINDS.items() if kind.medium == "air")
BOMBARDS = tuple(name for name, kind in UNIT_KINDS.items() if kind.bombards)
"""Kinds of unit that can fire at a place from afar."""


@dataclass(frozen=True)
class Grade:
    """A grade of the scale of quality (training, leadership, arms) or of that of resolve."""

    worth: float
    """Multiplier of their fire, by default (`combat.quality`), or of their resolve; 1 is usual."""
    meaning: str
    """Who they are, in words."""


GRADES: Mapping[str, Grade] = {
    "picked": Grade(1.5, "picked men with automatic weapons: scouts, parachutists"),
    "guards": Grade(1.2, "veterans of many battles"),
    "naval_infantry": Grade(1.2, "marines with many sub-machine guns"),
    "regulars": Grade(1.0, "trained troops with their arms and ammunition"),
    "second_line": Grade(0.5, "garrison troops, older or half trained, with services among them"),
    "short": Grade(0.4, "regulars short of ammunition and of automatic weapons"),
    "services": Grade(0.25, "rear, base and supply troops, police, sailors ashore"),
    "reservists": Grade(0.15, "reservists and recruits with drill rifles and a few rounds"),
    "militia": Grade(0.1, "civilians under arms"),
}
"""The scale of quality, the same for all battles: the order and the rough steps are those of the
quality factors of wargames, the values are assumed (priors stand in `sim.rules.fitness`)."""


RESOLVES: Mapping[str, Grade] = {
    "resigned": Grade(0.5, "men who know that the war is over"),
    "unsteady": Grade(0.9, "men without training"),
    "steady": Grade(1.0, "a regular unit"),
    "hardened": Grade(1.3, "veterans of close combat"),
    "dogged": Grade(1.5, "men in concrete, led in person, or with nowhere to fall back to"),
    "desperate": Grade(2.0, "men who hold a post to the last"),
    "unyielding": Grade(12.0, "men who die rather than give up, such as the garrison of Betio"),
}
"""The scale of resolve, the same for all battles: multipliers of the losses at which a unit breaks,
assumed between half and twice those of a regular unit. The last is of those who never break; it is
such that 97 % of them die, as at Betio in 1943."""


class OneOf:
    """Stands in the annotation of a text that must be one of some words."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = [*words]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.literal_schema(self.words)


Category = Annotated[str, OneOf(CATEGORIES)]
"""What a weapon fires at. `personnel` are men in the open or in works, `craft` all vessels."""
WeaponCategory = Annotated[str, OneOf((SUPPORT, *EQUIPMENT))]
TerrainName = Annotated[str, OneOf(TERRAINS)]
UnitKind = Annotated[str, OneOf(UNIT_KINDS)]
