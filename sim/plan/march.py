"""March: units go to a place."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from sim.plan.parts.march import MarchSpec
from sim.scenario.problems import Finding, TreePath
from sim.scenario.subject import Subject


class March(MarchSpec):
    """Units go from where they are to a place; they fight there if the enemy holds it."""

    example: ClassVar[str] = """
        up_the_pass:
          kind: march
          side: blue
          units: [fort_guns]
          to: pass
          start: {at: 1945-08-18 04:00, assumed: invented}
          assumed: invented
    """

    kind: Literal["march"] = "march"

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """There is a way, and somebody to go it."""
        yield from super().check(path, subject)
        yield from self.stay(path, subject)
