"""Landing: troops come ashore."""

from typing import Literal

from sim.plan.parts.landing import LandingSpec


class Landing(LandingSpec):
    """Craft carry units across the sea and put them ashore over a place's landing sites."""

    kind: Literal["landing"] = "landing"
