"""What attacks of all kinds share: a march, and a fight where it ends."""

from typing import Annotated

from pydantic import Field

from sim.plan.parts.march import MarchSpec
from sim.scenario.figures import Distance, Duration, Share, Speed
from sim.scenario.kinds import own
from sim.scenario.names import PlaceName, UnitName
from sim.scenario.vocabulary import ON_FOOT


class AttackSpec(MarchSpec):
    """Units go to a place and fight for it."""

    units: Annotated[list[UnitName], Field(min_length=1), own(*ON_FOOT)]
    """Who attacks."""
    to: PlaceName
    """The place that they attack."""
    speed: Speed = Speed.of("3 km/h")
    """How fast they go there."""
    distance: Distance | None = None
    """Length of the way there; that by the routes if absent."""
    duration: Duration | None = None
    """The assault is called off after so long; it has no limit if absent."""
    stop_at: Share = Share.of(1.0)
    """The assault is called off when so large a share of the attackers is lost in it."""
