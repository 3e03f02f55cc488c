"""The scenario as a whole."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from sim.scenario.figures import Duration, Factor
from sim.scenario.forces import Side, Unit, Weapon
from sim.scenario.kinds import Operation
from sim.scenario.moment import read_time
from sim.scenario.names import Key, SideName, SourceName, Title
from sim.scenario.record import Record, Sourced
from sim.scenario.theatre import Daylight, Place, Route, Weather
from sim.scenario.trigger import Condition

Time = Annotated[datetime, BeforeValidator(read_time)]

LONGEST_EXPLANATION = 200
"""Letters of the explanation of a miss."""


class Source(Record):
    """A document."""

    title: Title
    """What it is called."""
    author: str | None = None
    """Who wrote or published it."""
    reliability: str | None = None
    """A archive or specialist work, B encyclopaedia, C press, blog or forum."""
    address: str | None = None
    """Where it can be read, such as an https address."""


class Clock(Record):
    """The clock on which all hours of the scenario are given."""

    name: str = "local time"
    """Short, for axes and headings: such as Kamchatka time."""
    utc_offset: Annotated[float, Field(ge=-15, le=15)] | None = None
    """Hours ahead of universal time, if they are known."""
    note: str = ""
    """What else a reader must know of it, such as that no source states the zone."""

    @property
    def words(self) -> str:
        """The name with all that is known of the clock."""
        offset = self.utc_offset
        known = "" if offset is None else f"UTC {'-' if offset < 0 else '+'} {abs(offset):g} h"
        more = "; ".join(one for one in (known, self.note) if one)
        return f"{self.name} ({more})" if more else self.name


def _read_claimed(raw: Any) -> Any:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | datetime):
        raise PydanticCustomError("claim_value", "must be a number, a time or a name")
    return raw if isinstance(raw, int | float) else read_claim_text(raw)


def read_claim_text(raw: Any) -> Any:
    """A time where the text is one, else the text itself (such as the name of the winner)."""
    try:
        return read_time(raw)
    except PydanticCustomError:
        return raw


ClaimValue = Annotated[float | datetime | str, BeforeValidator(_read_claimed)]


class Claim(Record):
    """What a source records of an outcome: one value or an interval."""

    value: ClaimValue | None = None
    """The recorded value: a number, a time, or the side that won."""
    low: ClaimValue | None = None
    """The least value, if an interval is recorded."""
    high: ClaimValue | None = None
    """The greatest value, if an interval is recorded."""
    source: SourceName
    """The source that records it, by its name under `sources`."""
    where: str
    """The place in the source: a page, a chapter, a heading."""
    note: str | None = None
    """What else a reader should know of the claim."""
    explanation: Annotated[str, Field(max_length=LONGEST_EXPLANATION)] | None = None
    """Why the model misses the claim, in one line; shown only where it does."""

    @property
    def interval(self) -> tuple[Any, Any]:
        """The recorded interval, (value, value) if it is one value."""
        return (self.low, self.high) if self.value is None else (self.value, self.value)


class Combat(Record):
    """The combat model by name, and what a scenario changes of the shared parameters.

    Each key that is not named here is the section of a rule. Which there are the rules know, and
    what is in them; a rule that is optional is on if its section is given, if only as `{}`.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, dict[str, Factor] | None]

    model: str = "attrition"
    """The combat model by name."""
    parameters: dict[str, Factor] = {}
    """Parameters of the combat model, by name."""

    def changes(self, section: str) -> dict[str, Factor] | None:
        """What the scenario changes of the parameters of a rule; None if it does not name it."""
        return (self.model_extra or {}).get(section)


class Remark(Sourced):
    """Something that a source tells and that the battle does not play."""

    text: str
    """What it tells."""


class Victory(Record):
    """Who has won if a condition holds at the end; the first that holds decides."""

    side: SideName
    """Who has won then."""
    when: Condition
    """What must be true at the end."""


class Score(Sourced):
    """What a battle is worth to a side: points for the victory and for the exchange of losses."""

    victory: Factor = Factor.of(100.0)
    """Points of who has won; the other side loses as many."""
    losses: Factor = Factor.of(100.0)
    """Points for all men of the enemy; a side loses as many with all of its own."""


class Variant(Record):
    """A named set of changes: another source's figures, or a what-if."""

    title: Title
    """What it is called."""
    set: dict[str, Any]
    """New values by dotted path, such as units.marines.men: 100."""


class Definition(Record):
    """Everything that a scenario file says."""

    name: Key
    """The name of the scenario, and of its file."""
    title: Title
    """What the battle is called."""
    summary: str = ""
    """The battle in a few sentences."""
    clock: Clock = Clock.model_construct()
    """The clock on which all hours are given."""
    start: Time
    """When the first turn begins, such as 1945-08-16 04:00."""
    end: Time
    """When the battle is over at the latest."""
    turn: Duration
    """The length of a turn: how fine time is, not what comes of the battle."""
    sources: dict[Key, Source] = {}
    """The documents that figures and claims come from, by a short name."""
    background: list[Remark] = []
    """What went before."""
    left_out: list[Remark] = []
    """What the sources record of the battle and the scenario leaves out, and why."""
    sides: dict[Key, Side]
    """The two belligerents."""
    weapons: dict[Key, Weapon] = {}
    """Classes of weapons, vehicles, craft and aircraft."""
    places: dict[Key, Place]
    """The points of the map that can be held, attacked and landed at."""
    routes: list[Route] = []
    """The ways between places."""
    units: dict[Key, Unit]
    """Men and weapons that act as one."""
    operations: dict[Key, Operation] = {}
    """The plan of both sides."""
    weather: Weather = Weather.model_construct()
    """Fog, and what the sky lets fly."""
    daylight: Daylight = Daylight.model_construct()
    """Sunrise and sunset, the same each day."""
    combat: Combat = Combat.model_construct()
    """The combat model, and what is changed of the shared parameters."""
    victory: list[Victory] = []
    """Who has won, looked at when the battle is over; neither if nothing holds."""
    score: Score = Score.model_construct()
    """What opponents play for, and what the ladder counts."""
    claims: dict[str, Annotated[list[Claim], Field(min_length=1)]] = {}
    """What sources record of the outcome, by measure; `beachhead measures` lists them."""
    variants: dict[Key, Variant] = {}
    """Named sets of changes."""

    @field_validator("claims", mode="before")
    @classmethod
    def _one_claim_needs_no_list(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        return {measure: [c] if isinstance(c, dict) else c for measure, c in raw.items()}

    @property
    def turn_hours(self) -> float:
        """Length of a turn in hours."""
        assert isinstance(self.turn.value, float)
        return self.turn.value

    @property
    def years(self) -> range:
        """The years in which the battle lies."""
        return range(self.start.year, self.end.year + 1)

    @property
    def turns(self) -> int:
        """Number of turns from start to end."""
        return -int(-((self.end - self.start) / timedelta(hours=self.turn_hours)) // 1)

    def units_of(self, side: str) -> list[str]:
        """Names of a side's units in the order of the file."""
        return [name for name, unit in self.units.items() if unit.side == side]
