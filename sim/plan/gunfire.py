"""Gunfire: ships or batteries bombard a place."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.plan.parts.targets import no_own_troops, warn_of_harmless, warn_of_nobody
from sim.scenario.figures import Duration, Share
from sim.scenario.kinds import OperationSpec, Stands, Way, own
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.subject import Subject
from sim.scenario.vocabulary import BOMBARDS


class Gunfire(OperationSpec):
    """Ships or batteries bombard the enemy at a place.

    Each weapon fires at the first category of its `bombardment` that the enemy has there: a coastal
    battery at craft, then at men. A battery that is overrun or in contact itself is silent.
    """

    example: ClassVar[str] = """
        cover:
          kind: gunfire
          side: red
          units: [destroyers]
          target: bay
          duration: 3 h
          start: {after: [voyage], assumed: invented}
          assumed: invented
    """

    kind: Literal["gunfire"] = "gunfire"
    units: Annotated[list[UnitName], Field(min_length=1), own(*BOMBARDS)]
    """Who fires."""
    target: PlaceName
    """The place that they bombard."""
    duration: Duration
    """How long they fire."""
    observed: bool = True
    """Whether the fire stops in darkness and loses by fog."""
    observer: PlaceName | None = None
    """A place from which own troops see the target when they hold it."""
    unobserved: Share = Share.of(1.0)
    """Share of the effect that fire has while the side does not hold `observer`."""
    in_support: bool = False
    """Whether they fire only while own troops are in contact; else at any enemy who is there."""

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """Warnings of fire that can hit nobody, and of options without effect."""
        yield from warn_of_harmless(self.units, "bombardment", path, subject)
        yield from warn_of_nobody([self.target], self.side, (*path, "target"), subject)
        if self.in_support and no_own_troops(self.target, self.side, subject):
            message = f"no own troops can come to {show(str(self.target))}, so that it never fires"
            yield Finding((*path, "in_support"), message, severity="warning")
        certain = isinstance(self.unobserved.value, float) and self.unobserved.value == 1.0
        if self.observer is not None and certain:
            message = "has no effect, for fire without it is as good; give unobserved"
            yield Finding((*path, "observer"), message, severity="warning")
        elif self.observer is None and not certain:
            message = "has no effect without an observer"
            yield Finding((*path, "unobserved"), message, severity="warning")

    def ways(self, stands: Stands) -> Iterator[Way]:
        """Of the shells, from where each unit stands."""
        for stand in dict.fromkeys(stands[unit] for unit in self.units):
            yield Way(stand, self.target, "fire")

    def goal(self) -> Sequence[str]:
        """The target."""
        return [self.target]
