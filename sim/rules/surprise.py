"""Surprise: a garrison that did not see the enemy come."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.battle import Battle


def surprise_garrisons(
    battle: "Battle", place: int, side: int, rows: np.ndarray, text: str
) -> None:
    """A side surprises the garrisons of a place and its area that do not stand to yet.

    One that has been surprised or has fought since is not surprised a second time.
    """
    state = battle.state
    until = battle.turn + battle.clock.spans(battle.modifiers.column("surprise_hours", rows))
    for other in battle.area(place):
        fresh = ~state.alert[:, other][rows]
        state.surprised_until[:, other][rows[fresh]] = until[fresh]
        state.alert[:, other][rows] = True
    battle.chronicle.tell(rows, "surprise", place, text, side=side)
