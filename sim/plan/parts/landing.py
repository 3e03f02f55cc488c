"""What landings of all kinds share."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field

from sim.plan.parts.at_hand import warn_of_absent
from sim.plan.parts.checks import check_at_sea
from sim.plan.parts.sea_way import check_sea_way
from sim.scenario.figures import Distance, Duration, Share, Speed
from sim.scenario.kinds import OperationSpec, Stands, Way, own
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.problems import Finding, TreePath, show, unknown
from sim.scenario.subject import Subject
from sim.scenario.vocabulary import ON_FOOT, SHIPS


class LandingSpec(OperationSpec):
    """Craft carry units across the sea and put them ashore."""

    units: Annotated[list[UnitName], Field(min_length=1), own(*ON_FOOT)]
    """The troops that land, in their order."""
    craft: Annotated[list[UnitName], own(*SHIPS)] = []
    """Units of craft that carry them."""
    origin: PlaceName
    """Where they embark."""
    to: PlaceName
    """Where they land."""
    embarkation: Duration = Duration.of("0 h")
    """Time from the order until the craft put to sea."""
    distance: Distance | None = None
    """Length of the passage; a sea route between the two places serves if absent."""
    through: PlaceName | None = None
    """The place at sea where the ships are found while they cross; nobody finds them if absent."""
    speed: Speed
    """Speed of the craft on the passage."""
    detection: Share = Share.of(1.0)
    """Probability that the approach is detected, before scouting and darkness."""
    run_in: Duration = Duration.of("20 min")
    """How long the craft are under fire when they are detected."""
    sites: list[str] = []
    """Landing sites that are used; all of the place's if empty."""

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """There is a way, and a site to land at."""
        yield from check_sea_way(self, path, subject)
        yield from warn_of_absent(self.units, "units", self.origin, path, subject)
        yield from warn_of_absent(self.craft, "craft", self.origin, path, subject)
        yield from check_at_sea(self.through, (*path, "through"), subject)
        place = subject.definition.places.get(self.to)
        if place is None:
            return
        if not place.landing_sites:
            yield Finding((*path, "to"), f"place {show(str(self.to))} has no landing sites")
            return
        for position, site in enumerate(self.sites):
            if site not in place.landing_sites:
                message = unknown("landing site", site, place.landing_sites)
                yield Finding((*path, "sites", position), message)

    def ways(self, stands: Stands) -> Iterator[Way]:
        """Across the sea."""
        yield Way(self.origin, self.to, "sea")

    def leaves(self) -> dict[str, str]:
        """Troops at the beach; the craft go back."""
        troops: dict[str, str] = dict.fromkeys(self.units, self.to)
        return troops | dict.fromkeys(self.craft, self.origin)

    def brings(self) -> Sequence[str]:
        """The troops."""
        return self.units

    def goal(self) -> Sequence[str]:
        """The beach."""
        return [self.to]
