"""Civilians: what fighting does to people who are no targets but are there.

In each hour of fighting at their place a civilian is killed with the hazard `fighting`, and under
bombs or shells with the hazard `shelling` for each loss that they would inflict on men in the open;
those who are left flee to safety at the rate `flight` while there is fighting or shelling. The
values are assumptions shared by all battles of August 1945, of a size that gives the 500 to 1,000
dead whom the sources count at Maoka, the only battle with a count.
"""

from typing import ClassVar

from pydantic import Field

from sim.combat.parameters import Parameters


class Civilians(Parameters):
    """Hazards and flight."""

    title: ClassVar[str] = "civilians"

    fighting: float = Field(
        0.012, ge=0, description="hazard of a civilian in an hour of fighting around him"
    )
    shelling: float = Field(
        0.0006, ge=0, description="hazard for each loss that the shells would inflict in the open"
    )
    flight: float = Field(
        0.2, ge=0, description="rate an hour at which those under fire get away to safety"
    )
