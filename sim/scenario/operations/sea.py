"""Operations at sea and from the sea."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.figures import Distance, Duration, Share, Speed
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.operations.base import OperationBase


class Scout(OperationBase):
    """A party looks at a place before others land there."""

    kind: Literal["scout"] = "scout"
    units: list[UnitName] = []
    to: PlaceName
    duration: Duration = Duration(value="4 h")
    success: Share
    """Probability that it brings back what a landing needs to know."""
    discovery: Share = Share(value=0.0)
    """Probability that the enemy notices it and stands to."""


class Landing(OperationBase):
    """Craft carry units across the sea and put them ashore over a place's landing sites."""

    kind: Literal["landing"] = "landing"
    units: Annotated[list[UnitName], Field(min_length=1)]
    craft: list[UnitName] = []
    origin: PlaceName
    to: PlaceName
    embarkation: Duration = Duration(value="0 h")
    distance: Distance | None = None
    """Length of the passage; a sea route between the two places serves if absent."""
    speed: Speed
    detection: Share = Share(value=1.0)
    """Probability that the approach is detected, before scouting and darkness."""
    run_in: Duration = Duration(value="20 min")
    """How long the craft are under fire when they are detected."""
    sites: list[str] = []
    """Landing sites that are used; all of the place's if empty."""


class Gunfire(OperationBase):
    """Ships or batteries bombard the enemy at a place while own troops are in contact with him."""

    kind: Literal["gunfire"] = "gunfire"
    units: Annotated[list[UnitName], Field(min_length=1)]
    target: PlaceName
    duration: Duration
    observed: bool = True
    """Whether the fire stops in darkness."""
