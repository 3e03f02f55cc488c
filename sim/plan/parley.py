"""Parley: envoys ask an enemy commander to give up."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.plan.parts.checks import check_moment
from sim.scenario.figures import Duration
from sim.scenario.kinds import MORE_THAN_ZERO, OperationSpec, enemy
from sim.scenario.moment import Moment
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.problems import Finding, TreePath
from sim.scenario.subject import Subject
from sim.scenario.vocabulary import ON_FOOT


class Parley(OperationSpec):
    """Envoys ask an enemy commander to give up; whether he does is `sim.rules.parley`."""

    example: ClassVar[str] = """
        talks:
          kind: parley
          side: red
          garrison: [fort_guns]
          place: fort
          start: {at: 1945-08-19 04:00, assumed: invented}
          assumed: invented
    """

    kind: Literal["parley"] = "parley"
    garrison: Annotated[list[UnitName], Field(min_length=1), enemy(*ON_FOOT)]
    """The enemy units that he commands; all of them surrender if he agrees."""
    place: PlaceName
    """Where he stands; its area is what must be cut off to isolate him."""
    duration: Duration = Duration.of("1 h")
    """Length of one round of talks."""
    every: Annotated[Duration | None, MORE_THAN_ZERO] = None
    """Time after which a refusal is followed by another round; there is none if absent."""
    until: Moment | None = None
    """No round ends later."""
    news: Moment | None = None
    """When he heard that his government gives up the war; never if absent."""
    disarmed_from: Moment | None = None
    """When disarmament begins at the earliest; at once if absent."""
    disarmament: Duration = Duration.of("0 h")
    """How long it takes."""

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """Its moments lie within the battle."""
        yield from check_moment(self.until, (*path, "until"), subject)
        yield from check_moment(self.disarmed_from, (*path, "disarmed_from"), subject)

    def who(self) -> Sequence[str]:
        """Nobody of the order of battle."""
        return ["envoys"]

    def goal(self) -> Sequence[str]:
        """The commander, by where he stands and by his troops."""
        return [self.place, *self.garrison]
