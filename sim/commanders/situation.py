"""The situation: all that one side can see of one battle at one moment, as plain data.

It holds what the side's commander knows and nothing else: his own troops, the ground and the ways,
the sky, what is believed of the enemy, and what happened since the last turn where own troops saw
it. Whoever plays a side by it, a person, a rule or a program, sees no more than that.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class UnitState:
    """An own unit."""

    name: str
    title: str
    kind: str
    men: int
    """Men present."""
    initial: int
    losses: int
    """Men killed, wounded, missing or captured."""
    weapons: dict[str, int]
    """Weapons, craft and aircraft that are left, by class."""
    suppression: float
    """0 to 1."""
    disorder: bool
    """Whether it came ashore, or out of its aircraft, within the last hours."""
    supply: float | None
    """Part of a full load; None in battles without the rule."""
    fatigue: float | None
    posture: str
    """`waiting`, `afloat`, `in the field`, `in contact`, `on the march`, `in the hills`,
    `surrendered` or `destroyed`."""
    place: str | None
    """Where it is; on the march, where it comes from."""
    to: str | None
    """Where it goes, on the march."""
    arrives: str | None
    """When it will be there."""
    tasks: list[str]
    """Operations under way in which it takes part."""
    fires: list[str]
    """Kinds of fire from afar that its weapons are good for: `gunfire`, `strike`,
    `anti_shipping`."""

    @property
    def able(self) -> bool:
        """Whether it can be given a task on land."""
        return self.men > 0 and self.posture in (
            "waiting", "in the field", "in contact", "on the march",
        )  # fmt: skip


@dataclass(frozen=True)
class PlaceState:
    """A place as the side knows it."""

    name: str
    title: str
    terrain: str
    fortification: float
    at: tuple[float, float] | None
    held_by: str | None
    """The side that is believed to hold it."""
    contact: bool
    """Whether own and enemy troops stand there."""
    own: int
    """Own men in the field."""
    enemy: int | None
    """Enemy men who are believed to be there; None if nobody knows."""
    enemy_low: int | None
    """Enemy men, one standard deviation of the error lower."""
    enemy_high: int | None
    seen_by: str
    """From whom that is: `map`, `contact`, `presence`, `scouts` or `airmen`."""
    hours_ago: float
    """How old that is."""
    shelled_hours_ago: float | None
    """When own troops there were last under fire from afar; None if never."""
    landing_sites: list[str]
    retreat: str | None


@dataclass(frozen=True)
class RouteState:
    """A way between two places."""

    between: tuple[str, str]
    kind: str
    km: float
    hours: float | None
    """Hours on foot at 4 km/h; None by sea."""


@dataclass(frozen=True)
class Task:
    """An own operation under way."""

    name: str
    title: str
    kind: str
    units: list[str]
    goal: list[str]
    since: str
    can_be_called_off: bool


@dataclass(frozen=True)
class Proposal:
    """An operation of the plan that has not begun."""

    name: str
    title: str
    kind: str
    units: list[str]
    goal: list[str]
    due: bool
    """Whether the plan would begin it now."""


@dataclass(frozen=True)
class Event:
    """Something that happened, as this side saw it."""

    time: str
    kind: str
    place: str
    side: str
    text: str


@dataclass(frozen=True)
class Situation:
    """What one side sees at the beginning of the orders phase of a turn."""

    scenario: str
    side: str
    enemy: str
    turn: int
    turns: int
    time: str
    ends: str
    turn_hours: float
    night: bool
    sky: float
    """Share of the planned sorties that weather and fog let fly now."""
    over: bool
    aims: list[str]
    """Places on which the victory hangs."""
    needs: list[str]
    """Those of them that the side must hold to win."""
    defends: list[str]
    """Those that it held when the battle began, and that the enemy must hold to win."""
    units: list[UnitState]
    places: list[PlaceState]
    routes: list[RouteState]
    tasks: list[Task]
    plan: list[Proposal]
    events: list[Event]

    def unit(self, name: str) -> UnitState:
        """An own unit by name. Raises KeyError."""
        return {one.name: one for one in self.units}[name]

    def place(self, name: str) -> PlaceState:
        """A place by name. Raises KeyError."""
        return {one.name: one for one in self.places}[name]

    def has_task(self, kind: str, unit: str, goal: str | None) -> bool:
        """Whether a unit was sent alone, beside the plan, to a place in an operation of a kind."""
        same = (kind, [unit], [goal])
        improvised = (one for one in self.tasks if one.name.startswith(f"{self.side}:"))
        return any((one.kind, one.units, one.goal) == same for one in improvised)

    @property
    def moment(self) -> datetime:
        """The beginning of the turn."""
        return datetime.fromisoformat(self.time)

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        plain: dict[str, Any] = asdict(self)
        for place in plain["places"]:
            place["at"] = None if place["at"] is None else [*place["at"]]
        for route in plain["routes"]:
            route["between"] = [*route["between"]]
        return plain
