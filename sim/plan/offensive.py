"""Offensive: attack after attack on one place."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from sim.plan.parts.attack import AttackSpec
from sim.plan.parts.checks import check_moment
from sim.scenario.figures import Duration
from sim.scenario.moment import Moment
from sim.scenario.problems import Finding, TreePath
from sim.scenario.subject import Subject


class Offensive(AttackSpec):
    """Units attack a place again and again, and rest in between."""

    example: ClassVar[str] = """
        to_the_pass:
          kind: offensive
          side: red
          units: [second_wave]
          to: pass
          pause: 2 h
          start: {after: [second_landing], assumed: invented}
          assumed: invented
    """

    kind: Literal["offensive"] = "offensive"
    pause: Duration = Duration.of("6 h")
    """Time from the end of one attack to the beginning of the next."""
    until: Moment | None = None
    """No attack begins later; there is no limit if absent."""
    by_day: bool = False
    """Whether attacks begin in daylight only."""

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """There is a way, and its end lies within the battle."""
        yield from super().check(path, subject)
        yield from check_moment(self.until, (*path, "until"), subject)
