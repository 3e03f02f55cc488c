"""Strike: raids against the enemy at the first of several places where he is seen."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.plan.parts.raids import RaidsSpec
from sim.plan.parts.targets import warn_of_harmless, warn_of_nobody
from sim.scenario.names import PlaceName
from sim.scenario.problems import Finding, TreePath
from sim.scenario.subject import Subject


class Strike(RaidsSpec):
    """Aircraft fly sorties against the enemy at the first of several places where he is seen."""

    example: ClassVar[str] = """
        bombing:
          kind: strike
          side: red
          units: [bombers]
          targets: [bay]
          duration: 6 h
          start: {at: 1945-08-16 06:00, assumed: invented}
          assumed: invented
    """

    kind: Literal["strike"] = "strike"
    targets: Annotated[list[PlaceName], Field(min_length=1)]
    """Places where they look for him, in their order."""

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """Warnings of raids that can hit nobody."""
        yield from super().check(path, subject)
        yield from warn_of_harmless(self.units, "strike", path, subject)
        yield from warn_of_nobody(self.targets, self.side, (*path, "targets"), subject)

    def goal(self) -> Sequence[str]:
        """The places."""
        return self.targets
