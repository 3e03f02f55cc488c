"""Regroup: units are split and joined."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.scenario.figures import Count
from sim.scenario.kinds import MORE_THAN_ZERO, OperationSpec, own
from sim.scenario.names import UnitName
from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.subject import Subject
from sim.scenario.vocabulary import ON_FOOT


class Regroup(OperationSpec):
    """Men of some units join another one, with their part of the weapons.

    A unit that has nobody is formed by them: so a unit is split.
    """

    example: ClassVar[str] = """
        second_company:
          kind: regroup
          side: blue
          units: [militia]
          into: reserve
          start: {at: 1945-08-16 06:00, assumed: invented}
          assumed: invented
    """

    kind: Literal["regroup"] = "regroup"
    units: Annotated[list[UnitName], Field(min_length=1), own(*ON_FOOT)]
    """Who gives men."""
    into: UnitName
    """The unit that they join: one at the same place, or one that has nobody yet."""
    men: Annotated[Count | None, MORE_THAN_ZERO] = None
    """Men of each unit who go; all if absent."""

    early_end: ClassVar[Literal[-1, 0, 1]] = 0

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """They join another unit of their side, on land."""
        here, into = (*path, "into"), subject.definition.units.get(self.into)
        if self.into in self.units:
            yield Finding(here, f"unit {show(str(self.into))} cannot join itself")
        if into is None:
            return
        if into.side != self.side:
            message = f"unit {show(str(self.into))} is of {into.side}, not of {self.side}"
            yield Finding(here, message)
        if into.kind not in ON_FOOT:
            kinds = " or ".join(ON_FOOT)
            message = f"unit {show(str(self.into))} must be {kinds}, but is {into.kind}"
            yield Finding(here, message)
        if into.men.value != 0 and subject.whole("units", "operations"):
            yield from self._apart(path, subject)

    def _apart(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """Warns of those whom nothing brings to where the unit is that they would join."""
        known = subject.whereabouts
        goals = known.of(self.into)
        for position, unit in enumerate(self.units):
            stands = known.of(unit)
            waits = known.waits(unit) or known.waits(self.into)
            if not waits and not stands & goals:
                where, there = (", ".join(sorted(places)) for places in (stands, goals))
                message = (
                    f"{show(str(unit))} is at {where} and {show(str(self.into))} at {there}, and "
                    "nothing brings them together; nobody joins"
                )
                yield Finding((*path, "units", position), message, severity="warning")

    def who(self) -> Sequence[str]:
        """Both who gives and who gets."""
        return [*self.units, self.into]

    def goal(self) -> Sequence[str]:
        """No place of its own."""
        return ["where they stand"]
