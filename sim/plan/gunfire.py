"""Gunfire: ships or batteries bombard a place."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.figures import Duration, Share
from sim.scenario.kinds import OperationSpec, Stands, Way, own
from sim.scenario.names import PlaceName, UnitName


class Gunfire(OperationSpec):
    """Ships or batteries bombard the enemy at a place.

    Each weapon fires at the first category of its `bombardment` that the enemy has there: a coastal
    battery at craft, then at men. A battery that is overrun or in contact itself is silent.
    """

    kind: Literal["gunfire"] = "gunfire"
    units: Annotated[list[UnitName], Field(min_length=1), own("ships", "artillery")]
    """Who fires."""
    target: PlaceName
    """The place that they bombard."""
    duration: Duration
    """How long they fire."""
    observed: bool = True
    """Whether the fire stops in darkness and loses by fog."""
    observer: PlaceName | None = None
    """A place from which own troops see the target when they hold it."""
    unobserved: Share = Share(value=1.0)
    """Share of the effect that fire has while the side does not hold `observer`."""
    in_support: bool = True
    """Whether they fire only while own troops are in contact; else at any enemy who is there."""

    def ways(self, stands: Stands) -> Iterator[Way]:
        """Of the shells, from where each unit stands."""
        for stand in dict.fromkeys(stands[unit] for unit in self.units):
            yield Way(stand, self.target, "fire")

    def goal(self) -> Sequence[str]:
        """The target."""
        return [self.target]
