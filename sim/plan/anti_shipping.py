"""Anti-shipping: raids against ships at sea."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from sim.plan.parts.raids import RaidsSpec
from sim.scenario.figures import Duration, Share
from sim.scenario.kinds import enemy
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.subject import Subject
from sim.scenario.vocabulary import AIRCRAFT, SHIPS


class AntiShipping(RaidsSpec):
    """Aircraft look for ships in some waters and attack them (`sim.rules.anti_shipping`)."""

    example: ClassVar[str] = """
        against_boats:
          kind: anti_shipping
          side: blue
          units: [torpedo_planes]
          to: crossing
          start: {at: 1945-08-16 06:00, assumed: invented}
          assumed: invented
    """

    kind: Literal["anti_shipping"] = "anti_shipping"
    to: PlaceName
    """The waters, or the port, where they look."""
    targets: Annotated[list[UnitName], enemy(*SHIPS)] = []
    """Enemy units of ships; if empty all that are there, except submarines on patrol."""
    detection: Share = Share.of(1.0)
    """Probability that a raid finds a unit of ships that is there, by day and in clear air."""
    rescue: Duration = Duration.of("4 h")
    """Time until help reaches those in the water, if their ships' own operation does not say."""

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """Some of the aircraft of each unit can hit ships."""
        yield from super().check(path, subject)
        for position, name in enumerate(self.units):
            unit = subject.definition.units.get(name)
            carried = {} if unit is None else unit.weapons
            known = [subject.definition.weapons.get(weapon) for weapon in carried]
            if unit is None or unit.kind not in AIRCRAFT or None in known:
                continue
            if not any("craft" in weapon.strike for weapon in known if weapon):
                message = f"unit {show(str(name))} has no aircraft whose strike hits craft"
                yield Finding((*path, "units", position), message)

    def goal(self) -> Sequence[str]:
        """The waters."""
        return [self.to]
