"""Supply: how long a unit lasts on what it carries, and what reaches it.

A unit carries a full load, level 1, when it comes to the battlefield. In each hour it uses up

    1 / ration_hours + 1 / load_hours (in an hour of engagement),

and if there is a way from where it stands to a depot of its side, it is brought

    min(1, reach / d) / restock_hours,

d the length of the shortest way in km of road: a km of track counts `track` times, rail and sea not
at all. A fixed number of carts and trucks delivers in inverse proportion to the length of its round
trip. A way does not pass through places that the enemy holds. The level stays between 0 and 1.

A unit feels the want when less than the share `low` of its load is left: with

    w = max(0, 1 - level / low)

its fire is multiplied by 1 - fire * w, the losses at which it breaks by 1 - resolve * w.

Depots are places that say `depot: true`; who holds one is supplied from it. At its base, at sea and
off the map a unit lacks nothing. A side that holds no depot at the start is supplied from somewhere
else, everywhere. The values are assumptions shared by all battles: men carry cartridges and shells
for a day of fighting and food for five days. A scenario turns the rule on with
`combat: {supply: {}}`, as battles of more than two days do; without it nobody runs short.
"""

from typing import ClassVar

from pydantic import Field

from sim.combat.parameters import Parameters


class Supply(Parameters):
    """What a unit uses up, what reaches it and what it does without it."""

    title: ClassVar[str] = "supply"

    load_hours: float = Field(
        24.0, gt=0, description="hours of engagement in which a full load is fired off"
    )
    ration_hours: float = Field(120.0, gt=0, description="hours in which a full load is eaten up")
    restock_hours: float = Field(
        12.0, gt=0, description="hours in which an empty unit near a depot is filled up"
    )
    reach: float = Field(
        60.0, gt=0, description="km of road to which deliveries do not suffer from the distance"
    )
    track: float = Field(3.0, ge=1, description="km of road that a km of track counts")
    low: float = Field(
        0.5, gt=0, le=1, description="share of a full load below which a unit feels the want"
    )
    fire: float = Field(
        0.7, ge=0, le=1, description="share of fire that is lost when nothing is left"
    )
    resolve: float = Field(
        0.5, ge=0, le=1, description="share of the break point that is lost when nothing is left"
    )
