"""Withdrawal: units leave for a place in the rear."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from sim.plan.parts.march import MarchSpec
from sim.scenario.problems import Finding, TreePath
from sim.scenario.subject import Subject


class Withdrawal(MarchSpec):
    """Units leave for a place in the rear, out of contact if need be."""

    example: ClassVar[str] = """
        back_to_the_fort:
          kind: withdrawal
          side: blue
          units: [reserve]
          to: fort
          start: {when: {losses: {blue: 0.3}}, assumed: invented}
          assumed: invented
    """

    kind: Literal["withdrawal"] = "withdrawal"

    early_end: ClassVar[Literal[-1, 0, 1]] = 0

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """There is a way, and somebody to go it."""
        yield from super().check(path, subject)
        yield from self.stay(path, subject)

    def leaves_for_losses_of(self) -> str | None:
        """The side or unit whose losses alone start it, and at once, if there is one."""
        trigger, when = self.start, self.start.when
        waits = trigger.delay is not None or trigger.at is not None or trigger.after
        if when is None or waits or when.control or when.contact or when.any:
            return None
        return next(iter(when.losses)) if len(when.losses) == 1 else None
