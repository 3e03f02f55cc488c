"""Surprise: a garrison that did not see the enemy come."""

import numpy as np

from sim.rules.modifiers import Modifiers
from sim.rules.rule import Rule
from sim.world.world import World


class Surprise(Rule):
    """What the garrisons of an area expect, and what scouts know of it.

    A garrison that stands to can no longer be surprised; one that has been surprised or has fought
    since is not surprised a second time.
    """

    def __init__(self, world: World, modifiers: Modifiers) -> None:
        super().__init__(world)
        self._modifiers = modifiers.parameters
        self._until, self._alert, self._scouted = world.state.hand_over(
            self, "surprised_until", "alert", "scouted"
        )

    def strike(self, place: int, side: int, rows: np.ndarray, text: str) -> None:
        """A side surprises the garrisons of a place and its area that do not stand to yet."""
        world = self.world
        lasts = world.clock.spans(self._modifiers.column("surprise_hours", rows))
        for other in world.survey.area(place):
            fresh = ~self._alert[:, other][rows]
            struck = fresh & (lasts > 0)
            self._until[:, other][rows[struck]] = world.turn + lasts[struck]
            self._alert[:, other][rows] = True
        world.chronicle.tell(rows, "surprise", place, text, side=side)

    def warn(self, place: int, rows: np.ndarray) -> None:
        """The garrisons of a place and its area stand to."""
        for other in self.world.survey.area(place):
            self._alert[:, other][rows] = True

    def scout(self, place: int, rows: np.ndarray) -> None:
        """Scouts bring back what a landing in the area of a place needs to know."""
        for other in self.world.survey.area(place):
            self._scouted[rows, other] = True
