"""The forces: units with their men and weapons, and the places where they stand."""

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum, auto

CATEGORIES = ("personnel", "armour", "guns", "craft", "aircraft")
"""What can be aimed at."""
IN_WORKS = ("armour", "guns")
"""What terrain and works protect as they protect men."""


class Status(Enum):
    """Where a unit is in the course of things."""

    WAITING = auto()  # at its base, or off the map
    AFLOAT = auto()
    FIELD = auto()  # at a place
    EN_ROUTE = auto()
    ROUTED = auto()  # in the hills
    SURRENDERED = auto()


@dataclass(frozen=True)
class WeaponClass:
    """What one weapon of a class can do; targets stand in the order of preference."""

    name: str
    category: str
    fire: dict
    strike: dict
    bombardment: dict
    suppression: float
    anti_aircraft: float
    crew: float
    staying: float


@dataclass(eq=False)
class Weapons:
    """The weapons of one class in one unit."""

    unit: str
    owner: str
    """The name under which the luck of the unit is drawn."""
    kind: WeaponClass
    present: int
    damaged: int = 0
    lost: int = 0

    @property
    def luck(self):
        """The name under which theirs is."""
        return f"{self.owner}/{self.kind.name}"


@dataclass(eq=False)
class Place:
    """A place, who holds it and what has been suffered there."""

    name: str
    number: int
    terrain: str
    fortification: float
    frontage: float
    area: str | None
    hills: bool
    control: str | None
    retreat: str | None
    depot: bool
    mines: float
    """Mines to a km that are left."""
    people: Counter
    """Civilians, a `Counter` of fates."""
    taken_at: int | None = None
    engagement: object = None
    """The engagement that is fought here, None while the sides are not in contact."""
    alert: bool = False
    """Whether the garrison stands to and cannot be surprised."""
    surprised_until: int = -1
    scouted: bool = False
    ceased: set = field(default_factory=set)
    """The sides that keep a cease-fire here."""
    losses: dict = field(default_factory=dict)
    """Men lost here by side, a `Counter` of fates."""

    @property
    def contested(self):
        """Whether both sides stand here."""
        return self.engagement is not None

    @property
    def truce(self):
        """Whether both sides keep a cease-fire, so that nobody fires."""
        return len(self.ceased) == 2


@dataclass(eq=False)
class Unit:
    """Men and weapons that act as one."""

    name: str
    luck: str
    """The name under which its luck is drawn."""
    number: int
    side: str
    kind: str
    present: int
    quality: float
    armed: float
    resolve: float
    weapons: list
    status: Status = Status.WAITING
    place: Place | None = None
    """Where it is, or goes."""
    origin: Place | None = None
    """Where it would fall back to."""
    fates: Counter = field(default_factory=Counter)
    afloat: int = 0
    """Men present who are not ashore yet."""
    serves: object = None
    """The landing that has these craft, None while they are free."""
    landed: bool = False
    """Whether it has ever been on the battlefield."""
    suppression: float = 0.0
    """From 0 to 1 at the turn `suppressed_at`; it fades from then on."""
    suppressed_at: int = 0
    suppressed_before: float = 0.0
    disordered_at: int | None = None
    missions: list = field(default_factory=list)
    """The gunfire that it is to give."""
    share: float = 1.0
    divided_at: int | None = None
    """The part of its guns that each mission has, and the turn at which that was settled."""
    due: int | None = None
    """Turn at which it is there if it is on its way, None for never."""
    passed_at: int | None = None
    """Turn at which it passed, will pass or would have passed where it comes from."""

    def __post_init__(self):
        self.initial = self.present

    @property
    def ground(self):
        """Whether it fights on land."""
        return self.kind not in ("ships", "aircraft")

    def at(self, place):
        """Whether it stands in the field at a place."""
        return self.status is Status.FIELD and self.place is place

    def craft(self):
        """Its weapons that are craft."""
        return [weapons for weapons in self.weapons if weapons.kind.category == "craft"]

    def on_foot(self):
        """Men who do not fight under armour."""
        men = self.present
        for weapons in self.weapons:
            men = max(0, men - int(weapons.kind.crew * weapons.present))
        return men

    def categories(self):
        """What it offers as a target."""
        offered = {w.kind.category for w in self.weapons if w.present > 0} & set(CATEGORIES)
        return offered | {"personnel"} if self.on_foot() > 0 else offered
