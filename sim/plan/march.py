"""March: units go to a place."""

from typing import Annotated, Literal

from pydantic import Field

from sim.plan.parts.march import MarchSpec
from sim.scenario.kinds import own
from sim.scenario.names import UnitName
from sim.scenario.vocabulary import ON_FOOT


class March(MarchSpec):
    """Units go from where they are to a place; they fight there if the enemy holds it."""

    kind: Literal["march"] = "march"
    units: Annotated[list[UnitName], Field(min_length=1), own(*ON_FOOT)]
    """Who goes."""
