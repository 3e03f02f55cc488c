"""Seizure: a barely guarded object is taken by surprise."""

from typing import ClassVar, Literal

from sim.plan.parts.attack import AttackSpec
from sim.scenario.figures import Factor, Share


class Seizure(AttackSpec):
    """Units take a barely guarded object by surprise, or attack it if that fails."""

    example: ClassVar[str] = """
        trick:
          kind: seizure
          side: red
          units: [agents]
          to: fort
          distance: 20 km
          success: 0.2
          start: {at: 1945-08-17 04:00, assumed: invented}
          assumed: invented
    """

    kind: Literal["seizure"] = "seizure"
    success: Share
    """Probability that the guards are overpowered before they can fire."""
    odds: Factor = Factor.of(3.0)
    """Attackers to a guard without whom it cannot succeed."""
    killed: Share = Share.of(0.5)
    """Share of the overpowered guards who are killed; the others are captured."""
