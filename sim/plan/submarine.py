"""Submarine: a patrol against ships."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.plan.parts.checks import check_at_sea, check_moment
from sim.scenario.figures import Count, Distance, Duration, Share, Speed
from sim.scenario.kinds import MORE_THAN_ZERO, OperationSpec, own
from sim.scenario.moment import Moment
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.subject import Subject
from sim.scenario.vocabulary import SHIPS


class Submarine(OperationSpec):
    """Submarines search a rectangle of the sea and attack the ships that they find in it."""

    example: ClassVar[str] = """
        hunt:
          kind: submarine
          side: red
          units: [raiders]
          to: crossing
          length: 40 km
          breadth: 30 km
          speed: 6 kn
          attack_speed: 8 kn
          approach: 1 h
          torpedoes: 8
          salvo: 2
          start: {at: 1945-08-16 05:00, assumed: invented}
          assumed: invented
    """

    kind: Literal["submarine"] = "submarine"
    units: Annotated[list[UnitName], Field(min_length=1), own(*SHIPS)]
    """Units of one submarine each, which search on their own."""
    to: PlaceName
    """The waters that they search, from the start of the operation on."""
    length: Annotated[Distance, MORE_THAN_ZERO]
    """One side of the rectangle."""
    breadth: Annotated[Distance, MORE_THAN_ZERO]
    """The other side of the rectangle."""
    speed: Speed
    """Speed of the search."""
    attack_speed: Speed
    """Speed of the approach, after a ship is seen."""
    approach: Duration
    """Time from the sighting to the attack."""
    torpedoes: Count
    """Torpedoes that each has."""
    salvo: Count
    """Torpedoes that it fires at a ship."""
    surface: Share = Share.of(0.5)
    """Probability that it fights with its gun: at once against an unarmed ship, else against one
    that is still afloat after its torpedoes."""
    gunfire: Duration = Duration.of("1 h")
    """How long it fires at the most."""
    until: Moment | None = None
    """When it leaves; it stays if absent."""

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """Single submarines search at sea, within the battle."""
        yield from check_at_sea(self.to, (*path, "to"), subject)
        yield from check_moment(self.until, (*path, "until"), subject)
        for position, name in enumerate(self.units):
            unit = subject.definition.units.get(name)
            counts = [] if unit is None else [count.value for count in unit.weapons.values()]
            known = [count for count in counts if isinstance(count, float)]
            if known and len(known) == len(counts) and sum(known) != 1:
                message = f"unit {show(str(name))} must be one submarine, not {sum(known):g}"
                yield Finding((*path, "units", position), message)

    def submerged(self) -> Sequence[str]:
        """The submarines."""
        return self.units

    def goal(self) -> Sequence[str]:
        """The waters."""
        return [self.to]
