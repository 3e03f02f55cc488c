"""Sweeping: ships clear mined waters."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.scenario.figures import Distance, Duration, Speed
from sim.scenario.kinds import MORE_THAN_ZERO, OperationSpec, Stands, Way, own
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.subject import Subject
from sim.scenario.vocabulary import SHIPS


class Sweeping(OperationSpec):
    """Ships sweep mines in the waters of a place (`sim.rules.minefields`)."""

    example: ClassVar[str] = """
        clear_way:
          kind: sweeping
          side: red
          units: [sweepers]
          to: bay
          length: 4 km
          breadth: 2 km
          path: 200 m
          speed: 5 kn
          duration: 4 h
          start: {at: 1945-08-16 04:00, assumed: invented}
          assumed: invented
    """

    kind: Literal["sweeping"] = "sweeping"
    units: Annotated[list[UnitName], Field(min_length=1), own(*SHIPS)]
    """The sweepers; mines are a danger to them as well."""
    to: PlaceName
    """The mined waters."""
    length: Annotated[Distance, MORE_THAN_ZERO]
    """One side of the rectangle that they sweep."""
    breadth: Annotated[Distance, MORE_THAN_ZERO]
    """The other side of the rectangle."""
    path: Annotated[Distance, MORE_THAN_ZERO]
    """Breadth of the path that one ship clears."""
    speed: Speed
    """Speed with the sweep out."""
    duration: Duration
    """How long they sweep."""

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """There is something to sweep."""
        place = subject.definition.places.get(self.to)
        if place is not None and isinstance(place.mines.value, float) and not place.mines.value:
            yield Finding((*path, "to"), f"place {show(str(self.to))} has no mines")

    def ways(self, stands: Stands) -> Iterator[Way]:
        """From where each unit lies."""
        for stand in dict.fromkeys(stands[unit] for unit in self.units):
            yield Way(stand, self.to, "sea")

    def goal(self) -> Sequence[str]:
        """The waters."""
        return [self.to]
