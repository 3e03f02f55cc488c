"""Who fights, and with what: sides, weapon classes and units."""

from pydantic import Field

from sim.scenario.figures import Count, Factor, Quality, Resolve, Share
from sim.scenario.names import PlaceName, Retitle, SideName, Title, WeaponName
from sim.scenario.record import Sourced
from sim.scenario.vocabulary import SUPPORT, Category, UnitKind, WeaponCategory


class Commander(Sourced):
    """Who commanded, for the record; the plan or a Python callable gives the orders."""

    name: str
    """The commander's name."""
    post: str = ""
    """What he commanded."""


class Side(Sourced):
    """One of the two belligerents."""

    title: Title
    """The name in tables and pictures."""
    colour: str | None = Field(default=None, pattern=r"^#[0-9a-fA-F]{6}$")
    """The colour in pictures, such as '#b03030'; one that readers can tell apart if absent."""
    commanders: list[Commander] = []
    """Who commanded, for the record."""


class Salvo(Sourced):
    """Powers of a ship, craft, battery, aircraft or torpedo unit in an exchange of salvos."""

    offensive: Factor = Factor.of(0.0)
    """Well-aimed missiles, shells or torpedoes that one of them fires in a salvo."""
    defensive: Factor = Factor.of(0.0)
    """Incoming missiles that one of them can stop in a salvo."""
    staying: Factor = Factor.of(1.0)
    """Hits that put one of them out of action."""


class Weapon(Sourced):
    """A class of weapon, vehicle, craft or aircraft."""

    title: Retitle = ""
    """The name in tables; that of the class if absent."""
    category: WeaponCategory = SUPPORT
    """What it is as a target; `support` weapons fall silent with the men who serve them."""
    fire: dict[Category, Factor] = {}
    """Losses an hour that one of them inflicts on each category under reference conditions."""
    strike: dict[Category, Factor] = {}
    """Losses that one sortie (aircraft) inflicts under reference conditions."""
    suppression: Factor = Factor.of(0.0)
    """Suppression of a hundred men by one sortie, or by one hour of gunfire."""
    bombardment: dict[Category, Factor] = {}
    """Losses an hour that one ship or battery inflicts when it bombards from a distance."""
    crew: Factor = Factor.of(0.0)
    """Men of its unit who fight under its armour: nothing hits them but what hits the vehicle."""
    anti_aircraft: Factor = Factor.of(0.0)
    """Relative anti-aircraft fire of one of them; a machine gun is 1."""
    salvo: Salvo | None = None
    """What the combat model `salvo` needs to know; its parameters serve if absent."""


class Unit(Sourced):
    """Men and weapons that act as one."""

    side: SideName
    """Whose unit it is."""
    title: Retitle = ""
    """The name in tables and in the turn record; that of the unit if absent."""
    kind: UnitKind = "infantry"
    """What it is: it decides in which operations it can take part."""
    men: Count = Count.of(0.0)
    """Men at the start; crews of ships and aircraft are men too."""
    weapons: dict[WeaponName, Count] = {}
    """How many it has of each class of weapon."""
    armed: Share = Share.of(1.0)
    """Share of the men who have a firearm."""
    quality: Quality = Quality.of("regulars")
    """Training, leadership, arms and ammunition as one grade of a scale that all battles share
    (`combat.quality`); a multiplier of fire where a source gives one."""
    resolve: Resolve = Resolve.of(1.0)
    """The losses at which it breaks, as one grade of a scale that all battles share; a multiplier
    where a source gives one, 1 being a regular unit."""
    place: PlaceName | None = None
    """Where it stands at the start; without one it waits off the map for an operation."""
    luck: str = ""
    """The name under which its luck is drawn, without one its own. A unit that is renamed and says
    its old name here keeps its luck."""
