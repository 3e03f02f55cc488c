"""Landing: troops come ashore."""

from typing import ClassVar, Literal

from sim.plan.parts.landing import LandingSpec


class Landing(LandingSpec):
    """Craft carry units across the sea and put them ashore over a place's landing sites."""

    example: ClassVar[str] = """
        first_landing:
          kind: landing
          title: landing of the marines
          side: red
          units: [marines]
          craft: [boats]
          origin: harbour
          to: bay
          speed: 8 kn
          sites: [pier]
          start: {at: 1945-08-16 05:00, assumed: invented}
          assumed: invented
    """

    kind: Literal["landing"] = "landing"
