"""Strike: raids against the enemy at the first of several places where he is seen."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from sim.plan.parts.raids import RaidsSpec
from sim.scenario.names import PlaceName


class Strike(RaidsSpec):
    """Aircraft fly sorties against the enemy at the first of several places where he is seen."""

    kind: Literal["strike"] = "strike"
    targets: Annotated[list[PlaceName], Field(min_length=1)]
    """Places where they look for him, in their order."""

    def goal(self) -> Sequence[str]:
        """The places."""
        return self.targets
