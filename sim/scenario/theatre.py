"""Where a battle is fought: places, landing sites, routes, weather and daylight."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.figures import Count, Distance, Factor, Share
from sim.scenario.moment import Moment
from sim.scenario.names import Key, PlaceName, Retitle, SideName
from sim.scenario.record import Sourced
from sim.scenario.vocabulary import TerrainName

Degrees = Annotated[float, Field(strict=True)]
"""A latitude or longitude: a number, no text that looks like one and no truth value."""


class LandingSite(Sourced):
    """A pier, beach or sandbank over which troops come ashore."""

    title: Retitle = ""
    """The name in tables and pictures; that of the site if absent."""
    capacity: Factor
    """Men an hour."""


class Place(Sourced):
    """A point of the map that can be held, attacked and landed at."""

    title: Retitle = ""
    """The name in tables and pictures; that of the place if absent."""
    at: tuple[Degrees, Degrees] | None = None
    """Latitude and longitude in degrees, north and east positive."""
    terrain: TerrainName = "open"
    """The ground; its cover is in the modifiers of the same name."""
    fortification: Share = Share.of(0.0)
    """0 for none, 0.3 for hasty field works, 0.6 for prepared positions, 1 for concrete works."""
    area: Key | None = None
    """A larger name under which the losses of several places are added up."""
    held_by: SideName | None = None
    """The side that holds it at the start; nobody if absent."""
    landing_sites: dict[Key, LandingSite] = {}
    """Where troops can come ashore here."""
    rocks: Share = Share.of(0.0)
    """Probability that a craft which lands here strikes a rock or grounds."""
    frontage: Count | None = None
    """Men that one side can bring to bear here at one time; no limit if absent."""
    retreat: PlaceName | None = None
    """Where a broken garrison goes; without it, into the hills if there are any."""
    depot: bool = False
    """Whether the side that holds it is supplied from here (`combat.supply`)."""
    hills: bool = False
    """Whether routed men find hills or woods to hide in."""
    mines: Factor = Factor.of(0.0)
    """Mines to a km across the way of the ships that enter its waters (`sim.rules.minefields`)."""
    civilians: Count = Count.of(0.0)
    """People who are no soldiers; nobody aims at them."""


class Route(Sourced):
    """A way between two places, passable in both directions."""

    between: tuple[PlaceName, PlaceName]
    """The two places."""
    distance: Distance
    """Its length."""
    kind: Literal["road", "track", "rail", "sea"] = "road"
    """By land, as a road, track or railway, or by sea."""


class Fog(Sourced):
    """A time of fog."""

    start: Moment
    """When it comes."""
    end: Moment
    """When it has gone."""
    density: Share
    """0 for clear air, 1 for a sight of a few tens of metres; where two times overlap, the denser
    fog counts."""


class Weather(Sourced):
    """What the sky allows."""

    flying: Share = Share.of(1.0)
    """Share of the planned sorties that the weather of a day lets fly, drawn for each day."""
    fog: list[Fog] = []
    """What fog does is in the modifiers `fog_...`."""


class Daylight(Sourced):
    """Sunrise and sunset on the scenario's clock."""

    sunrise: str = Field(default="06:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    """The hour, such as '06:10'; darkness before it."""
    sunset: str = Field(default="18:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    """The hour, such as '18:40'; darkness after it."""
